import type { NumberArray } from '../../dtype.ts';
import type { Addon } from './addon.ts';

/** Collects runs of elementwise kernels for one call of the addon's `runTogether`. */
export class Program {
  readonly #addon: Addon;
  #numbers = new Float64Array(256);
  #length = 0;
  readonly #arrays: NumberArray[] = [];

  constructor(addon: Addon) {
    this.#addon = addon;
  }

  /** One more run, after those before it. */
  add(id: number, output: NumberArray, inputs: readonly NumberArray[], scalars: readonly number[]): void {
    const length = this.#length + 2 + inputs.length + scalars.length;
    if (length > this.#numbers.length) {
      const larger = new Float64Array(2 * length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#push(id);
    this.#push(this.#placeOf(output));
    for (const input of inputs) this.#push(this.#placeOf(input));
    for (const scalar of scalars) this.#push(scalar);
  }

  /** Runs them, and forgets them. */
  run(): void {
    if (this.#length === 0) return;
    try {
      this.#addon.runTogether(this.#numbers.subarray(0, this.#length), this.#arrays);
    } finally {
      this.#length = 0;
      this.#arrays.length = 0;
    }
  }

  #push(number: number): void {
    this.#numbers[this.#length++] = number;
  }

  /** An optimizer comes back to an array at once or never; one that is listed twice does no harm. */
  #placeOf(array: NumberArray): number {
    const { length } = this.#arrays;
    for (let place = length - 1; place >= 0 && place > length - 5; place--) {
      if (this.#arrays[place] === array) return place;
    }
    return this.#arrays.push(array) - 1;
  }
}

import { ArgumentError } from '../../errors.ts';
import { Generator } from '../../random/generator.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';
import { fromArray } from '../../tensor/fromArray.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** Of a tensor that somebody looks at. */
const mostNumbers = 10_000_000;

/** Small numbers that are easily multiplied in one's head. */
export class Digits {
  readonly #generator: Generator;

  constructor(seed: number) {
    this.#generator = new Generator(seed);
  }

  /** A tensor of integers from `least` to `greatest`, or of their multiples by `unit`. */
  tensor(shape: Shape, least: number, greatest: number, unit = 1): Tensor {
    const count = elementCount(shape);
    if (count > mostNumbers) {
      const rule = `[${shape.join(', ')}] has ${count} numbers, and at most ${mostNumbers} can be looked at. Make it smaller`;
      throw new ArgumentError('step', rule);
    }
    const numbers = new Float32Array(count);
    for (let i = 0; i < numbers.length; i++) {
      numbers[i] = (least + this.#generator.integer(greatest - least + 1)) * unit;
    }
    return fromArray(numbers, shape);
  }

  /** Labels of classes, as int32. */
  labels(count: number, classes: number): Tensor {
    return fromArray(Int32Array.from(this.tensor([count], 0, classes - 1).toTypedArray()), [count]);
  }
}

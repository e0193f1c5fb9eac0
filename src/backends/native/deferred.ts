import type { NumberArray } from '../../dtype.ts';
import { DataError } from '../../errors.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import type { Handle, Request } from '../backend.ts';
import type { Source, Sources } from './sources.ts';

/** A run of a kernel, as `Backend.run` is asked for it. Inputs may be deferred, too, whether they exist by now or not. */
export interface Run {
  readonly kernel: Kernel<never>;
  readonly inputs: readonly Handle[];
  readonly request: Request<object>;
}

/**
 * The handle of a run that waits. If what it makes is read by the right run only, the two become one, and its own output
 * never exists; if anybody else asks for it, it is computed then, from the inputs as they were.
 */
export class Deferred implements Run {
  readonly kernel: Run['kernel'];
  readonly request: Run['request'];
  /** Elements of the output. */
  readonly length: number;
  /** The output, once it exists. */
  array: NumberArray | undefined;
  /** How many others that wait will read the output. */
  readers = 0;
  /** What it will read: numbers, or the output of another one that waits. */
  #inputs: readonly (Source | Deferred)[];
  readonly #sources: Sources;

  constructor({ kernel, inputs, request }: Run, sources: Sources) {
    this.kernel = kernel;
    this.request = request;
    this.length = request.length;
    this.#sources = sources;
    this.#inputs = inputs.map((input) => (isWaiting(input) ? input : sources.hold(arrayIn(input))));
    for (const input of this.#inputs) {
      if (input instanceof Deferred) input.readers++;
    }
  }

  /** The inputs as handles. Empty once the output exists. */
  get inputs(): readonly Handle[] {
    return this.#inputs.map((input) => (input instanceof Deferred ? input : input.array));
  }

  /** @throws DataError if the numbers of an input were taken away meanwhile. */
  requireInputs(): void {
    for (const input of this.#inputs) {
      if (!(input instanceof Deferred) && input.array.length !== input.length) {
        throw new DataError(
          `${this.kernel.name}: an input had ${input.length} numbers, but its array has ${input.array.length} now. Its ` +
            'buffer was transferred or resized, but fromArray(numbers, …) takes it over; give it a copy, numbers.slice().',
        );
      }
    }
  }

  /** The output exists now: the inputs are needed no more. */
  fulfil(array: NumberArray): void {
    this.array = array;
    this.letGo();
  }

  /** The inputs are needed no more: the output exists, or nobody will ask for it. */
  letGo(): void {
    for (const input of this.#inputs) {
      if (input instanceof Deferred) input.readers--;
      else this.#sources.letGo(input);
    }
    this.#inputs = [];
  }
}

/** True for a handle whose numbers do not exist yet. */
export function isWaiting(handle: Handle): handle is Deferred {
  return handle instanceof Deferred && handle.array === undefined;
}

/** The numbers of a handle whose numbers exist. */
export function arrayIn(handle: Handle): NumberArray {
  return (handle instanceof Deferred ? handle.array : handle) as NumberArray;
}

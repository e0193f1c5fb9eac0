import type { Backend, Handle, Request } from '../backends/backend.ts';
import { computeAll } from '../backends/reference.ts';
import { type NdArray, upload } from '../backends/storage.ts';
import { type NumberArray, newArray } from '../dtype.ts';
import { DeviceError } from '../errors.ts';
import type { Kernel } from '../kernels/kernel.ts';
import type { Shape } from '../shape/rowMajor.ts';

/** How an array came to be: the kernel that made it, and of what. */
export interface Making {
  readonly kernel: Kernel<object>;
  readonly inputs: readonly ExplainedArray[];
  readonly request: Request<object>;
}

/**
 * Numbers that know where they come from. They are computed when somebody looks at them, by the loop of the reference
 * backend; an array that is never looked at as a whole (a large output of which one element is asked) is never computed.
 */
export class ExplainedArray implements Handle {
  readonly length: number;
  /** As it was first read; views of the tensor may read it in another one. */
  readonly shape: Shape;
  /** undefined for numbers that were brought here from outside. */
  readonly making: Making | undefined;
  #numbers: NumberArray | undefined;

  constructor(source: NumberArray | Making, shape?: Shape) {
    this.making = 'kernel' in source ? source : undefined;
    this.#numbers = 'kernel' in source ? undefined : source;
    this.length = 'kernel' in source ? source.request.length : source.length;
    this.shape = ('kernel' in source ? source.request.shape : shape) ?? [this.length];
  }

  /** The numbers, not to be written to. */
  get numbers(): NumberArray {
    // What they are made of first, without recursion: a chain of 100,000 operations may wait here.
    const pending: ExplainedArray[] = [this];
    for (let array = pending.at(-1); array !== undefined; array = pending.at(-1)) {
      const missing = array.#isComputed ? [] : (array.making?.inputs.filter((input) => !input.#isComputed) ?? []);
      if (missing.length > 0) {
        pending.push(...missing);
      } else {
        array.#compute();
        pending.pop();
      }
    }
    return this.#numbers as NumberArray; // just computed
  }

  get #isComputed(): boolean {
    return this.#numbers !== undefined;
  }

  #compute(): void {
    if (this.#numbers !== undefined || this.making === undefined) return;
    const { kernel, inputs, request } = this.making;
    const numbers = newArray(request.dtype, request.length);
    const arrays = inputs.map((input) => input.#numbers as NumberArray); // see `numbers`
    computeAll(kernel, arrays, request, numbers);
    this.#numbers = numbers;
  }
}

/**
 * Device 'explain': it computes like the reference backend, and remembers. Every array holds on to the kernel run that
 * made it, and so to the arrays that it was made of, back to what was brought to the device; nothing is overwritten, for
 * a change in place makes a new array and leaves the old one to whoever read it. So whatever is computed here, forward,
 * backward or in an optimizer's step, can be asked where it comes from (`explain`).
 *
 * It is for looking at small things: memory grows for as long as results are held.
 */
export const explainBackend: Backend = {
  name: 'explain',
  detail: 'plain TypeScript that remembers where every number comes from',
  mustAwait: false,

  run(kernel, inputs, request) {
    // What `into` held stays with those who read it: the caller puts the new array in its place.
    const making = { kernel: kernel as unknown as Kernel<object>, inputs: inputs as ExplainedArray[], request };
    return new ExplainedArray(making);
  },

  upload: (numbers, _dtype, shape) => new ExplainedArray(numbers, shape),
  read: (handle) => (handle as ExplainedArray).numbers,
  readAsync: async (handle) => (handle as ExplainedArray).numbers,
  release: () => undefined,
};

/** A copy of an array on device 'explain', with which its memory begins. @throws DeviceError if the numbers must be awaited */
export function broughtHere(operation: string, { shape, storage }: NdArray): NdArray {
  const { backend, dtype } = storage;
  if (backend.mustAwait) {
    throw new DeviceError(
      `${operation}: the numbers are on ${backend.name}, where they must be awaited. Compute on device ` +
        `'${explainBackend.name}' instead: await x.toAsync('${explainBackend.name}').`,
    );
  }
  return upload(explainBackend, storage.read().slice(), shape, dtype);
}

import type { NumberArray } from '../dtype.ts';
import type { Kernel, Position } from '../kernels/kernel.ts';
import type { Backend, Handle, Request } from './backend.ts';
import { giveBack, takeArray } from './pool.ts';

type AnyElement = (this: Position<object>, ...inputsThenScalars: readonly (NumberArray | number)[]) => number;

/**
 * Runs every kernel element by element, in order, in plain TypeScript. A breakpoint in a kernel stops here.
 * Sums are made in float64 and rounded once, when the element is stored.
 */
export const referenceBackend: Backend = {
  name: 'reference',
  mustAwait: false,

  run(kernel, inputs, request) {
    const output = outputArray(request);
    computeAll(kernel, inputs as NumberArray[], request, output);
    return output;
  },

  upload: (numbers) => numbers,
  read: hostArray,
  readAsync: async (handle) => hostArray(handle),
  release: (handle) => giveBack(hostArray(handle)),
};

/** Computes every element of a kernel's output, one after the other. */
export function computeAll<Sizes extends object>(
  kernel: Kernel<Sizes>,
  inputs: readonly NumberArray[],
  { sizes, scalars, dtype }: Request<Sizes>,
  output: NumberArray,
): void {
  const position = { thread: { x: 0 }, constants: sizes };
  const element = kernel.element as unknown as AnyElement;
  const [a, b, c, d] = [...inputs, ...scalars];
  const count = inputs.length + scalars.length;
  // bool is stored in bytes: everything but 0, NaN too, is true.
  const store = dtype === 'bool' ? (value: number) => (value === 0 ? 0 : 1) : undefined;
  if (store !== undefined || count > 4) {
    const reads = [...inputs, ...scalars];
    for (let x = 0; x < output.length; x++) {
      position.thread.x = x;
      const value = element.apply(position, reads);
      output[x] = store === undefined ? value : store(value);
    }
    return;
  }
  // The same loop with the arguments spelt out: an array of arguments makes each call several times dearer.
  for (let x = 0; x < output.length; x++) {
    position.thread.x = x;
    output[x] = element.call(position, a, b, c, d);
  }
}

/** The array that a run writes: `into`, or one from the pool. */
export function outputArray({ into, dtype, length }: Request<object>): NumberArray {
  return into === undefined ? takeArray(dtype, length) : hostArray(into);
}

/** What a handle of a host backend is: the typed array itself. */
export function hostArray(handle: Handle): NumberArray {
  return handle as NumberArray;
}

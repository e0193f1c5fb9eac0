import type { NumberArray } from '../dtype.ts';
import type { Kernel } from '../kernels/kernel.ts';
import type { Backend, Handle, Request } from './backend.ts';
import { compiledFor } from './compiledLoop.ts';
import { giveBack, takeArray } from './pool.ts';

type Argument = NumberArray | number;

/** What a kernel sees of the outside, with the kernel's element function as its method. */
interface Place {
  readonly thread: { x: number };
  readonly constants: object;
  element(...inputsThenScalars: Argument[]): number;
}

/**
 * Runs every kernel element by element, in order, in plain TypeScript. A breakpoint in a kernel stops here, once an
 * element; what runs again and again without a debugger is compiled (decision 086), and computes the same to the bit.
 * Sums are made in float64 and rounded once, when the element is stored.
 */
export const referenceBackend: Backend = {
  name: 'reference',
  detail: 'plain TypeScript, kernel by kernel',
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
  const compiled = compiledFor({ kernel, sizes, inputs, scalars, dtype }, output.length);
  if (compiled !== undefined) {
    compiled(inputs, scalars, output);
    return;
  }
  const place = { thread: { x: 0 }, constants: sizes, element: kernel.element as unknown as Place['element'] };
  const loop = dtype === 'bool' ? everyTruth : everyElement;
  loop(place, output, ...inputs, ...scalars);
}

/** A kernel has at most this many inputs and scalars together: the loops spell them out, for speed. */
function everyElement(place: Place, output: NumberArray, ...[a, b, c, d, e, f, g, h]: Argument[]): void {
  for (let x = 0; x < output.length; x++) {
    place.thread.x = x;
    output[x] = place.element(a, b, c, d, e, f, g, h);
  }
}

/** bool is stored in bytes: everything but 0 is true, a half and NaN too. */
function everyTruth(place: Place, output: NumberArray, ...[a, b, c, d, e, f, g, h]: Argument[]): void {
  for (let x = 0; x < output.length; x++) {
    place.thread.x = x;
    output[x] = place.element(a, b, c, d, e, f, g, h) === 0 ? 0 : 1;
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

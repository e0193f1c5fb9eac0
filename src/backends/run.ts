import { type DType, newArray } from '../dtype.ts';
import type { Kernel } from '../kernels/kernel.ts';
import { addressable } from '../shape/checkShape.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import type { InPlaceRun } from './backend.ts';
import { handlesOn, type NdArray, Storage } from './storage.ts';

/** What an operation asks for when it runs a kernel. */
export interface RunRequest<Sizes extends object> {
  readonly sizes: Sizes;
  /** The kernel's run-time numbers, in the order of `kernel.scalars`. */
  readonly scalars?: readonly number[];
  /** Of the output. */
  readonly shape: Shape;
  readonly dtype: DType;
  /** Whose backend runs a kernel that has no inputs. */
  readonly like?: NdArray;
}

/** Runs a kernel where its inputs live, and gives its output the shape asked for. */
export type Run = <Sizes extends object>(
  kernel: Kernel<Sizes>,
  inputs: readonly NdArray[],
  request: RunRequest<Sizes>,
) => NdArray;

const none: readonly number[] = [];

export const run: Run = (kernel, inputs, { sizes, scalars = none, shape, dtype, like }) => {
  if (collected !== undefined) flush(collected);
  const { backend } = (like ?? inputs[0]).storage;
  const length = elementCount(addressable(kernel.name, shape));
  const handles = handlesOn(backend, kernel.name, inputs);
  // An output without elements needs no kernel, whose sizes may be 0 then: backends count on sizes of at least 1.
  const handle =
    length === 0
      ? backend.upload(newArray(dtype, 0), dtype)
      : backend.run(kernel, handles, { sizes, scalars, dtype, length, shape });
  return { shape, storage: new Storage(backend, handle, dtype, length) };
};

/**
 * Runs a kernel and puts its output into a storage that exists: an in-place change, which views see and the tape
 * notices. The storage may be one of the inputs, if the kernel reads of it only the element that it writes.
 */
export function runInto<Sizes extends object>(
  kernel: Kernel<Sizes>,
  inputs: readonly NdArray[],
  into: NdArray,
  request: { readonly sizes: Sizes; readonly scalars?: readonly number[] },
): void {
  const { shape, storage } = into;
  const { backend, dtype, length } = storage;
  const handles = handlesOn(backend, kernel.name, inputs);
  if (length === 0) return;
  const target = storage.handleFor(kernel.name);
  const { sizes, scalars = none } = request;
  if (collected !== undefined && kernel.sizes.length === 0 && backend.runTogether !== undefined) {
    if (collected.length > 0 && collected[0].storage.backend !== backend) flush(collected);
    // A kernel without sizes does not look at them.
    collected.push({
      kernel: kernel as unknown as Kernel<object>,
      inputs: handles,
      scalars,
      dtype,
      into: target,
      storage,
    });
    return;
  }
  if (collected !== undefined) flush(collected);
  storage.replace(backend.run(kernel, handles, { sizes, scalars, dtype, length, shape, into: target }));
}

interface Collected extends InPlaceRun {
  readonly storage: Storage;
}

/** In-place changes that wait for the end of `together`. */
let collected: Collected[] | undefined;

/**
 * Runs `body`, whose in-place changes may reach the backend in one call when it ends: an optimizer's step over all
 * parameters. Their order is kept, and a run that makes something new sees those before it; numbers must not be read.
 */
export function together(body: () => void): void {
  const outer = collected;
  collected = [];
  try {
    body();
  } finally {
    const rest = collected;
    collected = outer;
    flush(rest);
  }
}

function flush(collectedRuns: Collected[]): void {
  const runs = collectedRuns.splice(0); // once, even if they fail
  if (runs.length === 0) return;
  const handles = runs[0].storage.backend.runTogether?.(runs) ?? [];
  runs.forEach(({ storage }, i) => {
    storage.replace(handles[i]);
  });
}

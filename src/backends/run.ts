import { type DType, newArray } from '../dtype.ts';
import type { Kernel } from '../kernels/kernel.ts';
import { addressable } from '../shape/checkShape.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import { commonBackend, type NdArray, Storage } from './storage.ts';

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
  const backend = commonBackend(kernel.name, like === undefined ? inputs : [like, ...inputs]);
  const length = elementCount(addressable(kernel.name, shape));
  const handles = inputs.map((input) => input.storage.handleFor(kernel.name));
  // An output without elements needs no kernel, whose sizes may be 0 then: backends count on sizes of at least 1.
  const handle =
    length === 0
      ? backend.upload(newArray(dtype, 0), dtype)
      : backend.run(kernel, handles, { sizes, scalars, dtype, length });
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
  const { storage } = into;
  const backend = commonBackend(kernel.name, [into, ...inputs]);
  if (storage.length === 0) return;
  const handles = inputs.map((input) => input.storage.handleFor(kernel.name));
  const { dtype, length } = storage;
  const { sizes, scalars = none } = request;
  storage.replace(
    backend.run(kernel, handles, { sizes, scalars, dtype, length, into: storage.handleFor(kernel.name) }),
  );
}

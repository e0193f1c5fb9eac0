import { runInto } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { type DType, dtypes, isFloating, type NumberArray } from '../dtype.ts';
import { DTypeError } from '../errors.ts';
import { copy } from '../kernels/pointwise/copy.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type AnyModule, membersBelow, placesBelow } from './members.ts';

/** Where the tensors of a module go: a floating dtype, the name of a device, or both. */
export type Destination =
  | 'float32'
  | 'float64'
  | (string & {})
  | { readonly dtype?: 'float32' | 'float64'; readonly device?: string };

/** A tensor that moves with a module, and how another takes its place. */
export interface Content {
  readonly tensor: Tensor;
  put(moved: Tensor): void;
}

/** All parameters of a module and those below, each followed by its gradient; then the buffers. */
export function contentsOf(root: AnyModule): Content[] {
  const parameters = membersBelow(root, 'parameter').flatMap(({ member: { value } }): Content[] => {
    const { grad } = value;
    const putGrad = (moved: Tensor) => {
      value.grad = moved;
    };
    return [{ tensor: value, put: (moved) => value.become(moved) }, ...(grad ? [{ tensor: grad, put: putGrad }] : [])];
  });
  const buffers = placesBelow(root).flatMap(({ module }) =>
    module.members().flatMap((member): Content[] => {
      return member.kind === 'buffer' ? [{ tensor: member.value, put: member.replace }] : [];
    }),
  );
  return [...parameters, ...buffers];
}

/**
 * What `to` is told for each tensor of a module: integers keep their dtype and follow to the device.
 *
 * @throws DTypeError if parameters would become integers.
 */
export function targetFor(
  tensor: Tensor,
  destination: Destination,
): { readonly dtype?: DType; readonly device?: string } {
  const target = typeof destination === 'string' ? named(destination) : destination;
  if (target.dtype !== undefined && !isFloating(target.dtype)) {
    throw new DTypeError('Module.to', `parameters are float32 or float64, they cannot become ${target.dtype}`);
  }
  const { dtype, ...elsewhere } = target;
  return isFloating(tensor.dtype) ? target : elsewhere;
}

function named(destination: string): { readonly dtype?: DType; readonly device?: string } {
  const dtype = dtypes.find((known) => known === destination);
  return dtype === undefined ? { device: destination } : { dtype };
}

/** Writes the numbers of `source` into `target`, which has the same shape and lives on the same device. */
export function overwrite(target: NdArray, source: NdArray): void {
  runInto(copy, [source], target, { sizes: {} });
}

/** Puts host numbers into a tensor in place of its own: an in-place change, on whatever device it lives. */
export function write({ storage }: NdArray, numbers: NumberArray): void {
  storage.replace(storage.backend.upload(numbers, storage.dtype));
}

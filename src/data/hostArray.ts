import type { DType, NumberArray } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import { fromArray } from '../tensor/fromArray.ts';
import { Tensor } from '../tensor/tensor.ts';

/**
 * The numbers of a tensor to be. A batch is made of these, perhaps in another thread, and becomes tensors where it is
 * used: typed arrays can move from thread to thread, tensors cannot.
 */
export interface HostArray {
  readonly kind: 'HostArray';
  readonly numbers: NumberArray;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** @see HostArray */
export function hostArray(numbers: NumberArray, shape: readonly number[], dtype: DType): HostArray {
  return { kind: 'HostArray', numbers, shape, dtype };
}

/** The type of a batch before its arrays are tensors. */
export type OnHost<Batch> = Batch extends Tensor
  ? HostArray
  : Batch extends string | readonly string[]
    ? Batch
    : { [Key in keyof Batch]: OnHost<Batch[Key]> };

export function isHostArray(value: unknown): value is HostArray {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'HostArray';
}

/** The same arrays, lists and objects with tensors in place of host arrays. */
export function toTensors(batch: unknown): unknown {
  return mapLeaves(batch, (leaf) =>
    isHostArray(leaf) ? fromArray(leaf.numbers, leaf.shape, { dtype: leaf.dtype }) : leaf,
  );
}

/** The same with host arrays in place of tensors, as copies. */
export function toHostArrays(batch: unknown): unknown {
  return mapLeaves(batch, (leaf) =>
    leaf instanceof Tensor ? hostArray(leaf.toTypedArray(), leaf.shape, leaf.dtype) : leaf,
  );
}

/** Replaces everything in lists and plain objects that is neither. */
function mapLeaves(value: unknown, replace: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((entry) => mapLeaves(entry, replace));
  }
  if (isPlainObject(value) && !isHostArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapLeaves(entry, replace)]));
  }
  return replace(value);
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** @throws ArgumentError unless all shapes are equal. */
export function checkEqualShapes(operation: string, arrays: readonly HostArray[]): void {
  const [first] = arrays;
  const other = arrays.findIndex(({ shape, dtype }) => String(shape) !== String(first.shape) || dtype !== first.dtype);
  if (other > 0) {
    throw new ArgumentError(
      operation,
      `samples of one batch have one shape and dtype, but the first is ${first.dtype} [${first.shape.join(', ')}] and ` +
        `number ${other} is ${arrays[other].dtype} [${arrays[other].shape.join(', ')}]. Crop or pad them, or give the ` +
        'loader a collate function.',
    );
  }
}

import { upload } from '../../backends/storage.ts';
import { arrayTypes } from '../../dtype.ts';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.ts';
import { indexSelect } from '../../ops/index/indexSelect.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { apply, Tensor } from '../tensor.ts';
import { toDType } from './common.ts';

/** What indices count along, for messages and checks. */
export interface Counted {
  readonly axis: number;
  readonly size: number;
  /** Whether −1 is the last element. */
  readonly fromTheEnd?: boolean;
}

/**
 * The indices as int32, once it is sure that they lie inside the axis. On a device that alone knows the numbers they go
 * unchecked: a read there gives NaN, a write goes nowhere.
 *
 * @throws DTypeError unless they are int32 or uint8, ArgumentError for one out of range.
 */
export function checkedIndices(
  operation: string,
  indices: Tensor,
  { axis, size, fromTheEnd = false }: Counted,
): Tensor {
  if (indices.dtype !== 'int32' && indices.dtype !== 'uint8') {
    throw new DTypeError(
      operation,
      `indices must be int32, but are ${indices.dtype}. Make them with { dtype: 'int32' }, or use .to('int32').`,
    );
  }
  const { range } = indices.storage;
  const least = fromTheEnd ? -size : 0;
  if (range !== undefined && range.min <= range.max && (range.min < least || range.max >= size)) {
    const index = range.min < least ? range.min : range.max;
    const places = size === 0 ? 'none' : `${least} … ${size - 1}`;
    throw new ArgumentError(operation, `index ${index} is out of range for axis ${axis} of size ${size} (${places})`);
  }
  return toDType(indices, 'int32');
}

/** Integers (or truths) that the host knows, as an index tensor on the device of `like`. */
export function indexTensor(
  numbers: ArrayLike<number>,
  shape: Shape,
  like: Tensor,
  dtype: 'int32' | 'bool' = 'int32',
): Tensor {
  return new Tensor(upload(like.storage.backend, arrayTypes[dtype].from(numbers), shape, dtype));
}

/** The slices of one axis that the host names. */
export function chooseSlices(input: Tensor, axis: number, chosen: ArrayLike<number>): Tensor {
  return apply(indexSelect, [input, indexTensor(chosen, [chosen.length], input)], { axis });
}

/**
 * Refuses an index that has another number of axes than what it belongs to (the input, or the source), or is larger
 * along any axis but the one it counts along.
 *
 * @throws ShapeError
 */
export function checkNotLarger(
  operation: string,
  index: Shape,
  owner: Readonly<Record<string, Shape>>,
  axis?: number,
): void {
  const [[name, shape]] = Object.entries(owner);
  if (shape.length !== index.length) {
    throw new ShapeError(operation, `the index must have as many axes as the ${name}`, { ...owner, index });
  }
  const tooLarge = index.findIndex((size, other) => other !== axis && size > shape[other]);
  if (tooLarge !== -1) {
    const rule = `the index has ${index[tooLarge]} along axis ${tooLarge}, more than the ${name}'s ${shape[tooLarge]}`;
    throw new ShapeError(operation, rule, { ...owner, index });
  }
}

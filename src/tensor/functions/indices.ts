import { upload } from '../../backends/storage.ts';
import { ArgumentError, DTypeError } from '../../errors.ts';
import { indexSelect } from '../../ops/index/indexSelect.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { apply, Tensor } from '../tensor.ts';

/** What indices count along, for messages and checks. */
export interface Counted {
  readonly axis: number;
  readonly size: number;
  /** Whether −1 is the last element. */
  readonly fromTheEnd?: boolean;
}

/**
 * Refuses indices that are no integers, or lie outside the axis. On a device that alone knows the numbers they go
 * unchecked: a read there gives NaN, a write goes nowhere.
 *
 * @throws DTypeError, ArgumentError.
 */
export function checkIndices(operation: string, indices: Tensor, { axis, size, fromTheEnd = false }: Counted): void {
  if (indices.dtype !== 'int32') {
    throw new DTypeError(
      operation,
      `indices must be int32, but are ${indices.dtype}. Make them with { dtype: 'int32' }, or use .to('int32').`,
    );
  }
  const { range } = indices.storage;
  const least = fromTheEnd ? -size : 0;
  if (range !== undefined && range.min <= range.max && (range.min < least || range.max >= size)) {
    const index = range.min < least ? range.min : range.max;
    throw new ArgumentError(
      operation,
      `index ${index} is out of range for axis ${axis} of size ${size} (${least} … ${size - 1})`,
    );
  }
}

/** Integers that the host knows, as an index tensor on the device of `like`. */
export function indexTensor(numbers: ArrayLike<number>, shape: Shape, like: Tensor): Tensor {
  return new Tensor(upload(like.storage.backend, Int32Array.from(numbers), shape, 'int32'));
}

/** The slices of one axis that the host names. */
export function chooseSlices(input: Tensor, axis: number, chosen: ArrayLike<number>): Tensor {
  return apply(indexSelect, [input, indexTensor(chosen, [chosen.length], input)], { axis });
}

import { ArgumentError, DTypeError, ShapeError } from '../../errors.ts';
import { type Cut, wholeCut } from '../../shape/cut.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { tensor } from '../create.ts';
import { cutOfSlice, type Index, type IndexArray, type Slice } from '../indexing.ts';
import { Tensor } from '../tensor.ts';
import { checkedIndices, indexTensor } from './indices.ts';

/** An index tensor, and the axis that it counts along; or a mask, and the first of the axes that it covers. */
export interface TensorIndex {
  readonly axis: number;
  readonly index: Tensor;
}

/**
 * What a list of indices asks for, in PyTorch's order: first the axes are cut (numbers, slices), then some disappear
 * and new ones come (numbers, `newaxis`), and then tensors pick along what is left.
 */
export interface IndexPlan {
  /** Who asks, for messages. */
  readonly operation: string;
  /** One for each axis of the input; a number cuts out one place. */
  readonly cuts: readonly Cut[];
  /** The shape after that. */
  readonly shape: Shape;
  /** Integer tensors and masks, by the axes of `shape`. */
  readonly tensors: readonly TensorIndex[];
}

/**
 * Reads a list of indices against the input's shape.
 *
 * @throws ShapeError for too many indices and masks that do not fit, ArgumentError for an index out of range or of an
 *   unknown kind, DTypeError for a tensor of another dtype than int32 and bool.
 */
export function planIndices(operation: string, input: Tensor, indices: readonly Index[]): IndexPlan {
  if (!Array.isArray(indices)) {
    throw new ArgumentError(operation, `indices must be a list, such as [0, slice(1, 3)], but are ${String(indices)}`);
  }
  const known = indices.map((index: Index) => toKnown(operation, index, input));
  const cuts: Cut[] = [];
  const shape: number[] = [];
  const tensors: TensorIndex[] = [];
  const keep = (axisCut: Cut) => {
    cuts.push(axisCut);
    shape.push(axisCut.size);
  };
  for (const index of spread(operation, input, known)) {
    const axis = cuts.length;
    const size = input.shape[axis];
    if (typeof index === 'number') {
      cuts.push(cutOfPlace(operation, index, { axis, size }));
    } else if (index instanceof Tensor) {
      tensors.push({ axis: shape.length, index });
      if (index.dtype === 'int32') checkedIndices(operation, index, { axis, size, fromTheEnd: true });
      else checkMask(operation, input, axis, index);
      // A scalar mask chooses all or nothing: of a new axis of size 1.
      const covered = index.dtype === 'int32' ? 1 : index.ndim;
      if (covered === 0) shape.push(1);
      for (let k = 0; k < covered; k++) keep(wholeCut(input.shape[axis + k]));
    } else if (index.kind === 'newaxis') {
      shape.push(1);
    } else {
      keep(cutOfSlice(index, size));
    }
  }
  return { operation, cuts, shape, tensors };
}

type Known = number | Slice | { readonly kind: 'ellipsis' } | { readonly kind: 'newaxis' } | Tensor;

/** An index with arrays made tensors, or an error that says what an index can be. */
function toKnown(operation: string, index: Index, input: Tensor): Known {
  if (typeof index === 'number') {
    if (!Number.isInteger(index)) throw new ArgumentError(operation, `an index must be an integer, but is ${index}`);
    return index;
  }
  if (index instanceof Tensor) {
    if (index.dtype === 'int32' || index.dtype === 'bool') return index;
    const rule = `an index tensor must be int32 (places) or bool (a mask), but is ${index.dtype}. Use .to('int32').`;
    throw new DTypeError(operation, rule);
  }
  if (typeof index === 'boolean' || Array.isArray(index)) return toTensor(index as boolean | IndexArray, input);
  if (typeof index === 'object' && index !== null && 'kind' in index) return index;
  throw new ArgumentError(
    operation,
    `an index is a number, slice(…), ellipsis, newaxis, a tensor or an array, but this one is ${String(index)}`,
  );
}

function toTensor(index: boolean | IndexArray, input: Tensor): Tensor {
  const [leaf] = [index].flat(Infinity as 1);
  const { shape, storage } = tensor(index, {
    dtype: typeof leaf === 'boolean' ? 'bool' : 'int32',
    device: 'reference',
  });
  const numbers = storage.read();
  return indexTensor(numbers, shape, input, typeof leaf === 'boolean' ? 'bool' : 'int32');
}

/** The indices with whole axes for the ellipsis, or for what is left at the end. */
function spread(operation: string, input: Tensor, indices: readonly Known[]): Exclude<Known, { kind: 'ellipsis' }>[] {
  const covered = indices.reduce<number>((sum, index) => sum + axesCovered(index), 0);
  const left = input.ndim - covered;
  if (left < 0) {
    const rule = `the indices cover ${covered} axes, but there are ${input.ndim}`;
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  const isEllipsis = (index: Known) => typeof index === 'object' && 'kind' in index && index.kind === 'ellipsis';
  const place = indices.findIndex(isEllipsis);
  const before = (place === -1 ? indices : indices.slice(0, place)) as Exclude<Known, { kind: 'ellipsis' }>[];
  const after = (place === -1 ? [] : indices.slice(place + 1)) as Exclude<Known, { kind: 'ellipsis' }>[];
  if (after.some(isEllipsis)) throw new ArgumentError(operation, 'only one ellipsis can fill the gap');
  const whole = { kind: 'slice', start: undefined, stop: undefined, step: 1 } as const;
  return [...before, ...new Array<Slice>(left).fill(whole), ...after];
}

function axesCovered(index: Known): number {
  if (index instanceof Tensor) return index.dtype === 'bool' ? index.ndim : 1;
  return typeof index === 'number' || index.kind === 'slice' ? 1 : 0;
}

function cutOfPlace(operation: string, index: number, { axis, size }: { axis: number; size: number }): Cut {
  const start = index < 0 ? index + size : index;
  if (start < 0 || start >= size) {
    const rule = `index ${index} is out of range for axis ${axis} of size ${size} (${size === 0 ? 'none' : `${-size} … ${size - 1}`})`;
    throw new ArgumentError(operation, rule);
  }
  return { start, step: 1, size: 1 };
}

function checkMask(operation: string, input: Tensor, axis: number, mask: Tensor): void {
  if (mask.shape.some((size, k) => size !== input.shape[axis + k])) {
    const covered = input.shape.slice(axis, axis + mask.ndim).join(', ');
    const rule = `the mask must have the sizes of the axes it covers, [${covered}] from axis ${axis} on`;
    throw new ShapeError(operation, rule, { input: input.shape, mask: mask.shape });
  }
}

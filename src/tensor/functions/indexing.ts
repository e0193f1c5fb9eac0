import { DTypeError, ShapeError } from '../../errors.ts';
import { flatIndex } from '../../ops/index/flatIndex.ts';
import { gather as gatherOperation } from '../../ops/index/gather.ts';
import { indexCopy as indexCopyOperation } from '../../ops/index/indexCopy.ts';
import { indexAdd as indexAddOperation, indexSelect as indexSelectOperation } from '../../ops/index/indexSelect.ts';
import { checkOptions } from '../../options.ts';
import { wholeCut } from '../../shape/cut.ts';
import { sameShape } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axisOf, broadcastShape, requireNumber } from './arguments.ts';
import { asContent, expandTo, type Operand, toDType } from './common.ts';
import { checkedIndices, checkNotLarger } from './indices.ts';
import { atleast1d } from './join.ts';
import { flatten, reshape } from './move.ts';
import { takePiece } from './pieces.ts';
import { add, mul } from './pointwise.ts';

/**
 * Picks along axis `dim`, an element for every index; the result has the shape of `index`.
 *
 *   output[i][j] = input[index[i][j]][j]   for dim 0 of two axes
 *   output[i][j] = input[i][index[i][j]]   for dim 1
 *
 * The index may be smaller than the input along the other axes: then only that part of the input is read.
 *
 * @throws ShapeError, DTypeError unless the index is int32, ArgumentError for an index out of range.
 */
export function gather(input: Tensor, dim: number, index: Tensor): Tensor {
  const axis = axisOf('gather', dim, input);
  const from = atleast1d(input);
  if (index.numel === 0 && index.ndim !== input.ndim)
    return reshape(takePiece(flatten(input), [wholeCut(0)]), index.shape);
  const indices = atleast1d(checkedIndices('gather', index, { axis, size: from.shape[axis] }));
  checkNotLarger('gather', indices.shape, { input: from.shape }, axis);
  const cuts = from.shape.map((size, other) => wholeCut(other === axis ? size : indices.shape[other]));
  return reshape(apply(gatherOperation, [takePiece(from, cuts), indices], { axis }), index.shape);
}

/**
 * `gather`, where input and index are first broadcast to each other along the other axes, and negative indices count
 * from the end. Without `dim`, both are flattened. Fits the indices of `argsort` and `argmax`.
 */
export function takeAlongDim(input: Tensor, index: Tensor, dim?: number): Tensor {
  if (dim === undefined) return takeAlongDim(flatten(input), flatten(index), 0);
  const axis = axisOf('takeAlongDim', dim, input);
  if (input.ndim !== index.ndim) {
    const rule = 'input and index must have as many axes as each other';
    throw new ShapeError('takeAlongDim', rule, { input: input.shape, index: index.shape });
  }
  const size = input.shape[axis];
  const checked = checkedIndices('takeAlongDim', index, { axis, size, fromTheEnd: true });
  const one = (shape: readonly number[]) => shape.map((length, other) => (other === axis ? 1 : length));
  const common = broadcastShape('takeAlongDim', { input: one(input.shape), index: one(index.shape) });
  const along = (length: number) => common.map((other, k) => (k === axis ? length : other));
  const counted = apply(flatIndex, [checked], { sizes: [size] });
  const indices = expandTo(counted, along(index.shape[axis]));
  return apply(gatherOperation, [expandTo(input, along(size)), indices], { axis });
}

/** Picks elements as if the tensor were flat; the result has the shape of `index`. Negative counts from the end. */
export function take(input: Tensor, index: Tensor): Tensor {
  const size = input.numel;
  const checked = checkedIndices('take', index, { axis: 0, size, fromTheEnd: true });
  const flat = apply(flatIndex, [flatten(checked)], { sizes: [size] });
  return reshape(apply(indexSelectOperation, [flatten(input), flat], { axis: 0 }), index.shape);
}

/**
 * Picks whole slices along axis `dim`, in the order of `index`, a vector.
 *
 * @throws ShapeError, DTypeError unless the index is int32, ArgumentError for an index out of range.
 */
export function indexSelect(input: Tensor, dim: number, index: Tensor): Tensor {
  const { axis, from, indices } = slicesOf('indexSelect', input, dim, index);
  const picked = apply(indexSelectOperation, [from, indices], { axis });
  return input.ndim === 0 && indices.numel === 1 ? reshape(picked, []) : picked;
}

/**
 * The input plus `alpha` times every slice of `source`, added to the slice along axis `dim` that its index names.
 *
 * @throws ShapeError unless `source` looks like the input with as many slices as there are indices.
 */
export function indexAdd(
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  options: { readonly alpha?: number } = {},
): Tensor {
  checkOptions('indexAdd', options, ['alpha']);
  const { alpha = 1 } = options;
  requireNumber('indexAdd', 'alpha', alpha);
  const { axis, from, indices } = slicesOf('indexAdd', input, dim, index);
  const slices = sourceLike('indexAdd', from, source, { axis, count: indices.numel });
  const scaled = alpha === 1 ? slices : toDType(mul(slices, alpha), input.dtype);
  const added = apply(indexAddOperation, [scaled, indices], { axis, size: from.shape[axis] });
  return reshape(add(from, added), input.shape);
}

/** The input with slices along axis `dim` replaced by those of `source`. Of duplicate indices the last one stays. */
export function indexCopy(input: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const { axis, from, indices } = slicesOf('indexCopy', input, dim, index);
  const slices = sourceLike('indexCopy', from, source, { axis, count: indices.numel });
  return reshape(apply(indexCopyOperation, [from, slices, indices], { axis }), input.shape);
}

/** The input with a number in all slices along axis `dim` that `index` names. Negative counts from the end. */
export function indexFill(input: Tensor, dim: number, index: Tensor, value: Operand): Tensor {
  const { axis, from, indices } = slicesOf('indexFill', input, dim, index, true);
  const scalar = asContent('indexFill', value, input);
  if (scalar.ndim !== 0) {
    throw new ShapeError('indexFill', 'the value must be a number or a scalar', { value: scalar.shape });
  }
  const slices = expandTo(
    scalar,
    from.shape.map((size, other) => (other === axis ? indices.numel : size)),
  );
  return reshape(apply(indexCopyOperation, [from, slices, indices], { axis }), input.shape);
}

/** What functions that pick slices work with: a scalar counts as a vector of one element. */
interface Slices {
  readonly axis: number;
  readonly from: Tensor;
  readonly indices: Tensor;
}

function slicesOf(operation: string, input: Tensor, dim: number, index: Tensor, fromTheEnd = false): Slices {
  const axis = axisOf(operation, dim, input);
  const from = atleast1d(input);
  if (index.ndim > 1) {
    throw new ShapeError(operation, `index must be a vector, but has ${index.ndim} axes`, { index: index.shape });
  }
  const size = from.shape[axis];
  const indices = atleast1d(checkedIndices(operation, index, { axis, size, fromTheEnd }));
  return { axis, from, indices: fromTheEnd ? apply(flatIndex, [indices], { sizes: [size] }) : indices };
}

/** `source`, if it has `count` slices that look like the input's. */
function sourceLike(
  operation: string,
  input: Tensor,
  source: Tensor,
  { axis, count }: { readonly axis: number; readonly count: number },
): Tensor {
  if (source.dtype !== input.dtype) {
    throw new DTypeError(operation, `source is ${source.dtype}, but the input is ${input.dtype}. Use source.to(…).`);
  }
  const slices = atleast1d(source);
  const expected = input.shape.map((size, other) => (other === axis ? count : size));
  if (!sameShape(slices.shape, expected)) {
    const rule = `source must be [${expected.join(', ')}]: the input with ${count} slices along axis ${axis}`;
    throw new ShapeError(operation, rule, { input: input.shape, source: source.shape });
  }
  return slices;
}

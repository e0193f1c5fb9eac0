import { ArgumentError, DTypeError } from '../../errors.ts';
import { scatterAdd as scatterAddOperation } from '../../ops/index/gather.ts';
import { scatter as scatterOperation } from '../../ops/index/scatter.ts';
import { checkOptions } from '../../options.ts';
import { type Cut, wholeCut } from '../../shape/cut.ts';
import { apply, Tensor } from '../tensor.ts';
import { axisOf } from './arguments.ts';
import { asContent, expandTo } from './common.ts';
import { checkedIndices, checkNotLarger } from './indices.ts';
import { atleast1d } from './join.ts';
import { reshape } from './move.ts';
import { isEverything, placePiece, replacePiece, takePiece } from './pieces.ts';
import { add } from './pointwise.ts';

/**
 * The input with elements replaced: every element of `source` goes along axis `dim` to the place that its index names.
 * Where several name the same place, the last one stays.
 *
 *   output[index[i][j]][j] = source[i][j]   for dim 0 of two axes
 *   output[i][index[i][j]] = source[i][j]   for dim 1
 *
 * The index may be smaller than the input along the other axes, and than the source.
 *
 * @param source a tensor, or a number for all places.
 * @param options `reduce: 'add'` adds to what is there: `scatterAdd`.
 * @throws ShapeError, DTypeError unless the index is int32, ArgumentError for an index out of range.
 */
export function scatter(
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor | number,
  options: { readonly reduce?: 'add' | undefined } = {},
): Tensor {
  checkOptions('scatter', options, ['reduce']);
  const { reduce } = options;
  if (reduce !== undefined && reduce !== 'add') {
    throw new ArgumentError('scatter', `reduce must be 'add' or left out, but is ${JSON.stringify(reduce)}`);
  }
  const target = targetOf('scatter', { input, dim, index, source });
  if (reduce === 'add') return addInto(input, target);
  const { axis, into, indices, values, cuts } = target;
  const written = apply(scatterOperation, [takePiece(into, cuts), values, indices], { axis });
  return reshape(isEverything(cuts, into.shape) ? written : replacePiece(into, cuts, written), input.shape);
}

/**
 * The input plus every element of `source`, added along axis `dim` at the place that its index names.
 *
 *   output[index[i][j]][j] += source[i][j]   for dim 0 of two axes
 *
 * The index may be smaller than the input along the other axes, and than the source.
 *
 * @throws ShapeError, DTypeError unless the index is int32, ArgumentError for an index out of range.
 */
export function scatterAdd(input: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  return addInto(input, targetOf('scatterAdd', { input, dim, index, source }));
}

/** Where elements go: the indices reach the part of the input that `cuts` take. */
interface Target {
  readonly axis: number;
  readonly into: Tensor;
  readonly indices: Tensor;
  /** In the shape of the indices. */
  readonly values: Tensor;
  readonly cuts: readonly Cut[];
}

interface Request {
  readonly input: Tensor;
  readonly dim: number;
  readonly index: Tensor;
  readonly source: Tensor | number;
}

function targetOf(operation: string, { input, dim, index, source }: Request): Target {
  const axis = axisOf(operation, dim, input);
  const into = atleast1d(input);
  const indices = atleast1d(checkedIndices(operation, index, { axis, size: into.shape[axis] }));
  checkNotLarger(operation, indices.shape, { input: into.shape }, axis);
  const cuts = into.shape.map((size, other) => wholeCut(other === axis ? size : indices.shape[other]));
  return { axis, into, indices, values: valuesFor(operation, input, indices, source), cuts };
}

function valuesFor(operation: string, input: Tensor, indices: Tensor, source: Tensor | number): Tensor {
  if (!(source instanceof Tensor)) {
    return expandTo(asContent(operation, source, input), indices.shape);
  }
  if (source.dtype !== input.dtype) {
    throw new DTypeError(operation, `source is ${source.dtype}, but the input is ${input.dtype}. Use source.to(…).`);
  }
  const values = atleast1d(source);
  checkNotLarger(operation, indices.shape, { source: values.shape });
  return takePiece(values, indices.shape.map(wholeCut));
}

function addInto(input: Tensor, { axis, into, indices, values, cuts }: Target): Tensor {
  const sums = apply(scatterAddOperation, [values, indices], { axis, size: into.shape[axis] });
  return reshape(add(into, placePiece(sums, cuts, into.shape)), input.shape);
}

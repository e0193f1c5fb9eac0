import { pickShared } from '../../ops/reduce/pickShared.ts';
import { checkOptions } from '../../options.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { asTensor } from './common.ts';
import type { ValuesAndIndices } from './extremes.ts';
import { reshape } from './move.ts';
import { checkCount, type Ranking, rankLater, rankNow, takeRank } from './ranking.ts';
import { dropAxes, nonemptyAxesOf, type ReduceOptions } from './reduceAxes.ts';

/**
 * The `k`-th smallest number along `dim`, counted from 1, and where it stood.
 *
 * @throws ArgumentError unless 1 ≤ k ≤ the size of the axis. DeviceError where numbers must be awaited.
 */
export function kthvalue(input: Tensor, k: number, dim = -1, options: ReduceOptions = {}): ValuesAndIndices {
  checkKth(input, k, dim, options);
  return kthOf(rankNow('kthvalue', input, { dim, descending: false }), input, k, options);
}

/** `kthvalue`, on every device. */
export async function kthvalueAsync(
  input: Tensor,
  k: number,
  dim = -1,
  options: ReduceOptions = {},
): Promise<ValuesAndIndices> {
  checkKth(input, k, dim, options);
  return kthOf(await rankLater('kthvalue', input, { dim, descending: false }), input, k, options);
}

function checkKth(input: Tensor, k: number, dim: number, options: ReduceOptions): void {
  checkOptions('kthvalue', options, ['keepdim']);
  checkCount('kthvalue', input, { k, dim, least: 1 });
}

function kthOf(ranking: Ranking, input: Tensor, k: number, options: ReduceOptions): ValuesAndIndices {
  const taken = takeRank(ranking, () => k - 1);
  return folded(taken, ranking, input, options);
}

/** The type of `median` as a method. */
export interface MedianMethod {
  (): Tensor;
  (dim: number, options?: ReduceOptions): ValuesAndIndices;
}

/** The type of `medianAsync` as a method. */
export interface MedianAsyncMethod {
  (): Promise<Tensor>;
  (dim: number, options?: ReduceOptions): Promise<ValuesAndIndices>;
}

/**
 * The number in the middle, the lower one where there are two; with `dim`, along that axis, and where it stood. NaN if
 * there is one, and of nothing.
 *
 * Without `dim`, all numbers equal to it share the gradient evenly; with it, the one that was picked has it.
 *
 * @throws ShapeError if an axis has nothing to choose from. DeviceError where numbers must be awaited.
 */
export function median(input: Tensor): Tensor;
export function median(input: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
export function median(input: Tensor, dim?: number, options: ReduceOptions = {}): Tensor | ValuesAndIndices {
  const place = placeOfMedian(input, dim, options);
  if (place === undefined) return asTensor('median', Number.NaN, input);
  return medianOf(rankNow('median', place.of, { dim: place.along, descending: false }), input, dim, options);
}

/** `median`, on every device. */
export function medianAsync(input: Tensor): Promise<Tensor>;
export function medianAsync(input: Tensor, dim: number, options?: ReduceOptions): Promise<ValuesAndIndices>;
export async function medianAsync(
  input: Tensor,
  dim?: number,
  options: ReduceOptions = {},
): Promise<Tensor | ValuesAndIndices> {
  const place = placeOfMedian(input, dim, options);
  if (place === undefined) return asTensor('median', Number.NaN, input);
  return medianOf(await rankLater('median', place.of, { dim: place.along, descending: false }), input, dim, options);
}

/** What is ranked, and along which axis; undefined for all of nothing. */
function placeOfMedian(
  input: Tensor,
  dim: number | undefined,
  options: ReduceOptions,
): { readonly of: Tensor; readonly along: number } | undefined {
  checkOptions('median', options, ['keepdim']);
  if (dim === undefined) return input.numel === 0 ? undefined : { of: reshape(input, [input.numel]), along: 0 };
  nonemptyAxesOf('median', [dim], input);
  return { of: input, along: dim };
}

function medianOf(
  ranking: Ranking,
  input: Tensor,
  dim: number | undefined,
  options: ReduceOptions,
): Tensor | ValuesAndIndices {
  const taken = takeRank(ranking, middleOf(ranking));
  if (dim !== undefined) return folded(taken, ranking, input, options);
  return reshape(apply(pickShared, [reshape(input, [input.numel]), taken.indices], {}), []);
}

/** The rank in the middle of a row; the first NaN if it has one (they are ranked last). */
function middleOf({ rows, axis, numbers, places }: Ranking): (start: number) => number {
  const size = rows.shape[axis];
  const inner = elementCount(rows.shape.slice(axis + 1));
  return (start) => {
    const isNaNAt = (rank: number) => Number.isNaN(numbers[start + places[start + rank * inner] * inner]);
    let rank = size - 1;
    if (!isNaNAt(rank)) return Math.floor((size - 1) / 2);
    while (rank > 0 && isNaNAt(rank - 1)) rank--;
    return rank;
  };
}

function folded(
  taken: ValuesAndIndices,
  { axis }: Ranking,
  input: Tensor,
  { keepdim = false }: ReduceOptions,
): ValuesAndIndices {
  if (keepdim && input.ndim > 0) return taken;
  return { values: dropAxes(taken.values, [axis]), indices: dropAxes(taken.indices, [axis]) };
}

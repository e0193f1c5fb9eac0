import { pickShared } from '../../ops/reduce/pickShared.ts';
import { checkOptions } from '../../options.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { asTensor } from './common.ts';
import type { ValuesAndIndices } from './extremes.ts';
import { reshape } from './move.ts';
import { checkCount, type Ranking, rankNow, takeRank } from './ranking.ts';
import { dropAxes, nonemptyAxesOf, type ReduceOptions } from './reduceAxes.ts';

/** What to do where numbers must be awaited. */
const instead = 'use await sortAsync(…), and pick from its values';

/**
 * The `k`-th smallest number along `dim`, counted from 1, and where it stood.
 *
 * @throws ArgumentError unless 1 ≤ k ≤ the size of the axis. DeviceError where numbers must be awaited.
 */
export function kthvalue(input: Tensor, k: number, dim = -1, options: ReduceOptions = {}): ValuesAndIndices {
  checkOptions('kthvalue', options, ['keepdim']);
  checkCount('kthvalue', input, { k, dim, least: 1 });
  const ranking = rankNow('kthvalue', input, { dim, descending: false }, instead);
  return folded(
    takeRank(ranking, () => k - 1),
    ranking,
    input,
    options,
  );
}

/** The type of `median` as a method. */
export interface MedianMethod {
  (): Tensor;
  (dim: number, options?: ReduceOptions): ValuesAndIndices;
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
  checkOptions('median', options, ['keepdim']);
  if (dim === undefined) return medianOfAll(reshape(input, [input.numel]));
  nonemptyAxesOf('median', [dim], input);
  const ranking = rankNow('median', input, { dim, descending: false }, instead);
  return folded(takeRank(ranking, middleOf(ranking)), ranking, input, options);
}

function medianOfAll(numbers: Tensor): Tensor {
  if (numbers.numel === 0) return asTensor('median', Number.NaN, numbers);
  const ranking = rankNow('median', numbers, { dim: 0, descending: false }, instead);
  const { indices } = takeRank(ranking, middleOf(ranking));
  return reshape(apply(pickShared, [numbers, indices], {}), []);
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

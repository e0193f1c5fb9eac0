import { checkOptions } from '../../options.ts';
import type { Tensor } from '../tensor.ts';
import type { ValuesAndIndices } from './extremes.ts';
import { reshape } from './move.ts';
import { checkCount, type Ranking, type RankOptions, rankLater, rankNow, takeRanks } from './ranking.ts';

// Sorting looks at numbers, so it happens on the host. What it finds are indices; the values are gathered by them, and
// so they have gradients. On a device whose numbers must be awaited, each function has an awaited form.

/** How `sort` and `argsort` order. */
export interface SortOptions {
  /** The greatest first. Default: false. */
  readonly descending?: boolean;
  /** Equal numbers keep their order, whatever is said here; the option is PyTorch's. */
  readonly stable?: boolean;
}

/** Which numbers `topk` takes. */
export interface TopkOptions {
  /** The largest (default) or the smallest. */
  readonly largest?: boolean;
  /** The result is sorted, whatever is said here; the option is PyTorch's. */
  readonly sorted?: boolean;
}

/**
 * The numbers along `dim` in ascending order, and where they stood. Equal numbers keep their order; NaN is the greatest.
 *
 * @throws DeviceError where numbers must be awaited.
 */
export function sort(input: Tensor, dim = -1, options: SortOptions = {}): ValuesAndIndices {
  return sorted(rankNow('sort', input, direction('sort', dim, options)), input);
}

/** `sort`, on every device. */
export async function sortAsync(input: Tensor, dim = -1, options: SortOptions = {}): Promise<ValuesAndIndices> {
  return sorted(await rankLater('sortAsync', input, direction('sortAsync', dim, options)), input);
}

/** The numbers along the first axis in ascending order. @throws DeviceError where numbers must be awaited. */
export function msort(input: Tensor): Tensor {
  return sorted(rankNow('msort', input, { dim: 0, descending: false }, 'use (await sortAsync(input, 0)).values'), input)
    .values;
}

/** The indices that `sort` gives. */
export function argsort(input: Tensor, dim = -1, options: SortOptions = {}): Tensor {
  return sorted(rankNow('argsort', input.detach(), direction('argsort', dim, options)), input).indices;
}

/** `argsort`, on every device. */
export async function argsortAsync(input: Tensor, dim = -1, options: SortOptions = {}): Promise<Tensor> {
  return sorted(await rankLater('argsortAsync', input.detach(), direction('argsortAsync', dim, options)), input)
    .indices;
}

/**
 * The `k` largest numbers along `dim` (or smallest), the most extreme first, and where they stood.
 *
 * @throws ArgumentError unless 0 ≤ k ≤ the size of the axis. DeviceError where numbers must be awaited.
 */
export function topk(input: Tensor, k: number, dim = -1, options: TopkOptions = {}): ValuesAndIndices {
  checkTopk('topk', input, { k, dim }, options);
  return best(rankNow('topk', input, { dim, descending: options.largest ?? true }), input, k);
}

/** `topk`, on every device. */
export async function topkAsync(
  input: Tensor,
  k: number,
  dim = -1,
  options: TopkOptions = {},
): Promise<ValuesAndIndices> {
  checkTopk('topkAsync', input, { k, dim }, options);
  return best(await rankLater('topkAsync', input, { dim, descending: options.largest ?? true }), input, k);
}

function direction(operation: string, dim: number, options: SortOptions): RankOptions {
  checkOptions(operation, options, ['descending', 'stable']);
  return { dim, descending: options.descending ?? false };
}

function sorted(ranking: Ranking, input: Tensor): ValuesAndIndices {
  return shaped(takeRanks(ranking, ranking.rows.shape[ranking.axis]), input.shape);
}

function best(ranking: Ranking, input: Tensor, count: number): ValuesAndIndices {
  const taken = takeRanks(ranking, count);
  return input.ndim === 0 && count === 1 ? shaped(taken, []) : taken;
}

function shaped({ values, indices }: ValuesAndIndices, shape: readonly number[]): ValuesAndIndices {
  return { values: reshape(values, shape), indices: reshape(indices, shape) };
}

function checkTopk(
  operation: string,
  input: Tensor,
  { k, dim }: { k: number; dim: number },
  options: TopkOptions,
): void {
  checkOptions(operation, options, ['largest', 'sorted']);
  checkCount(operation, input, { k, dim, least: 0 });
}

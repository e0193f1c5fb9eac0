import { upload } from '../../backends/storage.ts';
import type { NumberArray } from '../../dtype.ts';
import { ArgumentError } from '../../errors.ts';
import type { ReduceSizes } from '../../kernels/reduce/reduceSizes.ts';
import { gather } from '../../ops/index/gather.ts';
import { rowsAlong } from '../../ops/reduce/fold.ts';
import { apply, Tensor } from '../tensor.ts';
import { axisOf } from './arguments.ts';
import type { ValuesAndIndices } from './extremes.ts';
import { readNow } from './hostRead.ts';
import { reshape } from './move.ts';

/** What to sort along, and which end comes first. */
export interface RankOptions {
  readonly dim: number;
  readonly descending: boolean;
}

/** A tensor whose numbers were read and ranked along an axis. */
export interface Ranking {
  /** At least one axis: a scalar is ranked as one number in a row. */
  readonly rows: Tensor;
  readonly axis: number;
  readonly numbers: NumberArray;
  /** [outer, size, inner]: the place along its row of the number of every rank. */
  readonly places: Int32Array;
}

/** Ranks a tensor along an axis. @throws DeviceError where numbers must be awaited; it says what to do `instead`. */
export function rankNow(
  operation: string,
  input: Tensor,
  options: RankOptions,
  instead = `use await ${operation}Async(…)`,
): Ranking {
  axisOf(operation, options.dim, input);
  return rankingOf(operation, input, options, readNow(operation, input, instead));
}

/** `rankNow`, on every device. */
export async function rankLater(operation: string, input: Tensor, options: RankOptions): Promise<Ranking> {
  axisOf(operation, options.dim, input);
  return rankingOf(operation, input, options, await input.storage.readAsync());
}

function rankingOf(operation: string, input: Tensor, { dim, descending }: RankOptions, numbers: NumberArray): Ranking {
  const axis = axisOf(operation, dim, input);
  const rows = input.ndim === 0 ? reshape(input, [1]) : input;
  return { rows, axis, numbers, places: rank(numbers, rowsAlong(rows.shape, axis), descending) };
}

/** @throws ArgumentError unless `k` numbers can be picked along `dim`. */
export function checkCount(
  operation: string,
  input: Tensor,
  { k, dim, least }: { readonly k: number; readonly dim: number; readonly least: number },
): void {
  const axis = axisOf(operation, dim, input);
  const size = input.shape[axis] ?? 1;
  if (!Number.isInteger(k) || k < least || k > size) {
    throw new ArgumentError(
      operation,
      `k must be an integer in ${least} … ${size} (the size of axis ${axis}), but is ${k}`,
    );
  }
}

/** The numbers of `count` ranks from the first on, and their places; the axis has size `count`. */
export function takeRanks({ rows, axis, places }: Ranking, count: number): ValuesAndIndices {
  const { outer, size, inner } = rowsAlong(rows.shape, axis);
  const taken = new Int32Array(outer * count * inner);
  for (let o = 0; o < outer; o++) {
    taken.set(places.subarray(o * size * inner, (o * size + count) * inner), o * count * inner);
  }
  return take(rows, axis, taken, count);
}

/** In every row, the number of the rank that `rankIn` names (told where the row starts), and its place. */
export function takeRank({ rows, axis, places }: Ranking, rankIn: (start: number) => number): ValuesAndIndices {
  const { outer, size, inner } = rowsAlong(rows.shape, axis);
  const taken = Int32Array.from({ length: outer * inner }, (_, row) => {
    const start = Math.floor(row / inner) * size * inner + (row % inner);
    return places[start + rankIn(start) * inner];
  });
  return take(rows, axis, taken, 1);
}

function take(rows: Tensor, axis: number, places: Int32Array, count: number): ValuesAndIndices {
  const shape = rows.shape.map((size, other) => (other === axis ? count : size));
  const indices = new Tensor(upload(rows.storage.backend, places, shape, 'int32'));
  return { values: apply(gather, [rows, indices], { axis }), indices };
}

/**
 * The places of the numbers of every row in sorted order. Equal numbers keep their order. NaN is the greatest.
 *
 *   numbers and result [outer, size, inner]
 */
export function rank(numbers: NumberArray, { outer, size, inner }: ReduceSizes, descending: boolean): Int32Array {
  const ranked = new Int32Array(numbers.length);
  const places = new Int32Array(size);
  const row = new Float64Array(size); // holds every dtype exactly
  const compare = descending
    ? (a: number, b: number) => order(row[b], row[a]) || a - b
    : (a: number, b: number) => order(row[a], row[b]) || a - b;
  for (let start = 0; start < outer * size * inner; start += size * inner) {
    for (let i = start; i < start + inner; i++) {
      for (let k = 0; k < size; k++) {
        places[k] = k;
        row[k] = numbers[i + k * inner];
      }
      places.sort(compare);
      for (let r = 0; r < size; r++) ranked[i + r * inner] = places[r];
    }
  }
  return ranked;
}

/** Negative where `a` comes before `b`, 0 where they are equal. */
function order(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

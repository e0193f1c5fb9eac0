import type { DType, NumberArray } from '../../dtype.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import type { JsonNumber, RecordedArray, Statistics } from './types.ts';

/** How many parts a histogram has. */
const parts = 10;

/** How many of the first numbers of a large array are kept. */
const kept = 8;

/** A number as JSON keeps it. */
export function encodeNumber(value: number): JsonNumber {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** What a recording keeps of an array: all of it, or statistics of what has more than `limit` numbers. */
export function recordNumbers(
  numbers: NumberArray,
  { shape, dtype, limit }: { readonly shape: Shape; readonly dtype: DType; readonly limit: number },
): Pick<RecordedArray, 'shape' | 'dtype' | 'values' | 'statistics'> {
  return numbers.length <= limit
    ? { shape: [...shape], dtype, values: Array.from(numbers, encodeNumber) }
    : { shape: [...shape], dtype, statistics: statisticsOf(numbers) };
}

/** Min, max, mean, standard deviation and a histogram of what is finite; counts of what is not. */
export function statisticsOf(numbers: NumberArray): Statistics {
  let [min, max, sum] = [Infinity, -Infinity, 0];
  let [nan, infinite, zeros] = [0, 0, 0];
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i];
    if (Number.isFinite(value)) {
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) zeros++;
      sum += value;
    } else if (Number.isNaN(value)) nan++;
    else infinite++;
  }
  const count = numbers.length - nan - infinite;
  const mean = sum / count; // NaN where nothing is finite
  const histogram = new Array<number>(parts).fill(0);
  const scale = max > min ? parts / (max - min) : 0;
  let squares = 0;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i];
    if (!Number.isFinite(value)) continue;
    squares += (value - mean) ** 2;
    histogram[Math.min(parts - 1, Math.floor((value - min) * scale))]++; // the largest belongs to the last part
  }
  return {
    min: encodeNumber(count > 0 ? min : Number.NaN),
    max: encodeNumber(count > 0 ? max : Number.NaN),
    mean: encodeNumber(mean),
    std: encodeNumber(Math.sqrt(squares / (count - 1))),
    nan,
    infinite,
    zeros,
    histogram,
    first: Array.from(numbers.subarray(0, kept), encodeNumber),
  };
}

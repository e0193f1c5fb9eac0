import { ArgumentError, DataError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import { defaultGenerator } from '../random/generator.ts';
import type { RandomSource } from '../random/randomSource.ts';
import type { Collated } from './collate.ts';
import type { OnHost } from './hostArray.ts';

/** Samples by number. A data set of your own is any object with these two; the rest is for speed. */
export interface Dataset<Sample> {
  readonly length: number;
  /** Sample `index`. What is random about it comes from `random`, so that a loader can repeat it. */
  get(index: number, random: RandomSource): Sample | Promise<Sample>;
  /**
   * The samples `indices` as one batch: what `collate` would make of them, without an array for each.
   * `randomAt(place)` is the random source of the sample at that place of `indices`.
   */
  getBatch?(
    indices: readonly number[],
    randomAt: (place: number) => RandomSource,
  ): OnHost<Collated<Sample>> | Promise<OnHost<Collated<Sample>>>;
}

/** An error that a sample caused; `sample` is its index. */
export class SampleError extends DataError {
  readonly sample: number;

  constructor(sample: number, cause: unknown, where = '') {
    super(`DataLoader: sample ${sample}${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.sample = sample;
  }
}

/** Some samples of another data set, in the order of `indices`. */
export class Subset<Sample> implements Dataset<Sample> {
  readonly dataset: Dataset<Sample>;
  readonly indices: readonly number[];
  readonly getBatch?: NonNullable<Dataset<Sample>['getBatch']>;

  /** @throws ArgumentError if an index does not exist in the data set. */
  constructor(dataset: Dataset<Sample>, indices: Iterable<number>) {
    this.dataset = dataset;
    this.indices = Array.from(indices);
    for (const index of this.indices) {
      checkIndex('Subset', index, dataset.length);
    }
    // It can fill a batch directly if the other data set can.
    if (dataset.getBatch !== undefined) {
      const getBatch = dataset.getBatch.bind(dataset);
      this.getBatch = (places, randomAt) =>
        getBatch(
          places.map((place) => this.indices[place]),
          randomAt,
        );
    }
  }

  get length(): number {
    return this.indices.length;
  }

  get(index: number, random: RandomSource = defaultGenerator): Sample | Promise<Sample> {
    checkIndex('Subset', index, this.length);
    return this.dataset.get(this.indices[index], random);
  }
}

/**
 * The data set in random parts that do not overlap. Lengths that add up to the data set's length, or fractions that
 * add up to 1; what rounding down leaves over goes to the first parts, one sample each.
 *
 * @throws ArgumentError if they add up to something else.
 */
export function randomSplit<Sample>(
  dataset: Dataset<Sample>,
  lengths: readonly number[],
  options: { readonly generator?: RandomSource } = {},
): Subset<Sample>[] {
  checkOptions('randomSplit', options, ['generator']);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const whole = Math.abs(total - 1) < 1e-9 ? wholeLengths(lengths, dataset.length) : lengths;
  if (!whole.every((length) => Number.isInteger(length) && length >= 0) || sum(whole) !== dataset.length) {
    throw new ArgumentError(
      'randomSplit',
      `the lengths must add up to the data set's ${dataset.length}, or to 1 as fractions, but ` +
        `${lengths.join(' + ')} = ${total}`,
    );
  }
  const order = (options.generator ?? defaultGenerator).permutation(dataset.length);
  let start = 0;
  return whole.map((length) => {
    start += length;
    return new Subset(dataset, order.subarray(start - length, start));
  });
}

function wholeLengths(fractions: readonly number[], length: number): number[] {
  const floors = fractions.map((fraction) => Math.floor(fraction * length));
  const rest = length - sum(floors);
  return floors.map((floor, index) => floor + Math.floor((rest - index - 1) / floors.length) + 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** @throws ArgumentError unless `index` is an integer from 0 to length − 1. */
export function checkIndex(operation: string, index: number, length: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= length) {
    throw new ArgumentError(operation, `there is no sample ${index}; the data set has ${length}, from 0 on`);
  }
}

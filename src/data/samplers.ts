import { ArgumentError } from '../errors.ts';
import { checkOptions, requireInteger } from '../options.ts';
import type { RandomSource } from '../random/randomSource.ts';

/** An order of samples. Its randomness comes from `random`: the loader gives each epoch its own. */
export interface Sampler {
  /** How many indices an epoch has. */
  readonly length: number;
  indices(random: RandomSource): Iterable<number>;
}

/** An order of batches. */
export interface BatchOrder {
  /** How many batches an epoch has. */
  readonly length: number;
  batches(random: RandomSource): Iterable<readonly number[]>;
}

/** 0, 1, 2, … */
export class SequentialSampler implements Sampler {
  readonly length: number;

  constructor(dataset: { readonly length: number }) {
    this.length = dataset.length;
  }

  *indices(): Iterable<number> {
    for (let index = 0; index < this.length; index++) {
      yield index;
    }
  }
}

/** How a random order is drawn. */
export interface RandomSamplerOptions {
  /** A sample may come again before all others have come. */
  readonly replacement?: boolean;
  /** Samples an epoch; the data set's length unless said otherwise. More than that without replacement: again in a new order. */
  readonly numSamples?: number;
}

/** All samples in random order, or random samples. */
export class RandomSampler implements Sampler {
  readonly length: number;
  readonly #datasetLength: number;
  readonly #replacement: boolean;

  /** @throws ArgumentError if numSamples is no positive integer, or the data set is empty. */
  constructor(dataset: { readonly length: number }, options: RandomSamplerOptions = {}) {
    checkOptions('RandomSampler', options, ['replacement', 'numSamples']);
    const { replacement = false, numSamples = dataset.length } = options;
    requireInteger('RandomSampler', 'numSamples', numSamples, 1);
    requireInteger('RandomSampler', "the data set's length", dataset.length, 1);
    this.#datasetLength = dataset.length;
    this.#replacement = replacement;
    this.length = numSamples;
  }

  *indices(random: RandomSource): Iterable<number> {
    if (this.#replacement) {
      for (let drawn = 0; drawn < this.length; drawn++) {
        yield random.integer(this.#datasetLength);
      }
      return;
    }
    for (let left = this.length; left > 0; left -= this.#datasetLength) {
      yield* random.permutation(this.#datasetLength).subarray(0, left);
    }
  }
}

/** The given samples in random order. */
export class SubsetRandomSampler implements Sampler {
  readonly #indices: readonly number[];

  constructor(indices: Iterable<number>) {
    this.#indices = Array.from(indices);
  }

  get length(): number {
    return this.#indices.length;
  }

  *indices(random: RandomSource): Iterable<number> {
    for (const place of random.permutation(this.length)) {
      yield this.#indices[place];
    }
  }
}

/** Samples drawn with the given probabilities, which need not add up to 1. */
export class WeightedRandomSampler implements Sampler {
  readonly length: number;
  readonly #weights: readonly number[];
  readonly #replacement: boolean;

  /** @throws ArgumentError if a weight is negative, all are 0, or fewer than numSamples can be drawn without replacement. */
  constructor(weights: Iterable<number>, numSamples: number, options: { readonly replacement?: boolean } = {}) {
    checkOptions('WeightedRandomSampler', options, ['replacement']);
    const { replacement = true } = options;
    this.#weights = Array.from(weights);
    this.#replacement = replacement;
    this.length = numSamples;
    requireInteger('WeightedRandomSampler', 'numSamples', numSamples, 1);
    const wrong = this.#weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
    if (wrong >= 0) {
      throw new ArgumentError(
        'WeightedRandomSampler',
        `weight ${wrong} must be at least 0, but is ${this.#weights[wrong]}`,
      );
    }
    const possible = this.#weights.filter((weight) => weight > 0).length;
    if (possible === 0 || (!replacement && possible < numSamples)) {
      throw new ArgumentError(
        'WeightedRandomSampler',
        `cannot draw ${numSamples} of ${possible} samples with a weight above 0${replacement ? '' : ', each once'}`,
      );
    }
  }

  *indices(random: RandomSource): Iterable<number> {
    if (!this.#replacement) {
      yield* this.#withoutReplacement(random);
      return;
    }
    // Lay the weights end to end; a random point of the line lies on one of them.
    let total = 0;
    const ends = this.#weights.map((weight) => (total += weight));
    for (let drawn = 0; drawn < this.length; drawn++) {
      yield firstAbove(ends, random.nextFloat() * total);
    }
  }

  /**
   * Every sample waits for an exponentially distributed time, the heavier the shorter; those that come first are
   * drawn. Source: Efraimidis & Spirakis, "Weighted random sampling with a reservoir" (2006).
   */
  #withoutReplacement(random: RandomSource): number[] {
    const times = this.#weights.map((weight) => -Math.log(1 - random.nextFloat()) / weight);
    const order = times.map((_, index) => index).filter((index) => this.#weights[index] > 0);
    return order.sort((a, b) => times[a] - times[b]).slice(0, this.length);
  }
}

/** Batches of `batchSize` samples in the order of a sampler; the last may be smaller, unless it is dropped. */
export class BatchSampler implements BatchOrder {
  readonly #sampler: Sampler;
  readonly #batchSize: number;
  readonly #dropLast: boolean;

  /** @throws ArgumentError if batchSize is no positive integer. */
  constructor(sampler: Sampler, batchSize: number, dropLast = false) {
    requireInteger('BatchSampler', 'batchSize', batchSize, 1);
    this.#sampler = sampler;
    this.#batchSize = batchSize;
    this.#dropLast = dropLast;
  }

  get length(): number {
    const batches = this.#sampler.length / this.#batchSize;
    return this.#dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  *batches(random: RandomSource): Iterable<readonly number[]> {
    let batch: number[] = [];
    for (const index of this.#sampler.indices(random)) {
      batch.push(index);
      if (batch.length === this.#batchSize) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0 && !this.#dropLast) {
      yield batch;
    }
  }
}

/** The first place whose number is greater than `value`; the numbers ascend. */
function firstAbove(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] > value) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

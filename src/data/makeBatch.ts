import { KeyedGenerator } from '../random/keyedGenerator.ts';
import type { RandomSource } from '../random/randomSource.ts';
import { collate as defaultCollate } from './collate.ts';
import { type Dataset, SampleError } from './dataset.ts';

/** What a batch is made by: the same in this thread and in a worker. */
export interface BatchRecipe {
  readonly dataset: Dataset<unknown>;
  /** Undefined for the default, which a data set may do itself. */
  readonly collate: ((samples: unknown[]) => unknown) | undefined;
}

/** Which batch it is. */
export interface BatchRequest {
  readonly indices: readonly number[];
  readonly seed: number;
  readonly epoch: number;
}

/**
 * Gets the samples and collates them. Each sample's random numbers depend on seed, epoch and its index, and on nothing
 * else: not on its place, nor on who makes the batch. It waits only if the data set does.
 *
 * @throws SampleError if a sample cannot be had.
 */
export function makeBatch({ dataset, collate }: BatchRecipe, request: BatchRequest): unknown {
  const { indices, seed, epoch } = request;
  const randomAt = (place: number) => new KeyedGenerator(seed, epoch, indices[place]);
  if (collate === undefined && dataset.getBatch !== undefined) {
    return dataset.getBatch(indices, randomAt);
  }
  const samples = indices.map((index, place) => sampleAt(dataset, index, randomAt(place)));
  const finish = (all: unknown[]) => (collate ?? defaultCollate)(all);
  return samples.some((sample) => sample instanceof Promise) ? Promise.all(samples).then(finish) : finish(samples);
}

function sampleAt(dataset: Dataset<unknown>, index: number, random: RandomSource): unknown {
  const refuse = (error: unknown) => {
    throw new SampleError(index, error);
  };
  try {
    const sample = dataset.get(index, random);
    return sample instanceof Promise ? sample.catch(refuse) : sample;
  } catch (error) {
    return refuse(error);
  }
}

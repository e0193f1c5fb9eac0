import { ArgumentError } from '../errors.ts';
import { checkOptions, requireInteger } from '../options.ts';
import { checkInteger } from '../random/generator.ts';
import type { Dataset } from './dataset.ts';
import { isDataset, isModuleExport, type ModuleExport, moduleExportForm } from './moduleExport.ts';
import { type BatchOrder, BatchSampler, RandomSampler, type Sampler, SequentialSampler } from './samplers.ts';

/** How a `DataLoader` goes about it. */
export interface LoaderOptions<Sample, Batch> {
  /** Samples a batch; 1 unless said otherwise. */
  readonly batchSize?: number;
  /** A new random order each epoch. */
  readonly shuffle?: boolean;
  /** Leave out a last batch that is not full. */
  readonly dropLast?: boolean;
  /** Threads that make batches ahead of time; 0 makes each when it is asked for. */
  readonly numWorkers?: number;
  /** Batches that each worker may be ahead; 2 unless said otherwise. */
  readonly prefetch?: number;
  /** What order and random transforms depend on; drawn from the default generator unless given. */
  readonly seed?: number;
  /** Makes a batch of samples. Workers need it by name, as they need the data set. */
  readonly collate?: ((samples: Sample[]) => Batch) | ModuleExport;
  /** The order of the samples, instead of `shuffle`. */
  readonly sampler?: Sampler;
  /** The order of the batches, instead of `batchSize`, `shuffle`, `sampler` and `dropLast`. */
  readonly batchSampler?: BatchOrder;
}

const optionNames: readonly (keyof LoaderOptions<unknown, unknown>)[] = [
  'batchSize',
  'shuffle',
  'dropLast',
  'numWorkers',
  'prefetch',
  'seed',
  'collate',
  'sampler',
  'batchSampler',
];

/** @throws ArgumentError for options that are misspelt, wrong, or exclude each other. */
export function checkLoaderOptions<Sample, Batch>(
  dataset: Dataset<Sample> | ModuleExport,
  options: LoaderOptions<Sample, Batch>,
): void {
  checkOptions('DataLoader', options, optionNames);
  const { batchSize = 1, numWorkers = 0, prefetch = 2, seed = 0, shuffle, sampler, batchSampler } = options;
  requireInteger('DataLoader', 'batchSize', batchSize, 1);
  requireInteger('DataLoader', 'prefetch', prefetch, 1);
  checkInteger('DataLoader', 'seed', seed);
  if (!Number.isInteger(numWorkers) || numWorkers < 0) {
    throw new ArgumentError('DataLoader', `numWorkers must be an integer of at least 0, but is ${numWorkers}`);
  }
  if (shuffle && sampler !== undefined) {
    throw new ArgumentError('DataLoader', 'shuffle and sampler both say the order; give one of them');
  }
  if (batchSampler !== undefined) {
    const others = (['batchSize', 'shuffle', 'sampler', 'dropLast'] as const).filter((name) => options[name]);
    if (others.length > 0) {
      throw new ArgumentError(
        'DataLoader',
        `batchSampler says which batches there are; leave out ${others.join(', ')}`,
      );
    }
  }
  checkSource(dataset, options.collate, numWorkers);
}

function checkSource(dataset: unknown, collate: unknown, numWorkers: number): void {
  const named = typeof dataset === 'object' && dataset !== null && isModuleExport(dataset);
  if (!named && !isDataset(dataset)) {
    throw new ArgumentError('DataLoader', 'expects a data set with a length and get(index)');
  }
  if (numWorkers > 0 && (!named || typeof collate === 'function')) {
    throw new ArgumentError(
      'DataLoader',
      `with numWorkers: ${numWorkers}, ${named ? 'collate' : 'the data set'} must be found by other threads, and ` +
        `functions cannot cross to them. Export what makes it from a module, and give ${moduleExportForm} instead.`,
    );
  }
}

/** The order of the batches that the options ask for. */
export function batchOrder<Sample, Batch>(
  dataset: { readonly length: number },
  options: LoaderOptions<Sample, Batch>,
): BatchOrder {
  const { batchSize = 1, shuffle = false, dropLast = false } = options;
  const sampler = () => options.sampler ?? (shuffle ? new RandomSampler(dataset) : new SequentialSampler(dataset));
  return options.batchSampler ?? new BatchSampler(sampler(), batchSize, dropLast);
}

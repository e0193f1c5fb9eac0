import { turnOfDevices } from '../backends/choose.ts';
import { ArgumentError, DataError } from '../errors.ts';
import { checkInteger, defaultGenerator } from '../random/generator.ts';
import { KeyedGenerator } from '../random/keyedGenerator.ts';
import type { Removable } from '../tensor/tensor.ts';
import type { Collated } from './collate.ts';
import { checkIndex, type Dataset } from './dataset.ts';
import { toTensors } from './hostArray.ts';
import { batchOrder, checkLoaderOptions, type LoaderOptions } from './loaderOptions.ts';
import { makeBatch } from './makeBatch.ts';
import { importCollate, importDataset, isModuleExport, type ModuleExport, sendable } from './moduleExport.ts';
import type { BatchOrder } from './samplers.ts';
import type { WorkerPool } from './workers/pool.ts';

/** Where a loader stands, ready for JSON: the same data set and options go on with the very next batch. */
export interface LoaderState {
  readonly seed: number;
  /** The epoch under way, or the next one. */
  readonly epoch: number;
  /** Batches of that epoch that were handed out. */
  readonly batch: number;
  /** Batches an epoch: a loader with another number cannot go on here. */
  readonly batches: number;
}

/** A loop over a loader has ended: by itself, or because somebody left it. */
export interface EpochEnd {
  readonly epoch: number;
  /** Batches of the epoch that were handed out, those before a resumption included. */
  readonly batches: number;
  /** Batches that it has. */
  readonly of: number;
}

/** Sees every loop over a loader end. */
export type EpochHook = (end: EpochEnd) => void;

/** The place of the order's random numbers among those of the samples, whose indices start from 0. */
const orderKey = -1;

/**
 * Batches of a data set, in order or shuffled, made here or by worker threads: PyTorch's `DataLoader`.
 *
 *   for await (const [images, labels] of new DataLoader(trainSet, { batchSize: 4, shuffle: true })) { … }
 *
 * Every loop is an epoch. Which batches it has, down to the random numbers of each sample, depends on the seed and the
 * number of the epoch alone, not on `numWorkers`.
 */
export class DataLoader<Sample = unknown, Batch = Collated<Sample>> implements AsyncIterable<Batch> {
  readonly #source: Dataset<Sample> | ModuleExport;
  /** `never`: a loader that takes any sample may stand for one of pictures. */
  readonly #options: LoaderOptions<never, Batch>;
  #dataset: Dataset<Sample> | undefined;
  #order: BatchOrder | undefined;
  #seed: number;
  #epoch = 0;
  #batch = 0;
  /** Whether the next loop begins at batch #batch of epoch #epoch, and not with the epoch after that. */
  #standsAtStart = true;
  readonly #hooks = new Set<EpochHook>();

  /** @throws ArgumentError for options that are misspelt, wrong, or exclude each other. */
  constructor(dataset: Dataset<Sample> | ModuleExport, options: LoaderOptions<Sample, Batch> = {}) {
    checkLoaderOptions(dataset, options);
    this.#source = dataset;
    this.#options = options;
    this.#seed = options.seed ?? defaultGenerator.nextUint32();
    if (!isModuleExport(dataset)) this.#use(dataset);
  }

  /** Batches an epoch. @throws ArgumentError before a data set that is named by its module is there: see `ready`. */
  get length(): number {
    if (this.#order === undefined) {
      throw new ArgumentError('DataLoader', 'the length is known once the data set is; await loader.ready() first');
    }
    return this.#order.length;
  }

  /** The data set, imported if it was named by its module. */
  async ready(): Promise<Dataset<Sample>> {
    if (this.#dataset === undefined) {
      // What the module makes is what the caller said it makes.
      this.#use((await importDataset(sendable(this.#source as ModuleExport))) as Dataset<Sample>);
    }
    return this.#dataset as Dataset<Sample>;
  }

  #use(dataset: Dataset<Sample>): void {
    this.#dataset = dataset;
    this.#order = batchOrder(dataset, this.#options);
  }

  /** The state to save: mid-epoch, inside or after the loop, too. */
  stateDict(): LoaderState {
    return { seed: this.#seed, epoch: this.#epoch, batch: this.#batch, batches: this.length };
  }

  /**
   * Lets the next loop begin where the saved loader stood.
   *
   * @throws DataError if the state is none, or of a loader with another number of batches.
   */
  loadStateDict(state: LoaderState): void {
    const { seed, epoch, batch, batches } = state;
    if (batches !== this.length || !(batch >= 0 && batch <= batches)) {
      throw new DataError(
        `DataLoader: the state is at batch ${batch} of ${batches}, but an epoch here has ${this.length}. Use the data ` +
          'set, batchSize and dropLast that it was saved with.',
      );
    }
    for (const [name, value] of Object.entries({ seed, epoch, batch })) {
      checkInteger('DataLoader', name, value);
    }
    this.#seed = seed;
    this.#stand(epoch, batch);
  }

  /** From now on the next loop begins there. */
  #stand(epoch: number, batch: number): void {
    this.#epoch = epoch;
    this.#batch = batch;
    this.#standsAtStart = true;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, undefined> {
    const dataset = await this.ready();
    if (!this.#standsAtStart) this.#stand(this.#epoch + 1, 0);
    this.#standsAtStart = false;
    const epoch = this.#epoch;
    let done = this.#batch;

    const numWorkers = this.#options.numWorkers ?? 0;
    const upcoming = this.#indices(dataset, epoch, done);
    const made =
      numWorkers === 0 ? this.#makeHere(dataset, epoch, upcoming) : this.#makeInWorkers(numWorkers, epoch, upcoming);
    try {
      for await (const batch of made) {
        done++;
        this.#epoch = epoch;
        this.#batch = done;
        yield toTensors(batch) as Batch;
        const turn = turnOfDevices();
        if (turn !== undefined) await turn;
      }
      this.#stand(epoch + 1, 0);
    } finally {
      // Also when the loop is left by a break, a return or an error: then the iterator is told to return.
      for (const hook of this.#hooks) hook({ epoch, batches: done, of: this.length });
    }
  }

  /** Calls `hook` whenever a loop over this loader ends, with how far it came. */
  registerEpochHook(hook: EpochHook): Removable {
    this.#hooks.add(hook);
    return {
      remove: () => {
        this.#hooks.delete(hook);
      },
    };
  }

  /** The indices of the epoch's batches from number `first` on. */
  *#indices(dataset: Dataset<Sample>, epoch: number, first: number): Generator<readonly number[], void, undefined> {
    const order = this.#order?.batches(new KeyedGenerator(this.#seed, epoch, orderKey)) ?? [];
    let number = 0;
    for (const indices of order) {
      if (number++ < first) continue;
      for (const index of indices) {
        checkIndex('DataLoader', index, dataset.length);
      }
      yield indices;
    }
  }

  async *#makeHere(dataset: Dataset<Sample>, epoch: number, upcoming: Iterable<readonly number[]>) {
    const { collate } = this.#options;
    const recipe = {
      dataset,
      collate:
        typeof collate === 'object'
          ? await importCollate(sendable(collate))
          : (collate as ((samples: unknown[]) => unknown) | undefined), // it is given this data set's samples
    };
    for (const indices of upcoming) {
      yield await makeBatch(recipe, { indices, seed: this.#seed, epoch });
    }
  }

  async *#makeInWorkers(count: number, epoch: number, upcoming: Iterator<readonly number[]>) {
    const { collate, prefetch = 2 } = this.#options;
    const { startWorkers } = await import('#loaderWorkers'); // whoever starts none need not load what threads need
    const pool: WorkerPool = await startWorkers(count, {
      dataset: sendable(this.#source as ModuleExport),
      collate: typeof collate === 'object' ? sendable(collate) : undefined,
      seed: this.#seed,
    });
    const underWay: Promise<unknown>[] = [];
    const askForNext = () => {
      const next = upcoming.next();
      if (!next.done) underWay.push(pool.make({ indices: next.value, epoch }));
    };
    try {
      for (let ahead = 0; ahead < count * prefetch; ahead++) askForNext();
      while (underWay.length > 0) {
        const batch = await underWay.shift();
        askForNext();
        yield batch;
      }
    } finally {
      await pool.close();
    }
  }
}

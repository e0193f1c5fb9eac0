import { Worker } from 'node:worker_threads';
import { ArgumentError, DataError } from '../../errors.ts';
import { SampleError } from '../dataset.ts';
import { moduleExportForm } from '../moduleExport.ts';
import type { Failure, Report, Task, WorkerSetup } from './messages.ts';

/** Threads that make batches. */
export interface WorkerPool {
  /** Samples of the data set, as the workers see it. */
  readonly length: number;
  /** Asks the worker whose turn it is for a batch on the host. */
  make(task: Omit<Task, 'ticket'>): Promise<unknown>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/**
 * Starts `count` threads, each with its own data set.
 *
 * @throws DataError if one cannot start; ArgumentError if the arguments of the data set cannot be sent to it.
 */
export async function startWorkers(count: number, setup: WorkerSetup): Promise<WorkerPool> {
  const workers: LoaderWorker[] = [];
  const close = async () => {
    await Promise.all(workers.map((worker) => worker.close()));
  };
  try {
    for (let number = 0; number < count; number++) {
      workers.push(new LoaderWorker(number, setup));
    }
    const [length] = await Promise.all(workers.map((worker) => worker.ready));
    let turn = 0;
    return { length, make: (task) => workers[turn++ % count].make(task), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Who waits for a report. */
interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** One thread. It keeps the process alive only while somebody waits for it. */
class LoaderWorker {
  /** The length of the data set. */
  readonly ready: Promise<number>;
  readonly #name: string;
  readonly #thread: Worker;
  readonly #waiting = new Map<number, Waiting>();
  /** Why the thread answers no more. */
  #ended: Error | undefined;
  #tickets = 0;

  constructor(number: number, setup: WorkerSetup) {
    this.#name = `worker ${number}`;
    this.#thread = startThread(setup);
    this.#thread.on('message', (report: Report) => this.#receive(report));
    this.#thread.on('error', (error) => this.#fail(error));
    this.#thread.on('exit', (code) => this.#fail(new Error(`the thread ended with code ${code}`)));
    this.ready = this.#wait(startTicket) as Promise<number>;
  }

  make(task: Omit<Task, 'ticket'>): Promise<unknown> {
    const ticket = ++this.#tickets;
    const batch = this.#wait(ticket);
    this.#thread.postMessage({ ...task, ticket } satisfies Task);
    return batch;
  }

  async close(): Promise<void> {
    // A batch that still comes would let the process end before the thread has.
    this.#thread.removeAllListeners('message');
    this.#thread.ref();
    await this.#thread.terminate();
  }

  #wait(ticket: number): Promise<unknown> {
    this.#thread.ref();
    const report = new Promise((resolve, reject) => {
      // It may have ended between two batches, when nobody waited for it.
      if (this.#ended !== undefined) reject(this.#ended);
      else this.#waiting.set(ticket, { resolve, reject });
    });
    // Whoever stops in mid-epoch never asks for the batches under way; their failure then concerns nobody.
    report.catch(() => undefined);
    return report;
  }

  #receive(report: Report): void {
    const ticket = report.kind === 'ready' ? startTicket : (report.ticket ?? startTicket);
    const waiting = this.#waiting.get(ticket);
    this.#waiting.delete(ticket);
    if (this.#waiting.size === 0) this.#thread.unref();
    if (report.kind === 'failed') {
      waiting?.reject(this.#failure(report.error, report.sample));
    } else {
      waiting?.resolve(report.kind === 'ready' ? report.length : report.batch);
    }
  }

  #fail(error: Error): void {
    const { name, message, stack = '' } = error;
    this.#ended ??= this.#failure({ name, message, stack }); // 'exit' follows 'error', and knows less
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  #failure(failure: Failure, sample?: number): Error {
    const error = Object.assign(new Error(failure.message), { name: failure.name, stack: failure.stack });
    return sample === undefined
      ? new DataError(`DataLoader: ${this.#name}: ${error.message}`, { cause: error })
      : new SampleError(sample, error, ` in ${this.#name}`);
  }
}

const startTicket = 0;

function startThread(setup: WorkerSetup): Worker {
  const fromSource = import.meta.url.endsWith('.ts');
  const script = new URL(fromSource ? './startFromSource.mjs' : './worker.js', import.meta.url);
  try {
    return new Worker(script, { workerData: setup, name: 'stridegrad loader' });
  } catch (error) {
    throw new ArgumentError(
      'DataLoader',
      `the data set's arguments cannot be sent to a worker: ${(error as Error).message}. Give ${moduleExportForm} with ` +
        'args of numbers, strings, typed arrays, and lists and objects of these.',
    );
  }
}

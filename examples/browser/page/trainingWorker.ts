import type { Report, Request } from '../messages.ts';

/** The worker and its messages. Only one answers at a time: whoever stops it, gets a new one. */
export class TrainingWorker {
  readonly #onReport: (report: Report) => void;
  #worker: Worker;

  constructor(onReport: (report: Report) => void) {
    this.#onReport = onReport;
    this.#worker = this.#begin();
  }

  ask(request: Request): void {
    this.#worker.postMessage(request);
  }

  /** Ends it in the middle of whatever it does: what it held on the device goes with it. */
  stop(): void {
    this.#worker.terminate();
    this.#worker = this.#begin();
  }

  #begin(): Worker {
    const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Report>) => this.#onReport(data));
    // What the worker does not catch itself: a file of it that cannot be loaded, say.
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#onReport({ kind: 'failed', text: event.message || 'The worker could not be started. Reload the page.' });
    });
    return worker;
  }
}

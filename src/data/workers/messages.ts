import type { SendableExport } from '../moduleExport.ts';

/** What a worker is started with. */
export interface WorkerSetup {
  readonly dataset: SendableExport;
  readonly collate: SendableExport | undefined;
  readonly seed: number;
}

/** Main thread → worker: make this batch. */
export interface Task {
  readonly ticket: number;
  readonly indices: readonly number[];
  readonly epoch: number;
}

/** Worker → main thread. */
export type Report =
  | { readonly kind: 'ready'; readonly length: number }
  | { readonly kind: 'batch'; readonly ticket: number; readonly batch: unknown }
  /** `ticket` is missing if the worker could not start. */
  | { readonly kind: 'failed'; readonly ticket?: number; readonly error: Failure; readonly sample?: number };

/** What is sent of an error: cloning errors themselves loses the message of some. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

import { parentPort, workerData } from 'node:worker_threads';
import { setDefaultDevice } from '../../backends/choose.ts';
import { SampleError } from '../dataset.ts';
import { isHostArray, isPlainObject, toHostArrays } from '../hostArray.ts';
import { type BatchRecipe, makeBatch } from '../makeBatch.ts';
import { importCollate, importDataset } from '../moduleExport.ts';
import type { Failure, Report, Task, WorkerSetup } from './messages.ts';

// The main function of a loader's worker thread: it makes the batches it is told to, one after the other.

const { dataset, collate, seed }: WorkerSetup = workerData;
// Tensors that a data set makes here live in plain TypeScript: the addon stays in the main thread.
setDefaultDevice('reference');

const recipe = startUp();
recipe.then(
  (started) => send({ kind: 'ready', length: started.dataset.length }),
  (error) => send({ kind: 'failed', error: failureOf(error) }),
);
parentPort?.on('message', (task: Task) => {
  recipe
    .then((started) => makeBatch(started, { ...task, seed }))
    .then((batch) => send({ kind: 'batch', ticket: task.ticket, batch: toHostArrays(batch) }))
    .catch((error) => {
      const { ticket } = task;
      const known = error instanceof SampleError ? { error: failureOf(error.cause), sample: error.sample } : undefined;
      send({ kind: 'failed', ticket, ...(known ?? { error: failureOf(error) }) });
    });
});

async function startUp(): Promise<BatchRecipe> {
  await acceptTypeScript(dataset.module);
  return {
    dataset: await importDataset(dataset),
    collate: collate === undefined ? undefined : await importCollate(collate),
  };
}

/** Threads do not inherit what lets the main thread import TypeScript. Where tsx is installed, it is asked again. */
async function acceptTypeScript(module: string): Promise<void> {
  if (!/\.[mc]?tsx?$/.test(module)) return;
  try {
    (await import('tsx/esm/api')).register();
  } catch {
    // Newer versions of Node import TypeScript by themselves; if this one does not, the import says so.
  }
}

function failureOf(error: unknown): Failure {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack };
}

function send(report: Report): void {
  const buffers = new Set<ArrayBuffer>();
  if (report.kind === 'batch') {
    collectBuffers(report.batch, buffers);
  }
  parentPort?.postMessage(report, [...buffers]);
}

/** The memory of a batch's arrays: it moves to the main thread instead of being copied. */
function collectBuffers(value: unknown, into: Set<ArrayBuffer>): void {
  if (isHostArray(value)) {
    const { buffer } = value.numbers;
    if (buffer instanceof ArrayBuffer) into.add(buffer);
  } else if (Array.isArray(value) || isPlainObject(value)) {
    for (const entry of Object.values(value)) {
      collectBuffers(entry, into);
    }
  }
}

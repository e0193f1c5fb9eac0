import { addObserver } from '../../autograd/observer.ts';
import type { Storage } from '../../backends/storage.ts';
import { GraphError } from '../../errors.ts';
import { checkOptions, requireInteger } from '../../options.ts';
import { namesFrom, type TapeOptions } from '../tape/graph.ts';
import { Recorder } from './Recorder.ts';
import type { Recording } from './types.ts';

/** What a recording keeps, and how it calls things. */
export interface RecordOptions extends TapeOptions {
  /** Arrays of at most so many numbers are kept whole, of larger ones statistics. Default: 64. */
  readonly limit?: number;
}

/**
 * Runs `body`, a training step, and gives what happened in it: every operation, every share of a gradient, every
 * parameter that an optimizer changed, with the numbers of that moment. The results are what they would be without, to
 * the bit. `replay` walks through it; `saveRecording` (from 'stridegrad/node') keeps it.
 *
 *     const recording = recordStep(
 *       () => {
 *         optimizer.zeroGrad();
 *         F.crossEntropy(net(images), labels).backward();
 *         optimizer.step();
 *       },
 *       { net, names: { images, labels } },
 *     );
 *
 * Recordings may be nested: each sees all that happens while its body runs.
 *
 * @throws DeviceError on a device whose numbers must be awaited, before anything has changed; GraphError for an async
 *   body. Both are for `recordStepAsync`.
 */
export function recordStep(body: () => unknown, options: RecordOptions = {}): Recording {
  const recorder = recorderFor('recordStep', options, false);
  const observed = addObserver(recorder);
  let result: unknown;
  try {
    result = body();
  } finally {
    observed.remove();
  }
  if (result instanceof Promise) {
    result.catch(() => undefined); // nobody waits for it any more
    throw new GraphError('recordStep: the body is async, and most of it was not seen: use await recordStepAsync(…)');
  }
  return recorder.finish();
}

/**
 * `recordStep` on every device, and for an async body: it is seen until its promise settles, and so is whatever else
 * runs meanwhile.
 */
export async function recordStepAsync(body: () => unknown, options: RecordOptions = {}): Promise<Recording> {
  const recorder = recorderFor('recordStepAsync', options, true);
  const observed = addObserver(recorder);
  try {
    await body();
  } finally {
    observed.remove();
  }
  return recorder.finishAsync();
}

function recorderFor(operation: string, options: RecordOptions, mayAwait: boolean): Recorder {
  checkOptions(operation, options, ['net', 'names', 'limit']);
  const { limit = 64, net, names = {} } = options;
  requireInteger(operation, 'limit', limit, 0);
  const nodeNames = namesFrom(operation, { names, ...(net === undefined ? {} : { net }) });
  const storageNames = new Map<Storage, string>();
  for (const [name, { node, storage }] of Object.entries(names)) {
    if (node === undefined) storageNames.set(storage, name);
  }
  for (const [path, { storage }] of net?.namedBuffers() ?? []) storageNames.set(storage, path);
  return new Recorder({ limit, nodeNames, storageNames, mayAwait });
}

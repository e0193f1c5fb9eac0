import type { Step } from '../../explain/step.ts';
import type { TextOptions } from '../../explain/text/explainText.ts';
import { explainText } from '../../explain/text/explainText.ts';

/** A step as one line of JSON. Numbers that JSON does not have are the texts "NaN", "Infinity" and "-Infinity". */
export function stepJson(step: Step): string {
  return JSON.stringify(step, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

/** Steps as one line of JSON each, made when it is asked for. */
export function* jsonLines(steps: Iterable<Step>): Generator<string> {
  for (const step of steps) yield stepJson(step);
}

/** A walk as text, piece by piece: the call, then the steps, made when they are asked for. */
export function* printout(head: readonly string[], steps: Iterable<Step>, options: TextOptions): Generator<string> {
  yield* head.filter((line) => line !== '');
  for (const step of steps) {
    yield '';
    yield explainText(step, options);
  }
}

/**
 * Writes lines as fast as the reader takes them. A reader who has seen enough (`| head`) ends it quietly.
 */
export async function writeLines(lines: Iterable<string>, stream: NodeJS.WritableStream): Promise<void> {
  let isClosed = false;
  let failure: Error | undefined;
  const onError = (error: NodeJS.ErrnoException) => {
    isClosed = true;
    if (error.code !== 'EPIPE') failure = error;
  };
  stream.on('error', onError);
  let waiting = '';
  const flush = async () => {
    const text = waiting;
    waiting = '';
    if (text === '' || isClosed) return;
    await new Promise<void>((resolve) => stream.write(text, () => resolve()));
  };
  for (const line of lines) {
    waiting += `${line}\n`;
    if (waiting.length >= 16_384) await flush();
    if (isClosed) break;
  }
  await flush();
  stream.off('error', onError);
  stream.on('error', () => undefined); // a pipe that is closed may say so once more
  if (failure !== undefined) throw failure;
}

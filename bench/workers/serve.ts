import { createInterface } from 'node:readline';
import type { Work } from '../work.ts';

/** A piece of work that is ready to be timed. */
export interface Prepared {
  /** Does it so many times, and waits until the last result is there. */
  run(iterations: number): void | Promise<void>;
  /** Some numbers of the result (losses, or a fingerprint), to be compared with the others' before anything is timed. */
  readonly check: readonly number[];
}

/** Gives the work ready to run, or the reason why it cannot be done. */
export type Prepare = (work: Work, variant: string) => Promise<Prepared | string> | Prepared | string;

/** What the bench asks of a worker, a line of JSON each. */
export type Request =
  | { readonly prepare: Work; readonly variant: string }
  | { readonly run: number; readonly of: number }
  | { readonly forget: true };

/**
 * Answers the bench's questions until stdin ends, a line of JSON for each: first what this is; then a handle for each
 * piece of work that is prepared; then the seconds of each run. Between two questions the process sleeps.
 */
export async function serve(about: { readonly version: string }, prepare: Prepare): Promise<void> {
  const say = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);
  let ready: Prepared[] = [];
  say(about);
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    if ('prepare' in request) {
      const prepared = await prepare(request.prepare, request.variant);
      if (typeof prepared === 'string') say({ cannot: prepared });
      else say({ handle: ready.push(prepared) - 1, check: prepared.check });
    } else if ('run' in request) {
      const started = performance.now();
      await ready[request.of].run(request.run);
      say({ seconds: (performance.now() - started) / 1000 });
    } else {
      ready = [];
      say({});
    }
  }
}

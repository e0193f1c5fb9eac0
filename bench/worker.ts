import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Request } from './workers/serve.ts';

/** A command and what it needs around it. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** What a worker answers; which of them, depends on the question. */
interface Answer {
  readonly version: string;
  readonly cannot?: string;
  readonly handle: number;
  readonly check: readonly number[];
  readonly seconds: number;
}

/** A contestant's process. It stays alive between its turns and sleeps then, so that contestants can take turns. */
export class Worker {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  #complaint = '';
  version = '';

  private constructor({ program, args, env, cwd }: Command) {
    this.#child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-4000);
    });
    this.#child.on('error', (error) => {
      this.#complaint = error.message; // there is no such program
    });
    this.#child.stdin.on('error', () => {}); // it has ended: the answer that does not come says so
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** @throws Error with its last words if the process ends instead of saying what it is. */
  static async start(command: Command): Promise<Worker> {
    const worker = new Worker(command);
    worker.version = (await worker.#answer()).version;
    return worker;
  }

  /** @throws Error with its last words if the process ends instead of answering. */
  ask(request: Request): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.#answer();
  }

  async #answer(): Promise<Answer> {
    const { done, value } = await this.#answers.next();
    if (!done) return JSON.parse(value) as Answer;
    await new Promise((resolve) => setTimeout(resolve, 50)); // what it complained about may still be on its way
    throw new Error(lastLine(this.#complaint) || 'it ended without a word');
  }

  /** Ends the process. */
  stop(): void {
    this.#child.stdin.end();
    this.#child.kill();
  }
}

/** The line of an error output that says most: the last that is not empty and not about Node's own version. */
export function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Node.js v'));
  const error = lines.findLast((line) => /^\w*Error\b/.test(line));
  return (error ?? lines.at(-1) ?? '').trim().slice(0, 120);
}

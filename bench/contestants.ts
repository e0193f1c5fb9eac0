import { fileURLToPath } from 'node:url';
import type { Work } from './work.ts';
import type { Command } from './worker.ts';

/** Somebody who can do some of the work: we on one of our backends, or a peer. */
export interface Contestant {
  /** Its key in the JSON output, and on the command line. */
  readonly name: string;
  readonly title: string;
  /** The name of the process that it shares with others; it has one of its own unless this is given. */
  readonly process?: string;
  /** Whether it takes part with one thread only, whatever is asked for. */
  readonly singleThreaded?: boolean;
  /** The ways in which it can do a piece of work ('' if there is only one); none if it cannot. */
  variants(work: Work): readonly string[];
  /** The process that does it. */
  command(threads: number): Command;
  /** How it is imported in a fresh process, which prints the seconds that took. */
  readonly importing?: Command;
  /** A script of its own that trains one step and prints the loss. */
  readonly firstLoss?: Command;
}

/** The path of a file in this folder. */
export function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** Node as it runs TypeScript here; `conditions` decide whether 'stridegrad' is the built package or the sources. */
export function node(script: string, conditions: readonly string[] = []): Pick<Command, 'program' | 'args'> {
  return { program: process.execPath, args: [...conditions, '--import', 'tsx', here(script)] };
}

/** Node importing a package, as it is seen from a folder of this repository, and saying how long that took. */
export function nodeImport(name: string, folder: string): Command {
  const script = `const started = performance.now();
    await import('${name}');
    console.log((performance.now() - started) / 1000);`;
  return { program: process.execPath, args: ['--input-type=module', '-e', script], cwd: here(folder) };
}

/** Python importing a module and saying how long that took. */
export function pythonImport(name: string): Command {
  const script = `import time; started = time.perf_counter(); import ${name}; print(time.perf_counter() - started)`;
  return { program: python, args: ['-c', script] };
}

/** The Python that has the peers, if any. */
export const python = process.env.STRIDEGRAD_BENCH_PYTHON ?? 'python3';

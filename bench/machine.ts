import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { here } from './contestants.ts';

const source = here('native');
const build = here('../build/bench');

/** The processor's name and how many of its cores are seen. */
export function describeCpu(): string {
  return `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores`;
}

/** The load averages of the last 1, 5 and 15 minutes. */
export function load(): string {
  return loadavg()
    .map((value) => value.toFixed(2))
    .join(' ');
}

/** Builds the programs of bench/native; gives the reason if that fails. */
export function buildPrograms(): string | undefined {
  const cache = join(build, 'CMakeCache.txt');
  const configured = existsSync(cache) && readFileSync(cache, 'utf8').includes(`HOME_DIRECTORY:INTERNAL=${source}\n`);
  if (!configured) rmSync(build, { recursive: true, force: true }); // copied with the repository, it knows another path
  for (const args of [...(configured ? [] : [['-S', source, '-B', build]]), ['--build', build]]) {
    const { error, status, stdout, stderr } = spawnSync('cmake', args, { encoding: 'utf8' });
    if (status !== 0) return error?.message ?? `${stdout}${stderr}`.trim();
  }
  return undefined;
}

/** Runs a program of bench/native; gives what it printed. */
export async function runProgram<Printed>(name: string, args: readonly (string | number)[]): Promise<Printed> {
  const { stdout } = await promisify(execFile)(join(build, name), args.map(String));
  return JSON.parse(stdout) as Printed;
}

/** What this machine can do at most, measured now and then between the cases: the largest value counts. */
export class Peak {
  readonly #flops = new Map<number, number>();

  /** FLOP/s of so many threads in what was measured so far. */
  flopsPerSecond(threads: number): number | undefined {
    return this.#flops.get(threads);
  }

  /** Measures again, in short turns: the shorter, the likelier that one of them is undisturbed. */
  async measure(threads: number): Promise<void> {
    for (let turn = 0; turn < 5; turn++) {
      const args = ['arithmetic', threads, 0.01];
      const { flopsPerSecond } = await runProgram<{ flopsPerSecond: number }>('peak', args);
      this.#flops.set(threads, Math.max(flopsPerSecond, this.#flops.get(threads) ?? 0));
    }
  }

  /** FLOP/s by the number of threads. */
  toJSON(): Record<string, number> {
    return Object.fromEntries(this.#flops);
  }
}

/** Bytes a second that so many threads move in a sum of two arrays, where that many bytes are in play. */
export async function bandwidth(threads: number, bytes: number): Promise<number> {
  let most = 0;
  for (let attempt = 0; attempt < 5; attempt++) {
    const args = ['bandwidth', threads, 0.02, Math.round(bytes)];
    const { bytesPerSecond } = await runProgram<{ bytesPerSecond: number }>('peak', args);
    most = Math.max(most, bytesPerSecond);
  }
  return most;
}

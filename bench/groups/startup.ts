import { spawn } from 'node:child_process';
import type { Bench } from '../bench.ts';
import type { Contestant } from '../contestants.ts';
import type { CaseRow, Entry } from '../rows.ts';
import { median } from '../statistics.ts';
import { type Command, lastLine } from '../worker.ts';
import type { Group } from './group.ts';

/** A way to start a contestant: what its process is, and the seconds that count, given its first line and its age then. */
interface Start {
  readonly name: string;
  readonly command: (contestant: Contestant) => Command | undefined;
  readonly seconds: (line: string, age: number) => number;
}

const starts: readonly Start[] = [
  { name: 'import', command: ({ importing }) => importing, seconds: (line) => Number(line) },
  { name: 'first loss', command: ({ firstLoss }) => firstLoss, seconds: (_, age) => age },
];

const patience = 10; // seconds for one contestant in one case: what starts slowly need not be started 20 times

/** Importing the package in a fresh process; and from the start of a process to the first loss. */
export const startup: Group = {
  name: 'startup',
  title: 'startup',
  async run(bench) {
    const rows: CaseRow[] = [];
    for (const start of starts) {
      if (bench.wants(start.name)) rows.push(await measure(bench, start));
    }
    return rows;
  },
};

async function measure(bench: Bench, { name, command, seconds }: Start): Promise<CaseRow> {
  const { contestants, quick, say } = bench.settings;
  const times = new Map<string, number[]>();
  const starters: { name: string; title: string; run: () => Promise<number> }[] = [];
  for (const contestant of contestants) {
    const how = command(contestant);
    if (how === undefined) continue;
    const run = async () => {
      const { line, age } = await firstLine(how);
      return seconds(line, age);
    };
    try {
      await run(); // files are in the disk's cache from now on
      starters.push({ ...contestant, run });
      times.set(contestant.name, []);
    } catch (error) {
      bench.leftOut.set(`${contestant.title}, ${name}`, (error as Error).message);
    }
  }
  say(`startup, ${name}: ${starters.length} take turns`);
  for (let round = 0; round < (quick ? 3 : 20); round++) {
    for (const starter of starters) {
      const taken = times.get(starter.name) ?? [];
      const spent = taken.reduce((sum, each) => sum + each, 0);
      if (spent < patience || taken.length < 3) taken.push(await starter.run());
    }
  }
  return { kind: 'case', group: 'startup', case: name, ours: 'native', entries: [...times].map(entryOf) };
}

function entryOf([contestant, times]: [string, number[]]): Entry {
  const [threads, variant, iterations] = [0, '', 1]; // as many threads as it takes by itself
  const fastest = Math.min(...times);
  return { contestant, variant, threads, median: median(times), fastest, rounds: times.length, iterations };
}

/** The first line on a process's stdout, and the seconds from its start until then. The process ends by itself. */
function firstLine({ program, args, env, cwd }: Command): Promise<{ line: string; age: number }> {
  const started = performance.now();
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
  let found: { line: string; age: number } | undefined;
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    found ??= { line: text.split('\n')[0], age: (performance.now() - started) / 1000 };
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => (found ? resolve(found) : reject(new Error(lastLine(complaint)))));
  });
}

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface BenchOptions {
  /** Names of groups; empty means all. */
  readonly groups: readonly string[];
  readonly json: boolean;
  /** Fewer and shorter rounds, and nothing that must be compiled for a minute first. */
  readonly quick: boolean;
  /** Names of the peers that may take part; undefined means all that are there. */
  readonly peers: readonly string[] | undefined;
  /** Measure only cases whose name contains this. */
  readonly only: string;
  /** Numbers of threads that every contestant is tried with. */
  readonly threads: readonly number[];
  /** Measure the sources instead of the built package: for developing. */
  readonly source: boolean;
}

/** The help text, given the groups and peers that there are. */
export function usage(groups: readonly string[], peers: readonly string[]): string {
  return `usage: npm run --silent bench -- [GROUP …] [options]

Times us beside our peers, in turn. Groups (all, unless some are named): ${groups.join(' ')}

  --json           one JSON object a line on stdout, everything else on stderr
  --quick          fewer and shorter rounds, for a first look
  --peers a,b      only these peers (${peers.join(', ')}), or none
  --only TEXT      only cases whose name contains it
  --threads 1,2    how many threads everybody is tried with; the better counts
  --source         measure the sources instead of the built package

The peers in JavaScript: npm --prefix bench ci --ignore-scripts. A Chromium for the group browser, and what drives it:
npm --prefix test/gpu/tools ci --ignore-scripts. The peers in Python: a python3 that has torch and jax, or
the one that STRIDEGRAD_BENCH_PYTHON names. Whoever is missing is left out, and a line says so.`;
}

/** @throws Error that says which argument is wrong. */
export function readOptions(
  argv: readonly string[],
  groups: readonly string[],
  peers: readonly string[],
): BenchOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      peers: { type: 'string' },
      only: { type: 'string', default: '' },
      threads: { type: 'string', default: availableParallelism() > 1 ? '1,2' : '1' },
      source: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  requireKnown('group', positionals, groups);
  const named = values.peers === 'none' ? [] : values.peers?.split(',');
  requireKnown('peer', named ?? [], peers);
  const threads = values.threads.split(',').map(Number);
  if (!threads.every((count) => Number.isInteger(count) && count > 0)) {
    throw new Error(`--threads: '${values.threads}' is not a list of positive integers such as 1,2`);
  }
  const { json, quick, only, source } = values;
  return { groups: positionals, json, quick, only, source, threads, peers: named };
}

function requireKnown(what: string, given: readonly string[], known: readonly string[]): void {
  const stranger = given.find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Error(`there is no ${what} '${stranger}'; there are ${known.join(', ')}`);
}

// Times us beside our peers: npm run --silent bench -- [GROUP …] [--json] [--quick]; --help says more.
import { Bench } from './bench.ts';
import { builtPackage } from './builtPackage.ts';
import { groups } from './groups/index.ts';
import { buildPrograms, describeCpu, load, Peak } from './machine.ts';
import { type BenchOptions, readOptions, usage } from './options.ts';
import { browserPeers } from './peers/inChromium.ts';
import { allPeers } from './peers/index.ts';
import { ours } from './peers/stridegrad.ts';
import { report } from './report.ts';

const full = { rounds: 9, turn: 0.1, pause: 0.01, warmUp: { iterations: 200, leastSeconds: 1, mostSeconds: 3 } };
const quick = { rounds: 3, turn: 0.03, pause: 0.005, warmUp: { iterations: 200, leastSeconds: 0, mostSeconds: 0.3 } };

const groupNames = groups.map(({ name }) => name);
const peerNames = [...new Set([...allPeers(true).map(({ name }) => name), ...browserPeers])];

try {
  const options = readOptions(process.argv.slice(2), groupNames, peerNames);
  if (options === 'help') console.log(usage(groupNames, peerNames));
  else await main(options);
} catch (error) {
  console.error(`bench: ${(error as Error).message}`);
  process.exitCode = 2;
}

async function main(options: BenchOptions): Promise<void> {
  const say = (text: string) => console.error(text);
  if (!options.source) builtPackage(say);
  const peers = allPeers(options.quick).filter(({ name }) => options.peers?.includes(name) ?? true);
  const bench = new Bench({
    contestants: [...ours(options.source), ...peers],
    threads: options.threads,
    pace: options.quick ? quick : full,
    peak: await measuredPeak(options.threads, say),
    quick: options.quick,
    only: options.only,
    peers: options.peers,
    source: options.source,
    say,
  });
  const print = report(options.json, bench.settings.contestants);
  print.begin({ cpu: describeCpu(), node: process.version, load: load(), quick: options.quick });
  try {
    for (const group of groups) {
      if (options.groups.length > 0 && !options.groups.includes(group.name)) continue;
      print.group(group.title, bench.withPeak(await group.run(bench)));
    }
  } finally {
    bench.stop();
  }
  const { versions, leftOut, disagreements, settings } = bench;
  print.end({
    load: load(),
    versions,
    peak: settings.peak?.toJSON(),
    leftOut: Object.fromEntries(leftOut),
    disagreements,
  });
  if (disagreements.length > 0) process.exitCode = 1;
}

/** The peak, measured some times before anything else, so that the first case has a good value too. */
async function measuredPeak(threads: readonly number[], say: (text: string) => void): Promise<Peak | undefined> {
  const missing = buildPrograms();
  if (missing !== undefined) {
    say(`bench/native could not be built, so there are no shares of the machine's peak:\n${missing}`);
    return undefined;
  }
  const peak = new Peak();
  for (let round = 0; round < 5; round++) {
    for (const count of threads) await peak.measure(count);
  }
  return peak;
}

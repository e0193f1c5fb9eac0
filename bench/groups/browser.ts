import type { Case } from '../bench.ts';
import { inChromium } from '../peers/inChromium.ts';
import { measureGpu } from './gpuCases.ts';
import type { Group } from './group.ts';

const cases: readonly Case[] = [
  { name: 'train, 32', work: { kind: 'train', batch: 32 } },
  { name: 'forward, 32', work: { kind: 'forward', batch: 32 } },
  { name: 'matmul, 512³', work: { kind: 'matmul', rows: 512, inner: 512, columns: 512 } },
];

/** Turns are longer than elsewhere: some need half a second for one step, and the page is asked once a turn. */
const pace = { rounds: 5, turn: 0.5, pause: 0.02, warmUp: { iterations: 8, leastSeconds: 0.3, mostSeconds: 1 } };
const quick = { rounds: 3, turn: 0.3, pause: 0.02, warmUp: { iterations: 4, leastSeconds: 0, mostSeconds: 0.6 } };

/** The tutorial's net and a product in one page of a Chromium: our gpu devices, gpu.js alone, and the peers there are. */
export const browser: Group = {
  name: 'browser',
  title: 'in Chromium',
  async run(bench) {
    const { peers, source, quick: isQuick } = bench.settings;
    const changes = { contestants: inChromium(peers, source), pace: isQuick ? quick : pace, peak: undefined };
    const rows = await bench.among(changes, (inPage) => measureGpu(inPage, 'browser', cases));
    const reason = bench.leftOut.get('Chromium');
    return reason === undefined
      ? rows
      : rows.map(({ case: name }) => ({ kind: 'skipped', group: 'browser', case: name, reason }));
  },
};

// One epoch of the tutorial's net at batch 4, ours beside PyTorch's, in turn. Needs a python3 with torch:
//   STRIDEGRAD_BENCH_PYTHON=…/python npm run bench:epoch -- [--images 50000] [--rounds 3] [--workers 0] [--json]
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '50000' },
    batch: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    workers: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const { images, batch, workers } = values;
const here = dirname(fileURLToPath(import.meta.url));
const python = process.env.STRIDEGRAD_BENCH_PYTHON ?? 'python3';

const sides: Record<string, readonly string[]> = {
  stridegrad: [process.execPath, ...process.execArgv, join(here, 'epochOfOurs.ts'), images, batch, workers],
  'pytorch, 1 thread': [python, join(here, 'epoch.py'), images, batch, '1', workers],
  'pytorch, 2 threads': [python, join(here, 'epoch.py'), images, batch, '2', workers],
};

const seconds: Record<string, number[]> = Object.fromEntries(Object.keys(sides).map((side) => [side, []]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [side, [command, ...args]] of Object.entries(sides)) {
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (status !== 0) {
      console.error(`${side} failed: ${stderr.trim().split('\n').at(-1)}`);
      process.exit(1);
    }
    const taken = (JSON.parse(stdout) as { seconds: number }).seconds;
    seconds[side].push(taken);
    console.error(`round ${round + 1}, ${side}: ${taken.toFixed(2)} s`);
  }
}

const medians = Object.fromEntries(Object.entries(seconds).map(([side, all]) => [side, median(all)]));
const { stridegrad: ours, ...peers } = medians;
const best = Math.min(...Object.values(peers));
const result = { images: Number(images), batch: Number(batch), workers: Number(workers), medians, ratio: best / ours };
if (values.json) {
  console.log(JSON.stringify(result));
} else {
  for (const [side, taken] of Object.entries(medians)) console.log(`${side.padEnd(20)} ${taken.toFixed(2)} s an epoch`);
  console.log(`the better PyTorch takes ${result.ratio.toFixed(2)} times as long as we do`);
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

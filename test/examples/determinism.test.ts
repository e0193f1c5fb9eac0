import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'tape';
import { inTemporaryFolder, runProgram } from '../support/runProgram.ts';

/** The weights after training with this many threads of the addon and this many loader workers. */
async function weightsOf(folder: string, run: { seed: number; threads: number; workers: number }): Promise<Buffer> {
  const { seed, threads, workers } = run;
  const out = join(folder, `${seed}-${threads}-${workers}`);
  await runProgram(
    'examples/cifar10.ts',
    [
      ...['--data', 'drawn', '--train-images', '160', '--test-images', '10', '--epochs', '1', '--batch-size', '32'],
      ...['--seed', `${seed}`, '--workers', `${workers}`, '--out', out],
    ],
    { env: { STRIDEGRAD_NUM_THREADS: `${threads}` } },
  );
  return readFileSync(join(out, 'weights.safetensors'));
}

test('the same seed gives the same weights to the bit, whatever the number of threads and of workers', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const [one, two, three, otherSeed] = await Promise.all([
      weightsOf(folder, { seed: 5, threads: 1, workers: 0 }),
      weightsOf(folder, { seed: 5, threads: 2, workers: 2 }),
      weightsOf(folder, { seed: 5, threads: 3, workers: 1 }),
      weightsOf(folder, { seed: 6, threads: 1, workers: 0 }),
    ]);
    t.ok(one.equals(two), '2 threads, 2 workers');
    t.ok(one.equals(three), '3 threads, 1 worker');
    t.notOk(one.equals(otherSeed), 'another seed, other weights');
  });
  t.end();
});

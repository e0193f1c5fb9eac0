import { spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'tape';
import { DataLoader, drawnCifar10, SampleError } from '../../src/data/index.ts';
import { startWorkers } from '../../src/data/workers/none.ts';
import type { Tensor } from '../../src/index.ts';

const module = new URL('./workerDatasets.ts', import.meta.url);

/** Every number and word of an epoch. */
async function epoch(loader: AsyncIterable<unknown>): Promise<string[]> {
  const text = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(text)}]`;
    if (typeof value !== 'object' || value === null) return String(value);
    if ('toTypedArray' in value) {
      const { shape, dtype } = value as Tensor;
      return `${dtype} ${shape}: ${(value as Tensor).toTypedArray()}`;
    }
    return `{${Object.entries(value).map(([key, entry]) => `${key} ${text(entry)}`)}}`;
  };
  const batches: string[] = [];
  for await (const batch of loader) batches.push(text(batch));
  return batches;
}

const threads = () =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker').length;

test('the batches are the same to the bit for any number of workers, in every epoch', async (t) => {
  const { data } = drawnCifar10({ images: 11 });
  const epochs = async (numWorkers: number) => {
    const source = { module, export: 'pictures', args: [data] };
    const loader = new DataLoader(source, { batchSize: 3, shuffle: true, seed: 8, numWorkers });
    return [await epoch(loader), await epoch(loader)];
  };
  const expected = await epochs(0);
  t.equal(expected[0].length, 4);
  t.notDeepEqual(expected[0], expected[1]);
  for (const numWorkers of [1, 2]) {
    t.deepEqual(await epochs(numWorkers), expected, `${numWorkers} workers`);
  }
});

test('samples of every kind come through, and collate functions by their name', async (t) => {
  const batches = (numWorkers: number, options: object = {}) =>
    epoch(new DataLoader({ module, export: 'mixed', args: [5] }, { batchSize: 2, seed: 1, numWorkers, ...options }));

  const plain = await batches(0);
  t.match(plain[2], /^\{x float32 1,2: 4,4.5,label int32 1: 4,name \[sample 4\],drawn float32 1: 0\.\d+\}$/);
  t.deepEqual(await batches(2), plain);
  const collate = { module, export: 'joinNames' };
  t.deepEqual(await batches(0, { collate }), ['sample 0+sample 1', 'sample 2+sample 3', 'sample 4']);
  t.deepEqual(await batches(1, { collate }), ['sample 0+sample 1', 'sample 2+sample 3', 'sample 4']);
});

test('the data set may be promised, or an export that is one; the length is known when it is there', async (t) => {
  const loader = new DataLoader<[Tensor, number]>({ module, export: 'drawn', args: [5] }, { batchSize: 2 });
  t.throws(() => loader.length, /the length is known once the data set is; await loader.ready\(\) first/);
  t.equal((await loader.ready()).length, 5);
  t.equal(loader.length, 3);
  t.deepEqual(await epoch(new DataLoader({ module, export: 'ready' }, { numWorkers: 1 })), [
    'int32 1: 0',
    'int32 1: 10',
    'int32 1: 20',
  ]);
});

test("a worker's error reaches the caller with the sample's index, and the batches before it come first", async (t) => {
  const loader = new DataLoader({ module, export: 'failing', args: [10, 6] }, { batchSize: 2, numWorkers: 2 });
  const seen: string[] = [];
  let error: unknown;
  try {
    for await (const batch of loader) seen.push(String((batch as Tensor).toTypedArray()));
  } catch (caught) {
    error = caught;
  }

  t.deepEqual(seen, ['0,1', '2,3', '4,5']);
  t.ok(error instanceof SampleError);
  t.equal((error as SampleError).message, 'DataLoader: sample 6 in worker 1: this sample is rotten');
  t.equal((error as SampleError).sample, 6);
});

test('a worker that ends is an error, not a wait for ever', async (t) => {
  const loader = new DataLoader({ module, export: 'crashing', args: [8, 3] }, { batchSize: 2, numWorkers: 2 });
  t.equal(await epoch(loader).catch(String), 'DataError: DataLoader: worker 1: the thread ended with code 3');
});

test('a worker that ends while nobody waits for it is an error at the next batch', async (t) => {
  const loader = new DataLoader({ module, export: 'leaving', args: [8] }, { batchSize: 2, numWorkers: 1, prefetch: 1 });
  let error: unknown;
  try {
    for await (const _ of loader) await setTimeout(1000); // the batch ahead has come, and then the thread's end
  } catch (caught) {
    error = caught;
  }
  t.equal(String(error), 'DataError: DataLoader: worker 0: the thread ended with code 4');
});

test('what cannot be found or sent is said', async (t) => {
  const message = async (source: object, numWorkers = 1) =>
    String(await epoch(new DataLoader(source as never, { numWorkers })).catch(String));

  t.match(await message({ module, export: 'mixd' }), /has no export 'mixd'; it has .*mixed/);
  t.match(await message({ module, export: 'notADataset' }), /'notADataset' of .* is no data set and makes none/);
  t.match(
    await message({ module: './data.ts', export: 'a' }),
    /relative, but to which file\? Write new URL\('\.\/data\.ts'/,
  );
  t.match(
    await message({ module, export: 'mixed', args: [() => 1] }),
    /arguments cannot be sent to a worker|is no data set/,
  );
  t.throws(
    () => new DataLoader({ module, export: 'mixed' }, { numWorkers: 1, collate: (samples) => samples }),
    /with numWorkers: 1, collate must be found by other threads/,
  );
  t.match(String(await startWorkers(2, {} as never).catch(String)), /only Node has worker threads. Use numWorkers: 0/);
});

test('breaking out of the loop, or an error in it, leaves no thread behind', async (t) => {
  const before = threads();
  const loader = new DataLoader({ module, export: 'mixed', args: [50] }, { batchSize: 2, numWorkers: 2 });
  for await (const _ of loader) break;
  t.equal(threads(), before);
  const thrown = await (async () => {
    for await (const _ of loader) throw new Error('mine');
  })().catch(String);
  t.equal(thrown, 'Error: mine');
  t.equal(threads(), before);
});

test('a process that leaves loops goes on, and one that abandons a loop with workers at work ends', (t) => {
  const program = fileURLToPath(new URL('./leaveLoops.ts', import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [...process.execArgv, program], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  t.equal(stdout, 'left 1\nleft 2\nleft 3\nleft 4\nabandoned\n');
  t.equal(status, 0);
  t.end();
});

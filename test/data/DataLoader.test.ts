import fc from 'fast-check';
import test from 'tape';
import { DataLoader, type Dataset, drawnCifar10, SampleError, TensorDataset } from '../../src/data/index.ts';
import { fromArray, manualSeed, type Tensor, tensor } from '../../src/index.ts';
import type { RandomSource } from '../../src/random/index.ts';
import { Compose, RandomCrop, ToTensor } from '../../src/vision/transforms/index.ts';

const numbers = (length: number): Dataset<number> => ({ length, get: (index) => index });
const drawing = (length: number): Dataset<number> => ({ length, get: (_, random: RandomSource) => random.uniform() });
const collect = async (loader: AsyncIterable<Tensor>) => {
  const batches: number[][] = [];
  for await (const batch of loader) batches.push([...batch.toTypedArray()]);
  return batches;
};
const ascending = (values: number[]) => values.sort((a, b) => a - b);

test('batches in order, the last one smaller or dropped, as many as the length says', async (t) => {
  const size = fc.integer({ min: 1, max: 7 });
  await fc.assert(
    fc.asyncProperty(size, size, fc.boolean(), async (length, batchSize, dropLast) => {
      const loader = new DataLoader(numbers(length), { batchSize, dropLast });
      const expected: number[][] = [];
      for (let start = 0; start < length; start += batchSize) {
        const batch = Array.from({ length: Math.min(batchSize, length - start) }, (_, place) => start + place);
        if (!dropLast || batch.length === batchSize) expected.push(batch);
      }
      return loader.length === expected.length && String(await collect(loader)) === String(expected);
    }),
    { numRuns: 40 },
  );
  t.pass('for all sizes');
});

test('shuffling shows every sample once an epoch, in another order each epoch, the same for the same seed', async (t) => {
  const loader = () => new DataLoader(numbers(40), { batchSize: 8, shuffle: true, seed: 5 });
  const [first, again] = [loader(), loader()];
  const epochs = [await collect(first), await collect(first)];
  t.deepEqual(first.stateDict(), { seed: 5, epoch: 2, batch: 0, batches: 5 }, 'and then stands before the third');

  t.deepEqual(
    ascending(epochs[0].flat()),
    Array.from({ length: 40 }, (_, index) => index),
  );
  t.notDeepEqual(epochs[0], epochs[1]);
  t.deepEqual([await collect(again), await collect(again)], epochs);
  t.notDeepEqual(await collect(new DataLoader(numbers(40), { batchSize: 8, shuffle: true, seed: 6 })), epochs[0]);
});

test('without a seed the default generator gives one', async (t) => {
  const order = async () => collect(new DataLoader(numbers(20), { shuffle: true }));
  manualSeed(1);
  const first = await order();
  t.notDeepEqual(await order(), first);
  manualSeed(1);
  t.deepEqual(await order(), first);
});

test('what is random about a sample depends on seed, epoch and sample, not on its place', async (t) => {
  const ordered = new DataLoader(drawing(6), { batchSize: 6, seed: 3 });
  const [[epoch0], [epoch1]] = [await collect(ordered), await collect(ordered)];
  const reversed = { length: 6, indices: () => [5, 4, 3, 2, 1, 0] };
  const [[back]] = [await collect(new DataLoader(drawing(6), { batchSize: 6, seed: 3, sampler: reversed }))];

  t.equal(new Set(epoch0).size, 6);
  t.deepEqual(back.reverse(), epoch0);
  t.notDeepEqual(epoch1, epoch0);
});

test('a saved state goes on with the very next batch, from any place', async (t) => {
  const make = () => new DataLoader(drawing(10), { batchSize: 3, shuffle: true, seed: 9 });
  const whole = make();
  const all = [await collect(whole), await collect(whole), await collect(whole)].flat();

  for (let stop = 0; stop <= all.length; stop++) {
    const interrupted = make();
    let state = interrupted.stateDict();
    let seen = 0;
    while (seen < stop) {
      for await (const _ of interrupted) {
        seen++;
        state = JSON.parse(JSON.stringify(interrupted.stateDict()));
        if (seen === stop) break;
      }
    }
    t.deepEqual(interrupted.stateDict(), state, 'breaking out of the loop does not move it');
    const resumed = make();
    resumed.loadStateDict(state);
    const rest: number[][] = [];
    while (rest.length < all.length - stop) rest.push(...(await collect(resumed)));
    t.deepEqual(rest, all.slice(stop), `after ${stop} of ${all.length} batches`);
  }
});

test('the state restores the seed, and a state of other batches is refused', async (t) => {
  const loader = new DataLoader(numbers(10), { batchSize: 2, shuffle: true, seed: 1 });
  const other = new DataLoader(numbers(10), { batchSize: 2, shuffle: true, seed: 2 });
  const expected = await collect(new DataLoader(numbers(10), { batchSize: 2, shuffle: true, seed: 1 }));
  other.loadStateDict(loader.stateDict());
  t.deepEqual(await collect(other), expected);

  const state = { seed: 1, epoch: 0, batch: 0, batches: 5 };
  t.throws(() => new DataLoader(numbers(10)).loadStateDict(state), /at batch 0 of 5, but an epoch here has 10/);
  t.throws(() => loader.loadStateDict({ ...state, batch: 6 }), /DataError: DataLoader: the state is at batch 6 of 5/);
  t.throws(() => loader.loadStateDict({ ...state, epoch: 0.5 }), /epoch must be an integer/);
});

test('a loop that was left begins the next epoch from its start', async (t) => {
  const loader = new DataLoader(numbers(8), { batchSize: 2, shuffle: true, seed: 1 });
  const whole = new DataLoader(numbers(8), { batchSize: 2, shuffle: true, seed: 1 });
  for await (const _ of loader) break;
  await collect(whole);

  t.deepEqual(await collect(loader), await collect(whole));
});

test('a data set that fills batches itself gives what its samples give', async (t) => {
  const transform = new Compose([new RandomCrop(32, { padding: 4 }), new ToTensor()]);
  const pictures = drawnCifar10({ images: 7, transform });
  const slow: Dataset<[Tensor, number]> = { length: 7, get: (index, random) => pictures.get(index, random) };
  const options = { batchSize: 3, shuffle: true, seed: 4 };
  const fast: string[] = [];
  for await (const [images, labels] of new DataLoader(pictures, options)) {
    fast.push(`${images.shape} ${labels.dtype} ${images.toTypedArray()} ${labels.toTypedArray()}`);
  }
  const plain: string[] = [];
  for await (const [images, labels] of new DataLoader(slow, options)) {
    plain.push(`${images.shape} ${labels.dtype} ${images.toTypedArray()} ${labels.toTypedArray()}`);
  }

  t.ok(fast[0].startsWith('3,3,32,32 int32'));
  t.deepEqual(fast, plain);
});

test('a loop of one batch is as long as the data set in a tensor', async (t) => {
  const dataset = new TensorDataset(
    tensor([
      [1, 2],
      [3, 4],
    ]),
    fromArray(Int32Array.from([0, 1]), [2]),
  );
  for await (const [rows, labels] of new DataLoader(dataset, { batchSize: 2 })) {
    t.deepEqual(
      [rows.toArray(), labels.toArray()],
      [
        [
          [1, 2],
          [3, 4],
        ],
        [0, 1],
      ],
    );
  }
});

test('samplers, batch samplers and collate functions of one’s own are used', async (t) => {
  const sampler = { length: 2, indices: () => [3, 1] };
  t.deepEqual(await collect(new DataLoader(numbers(5), { sampler, batchSize: 2 })), [[3, 1]]);
  const batchSampler = { length: 2, batches: () => [[0], [4, 2]] };
  t.deepEqual(await collect(new DataLoader(numbers(5), { batchSampler })), [[0], [4, 2]]);

  const sums: string[] = [];
  const collate = (samples: number[]) => `sum ${samples.reduce((a, b) => a + b, 0)}`;
  for await (const sum of new DataLoader(numbers(4), { batchSize: 2, collate })) sums.push(sum);
  t.deepEqual(sums, ['sum 1', 'sum 5']);
});

test("a sample's error reaches the caller with its index", async (t) => {
  const rotten: Dataset<number> = {
    length: 9,
    get(index) {
      if (index === 7) throw new RangeError('this sample is rotten');
      return index;
    },
  };
  const error = await collect(new DataLoader(rotten, { batchSize: 2 })).catch((caught) => caught);
  t.ok(error instanceof SampleError);
  t.equal(error.message, 'DataLoader: sample 7: this sample is rotten');
  t.equal(error.sample, 7);
  t.ok(error.cause instanceof RangeError);

  const late: Dataset<number> = { length: 2, get: async (index) => Promise.reject(new Error(`no ${index}`)) };
  const rejected = await collect(new DataLoader(late)).catch(String);
  t.equal(rejected, 'DataError: DataLoader: sample 0: no 0');
  const withoutTransform = new DataLoader(drawnCifar10({ images: 2 }) as never as Dataset<number>);
  t.match(String(await collect(withoutTransform).catch(String)), /Give the data set the transform ToTensor/);
});

test('pictures that a transform leaves in different sizes are refused by the sample', async (t) => {
  let calls = 0;
  class Shrinking extends ToTensor {
    override readonly isPointwise = false as never;
    override transform(planes: Parameters<ToTensor['transform']>[0]) {
      calls++;
      return super.transform({ ...planes, height: calls, data: planes.data.subarray(0, calls * 96) });
    }
  }
  const loader = new DataLoader(drawnCifar10({ images: 3, transform: new Shrinking() }), { batchSize: 3 });
  const error = await (async () => {
    for await (const _ of loader);
  })().catch(String);
  t.match(
    String(error),
    /sample 1: the transform made it floats 3 × 2 × 32, but the first of the batch floats 3 × 1 × 32/,
  );
});

test('options that are misspelt, wrong or exclude each other are refused', async (t) => {
  const refuse = (options: object, message: RegExp) =>
    t.throws(() => new DataLoader(numbers(4), options as never), message);

  refuse({ batchsize: 2 }, /DataLoader: unknown option "batchsize"; did you mean "batchSize"\?/);
  refuse({ batchSize: 0 }, /batchSize must be a positive integer, but is 0/);
  refuse({ numWorkers: -1 }, /numWorkers must be an integer of at least 0, but is -1/);
  refuse({ prefetch: 0 }, /prefetch must be a positive integer, but is 0/);
  refuse({ seed: 0.5 }, /seed must be an integer/);
  refuse({ shuffle: true, sampler: { length: 1, indices: () => [0] } }, /shuffle and sampler both say the order/);
  refuse(
    { batchSize: 2, dropLast: true, batchSampler: { length: 0, batches: () => [] } },
    /leave out batchSize, dropLast/,
  );
  refuse({ numWorkers: 1 }, /with numWorkers: 1, the data set .* give \{ module: new URL\('\.\/myData\.ts'/);
  t.throws(() => new DataLoader({} as never), /DataLoader: expects a data set with a length and get\(index\)/);
  const far = new DataLoader(numbers(4), { sampler: { length: 1, indices: () => [4] } });
  t.equal(
    await collect(far).catch(String),
    'ArgumentError: DataLoader: there is no sample 4; the data set has 4, from 0 on',
  );
});

test('hooks are told when a loop ends, by itself or because it was left, until they are removed', async (t) => {
  const loader = new DataLoader(numbers(10), { batchSize: 3 });
  const ends: number[][] = [];
  const hook = loader.registerEpochHook(({ epoch, batches, of }) => ends.push([epoch, batches, of]));
  for await (const _ of loader) t.equal(ends.length, 0, 'not before the end');
  for await (const _ of loader) break;
  await (async () => {
    for await (const batch of loader) if ((batch as Tensor).toTypedArray()[0] === 3) throw new Error('in the loop');
  })().catch(() => {});
  t.deepEqual(ends, [
    [0, 4, 4],
    [1, 1, 4],
    [2, 2, 4],
  ]);

  loader.loadStateDict({ seed: 0, epoch: 7, batch: 3, batches: 4 });
  for await (const _ of loader);
  t.deepEqual(ends[3], [7, 4, 4], 'batches before a resumption count');
  hook.remove();
  for await (const _ of loader);
  t.equal(ends.length, 4);
  t.end();
});

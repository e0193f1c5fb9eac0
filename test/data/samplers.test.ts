import fc from 'fast-check';
import test from 'tape';
import {
  BatchSampler,
  RandomSampler,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
} from '../../src/data/index.ts';
import { Generator } from '../../src/random/index.ts';

const random = new Generator(2);
const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b);
const upTo = (length: number) => Array.from({ length }, (_, index) => index);

test('the sequential sampler counts, the random one shuffles all', (t) => {
  t.deepEqual([...new SequentialSampler({ length: 4 }).indices()], [0, 1, 2, 3]);
  const shuffled = [...new RandomSampler({ length: 50 }).indices(random)];
  t.deepEqual(sorted(shuffled), upTo(50));
  t.notDeepEqual(shuffled, upTo(50));
  t.deepEqual(sorted(new SubsetRandomSampler([3, 1, 8]).indices(random)), [1, 3, 8]);
  t.end();
});

test('more samples than there are: all again in a new order, the last round in part', (t) => {
  const indices = [...new RandomSampler({ length: 3 }, { numSamples: 8 }).indices(random)];

  t.equal(indices.length, 8);
  t.deepEqual(sorted(indices.slice(0, 3)), [0, 1, 2]);
  t.deepEqual(sorted(indices.slice(3, 6)), [0, 1, 2]);
  t.end();
});

test('with replacement every draw may be any sample', (t) => {
  const counts = [0, 0, 0];
  for (const index of new RandomSampler({ length: 3 }, { replacement: true, numSamples: 3000 }).indices(random)) {
    counts[index]++;
  }
  // 1,000 ± 26 each.
  t.ok(
    counts.every((count) => Math.abs(count - 1000) < 5 * 26),
    counts.join(),
  );
  t.notEqual(counts.join(), '1000,1000,1000');
  t.end();
});

test('weights are probabilities, and what weighs nothing never comes', (t) => {
  const counts = [0, 0, 0, 0];
  for (const index of new WeightedRandomSampler([0.5, 0, 1.5, 0], 4000).indices(random)) counts[index]++;

  t.deepEqual([counts[1], counts[3]], [0, 0]);
  t.ok(Math.abs(counts[0] - 1000) < 5 * 28, counts.join());
  t.end();
});

test('weighted draws without replacement: each sample once, the heavier the earlier', (t) => {
  const sampler = new WeightedRandomSampler([1, 0, 3], 2, { replacement: false });
  let heavyFirst = 0;
  for (let draw = 0; draw < 2000; draw++) {
    const indices = [...sampler.indices(random)];
    if (sorted(indices).join() !== '0,2') t.fail(`drew ${indices}`);
    heavyFirst += indices[0] === 2 ? 1 : 0;
  }
  // 3 / (1 + 3) of 2,000 is 1,500 ± 20.
  t.ok(Math.abs(heavyFirst - 1500) < 5 * 20, `${heavyFirst}`);
  t.end();
});

test('a batch sampler cuts the order into batches, as many as it says', (t) => {
  const positive = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(positive, positive, fc.boolean(), (length, batchSize, dropLast) => {
      const sampler = new BatchSampler(new SequentialSampler({ length }), batchSize, dropLast);
      const batches = [...sampler.batches(random)];
      const kept = dropLast ? length - (length % batchSize) : length;
      return (
        batches.length === sampler.length &&
        batches.flat().join() === upTo(kept).join() &&
        batches.every((batch, index) => batch.length === batchSize || (!dropLast && index === batches.length - 1))
      );
    }),
  );
  t.pass('for all lengths and batch sizes');
  t.end();
});

test('samplers that cannot draw are refused with their numbers', (t) => {
  t.throws(
    () => new RandomSampler({ length: 0 }),
    /the data set's length must be a positive integer, but is 0|numSamples/,
  );
  t.throws(
    () => new RandomSampler({ length: 3 }, { numSamples: 1.5 }),
    /numSamples must be a positive integer, but is 1.5/,
  );
  t.throws(() => new RandomSampler({ length: 3 }, { replace: true } as never), /unknown option "replace"/);
  t.throws(() => new BatchSampler(new SequentialSampler({ length: 3 }), 0), /batchSize must be .* but is 0/);
  t.throws(() => new WeightedRandomSampler([1, -1], 1), /weight 1 must be at least 0, but is -1/);
  t.throws(() => new WeightedRandomSampler([0, 0], 1), /cannot draw 1 of 0 samples/);
  t.throws(
    () => new WeightedRandomSampler([1, 0], 2, { replacement: false }),
    /cannot draw 2 of 1 samples with a weight above 0, each once/,
  );
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { collate } from '../../src/data/collate.ts';
import { type Dataset, randomSplit, Subset, TensorDataset } from '../../src/data/index.ts';
import { fromArray, tensor } from '../../src/index.ts';
import { Generator } from '../../src/random/index.ts';

const random = new Generator(1);
const numbers = (length: number): Dataset<number> => ({ length, get: (index) => index * 10 });

test('sample i of a TensorDataset is row i of each tensor', (t) => {
  const dataset = new TensorDataset(
    tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    fromArray(Int32Array.from([7, 8, 9]), [3]),
  );
  const [row, label] = dataset.get(1);

  t.equal(dataset.length, 3);
  t.deepEqual([row.toArray(), label.toArray(), label.dtype], [[3, 4], 8, 'int32']);
  t.end();
});

test('a TensorDataset fills a batch with what collate would make of its samples', (t) => {
  const indices = fc.array(fc.nat(4), { minLength: 1, maxLength: 6 });
  const dataset = new TensorDataset(
    fromArray(
      Float32Array.from({ length: 30 }, (_, index) => index / 2),
      [5, 2, 3],
    ),
    fromArray(Int32Array.from([5, 6, 7, 8, 9]), [5]),
  );
  fc.assert(
    fc.property(indices, (chosen) => {
      const expected = collate(chosen.map((index) => dataset.get(index)));
      return JSON.stringify(dataset.getBatch(chosen)) === JSON.stringify(expected);
    }),
    { numRuns: 20 },
  );
  t.pass('for random batches');
  t.end();
});

test('a Subset shows the samples it was given, in its order, and passes batches on', async (t) => {
  const subset = new Subset(numbers(5), [4, 0, 2]);
  t.equal(subset.length, 3);
  t.deepEqual(
    [0, 1, 2].map((index) => subset.get(index)),
    [40, 0, 20],
  );
  t.equal(subset.getBatch, undefined, 'it cannot fill a batch if the other cannot');

  const ofRows = new Subset(new TensorDataset(tensor([1, 2, 3])), [2, 0]);
  const made = await ofRows.getBatch?.([1, 0], () => random);
  t.deepEqual(
    made?.map((part) => [...part.numbers]),
    [[1, 3]],
  );
});

test('randomSplit deals every sample to one part', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }), fc.nat(), (lengths, seed) => {
      const total = lengths.reduce((sum, length) => sum + length, 0);
      // Lengths that add up to 1 would be fractions.
      if (total === 1) return true;
      const parts = randomSplit(numbers(total), lengths, { generator: new Generator(seed) });
      const all = parts.flatMap((part) => part.indices).sort((a, b) => a - b);
      return (
        parts.every((part, index) => part.length === lengths[index]) && all.every((value, index) => value === index)
      );
    }),
    { numRuns: 30 },
  );
  t.deepEqual(
    randomSplit(numbers(10), [0.25, 0.25, 0.5]).map((part) => part.length),
    [3, 2, 5],
    'of fractions the first part gets what rounding down left over',
  );
  t.end();
});

test('samples, lengths and tensors that cannot be are refused', (t) => {
  t.throws(() => new Subset(numbers(3), [3]), /Subset: there is no sample 3; the data set has 3, from 0 on/);
  t.throws(() => new Subset(numbers(3), [1]).get(1), /there is no sample 1; the data set has 1/);
  t.throws(() => randomSplit(numbers(5), [2, 2]), /must add up to the data set's 5, .* 2 \+ 2 = 4/);
  t.throws(() => randomSplit(numbers(5), [6, -1]), /6 \+ -1 = 5/);
  t.throws(() => new TensorDataset(tensor([1, 2]), tensor([1])), /equally many rows.* tensor 0 \[2\], tensor 1 \[1\]/);
  t.throws(() => new TensorDataset(), /TensorDataset: expects tensors with equally many rows/);
  t.throws(() => new TensorDataset(tensor([1, 2])).get(2), /TensorDataset: there is no sample 2/);
  t.throws(() => new TensorDataset(tensor([1, 2])).getBatch([0, -1]), /TensorDataset: there is no sample -1/);
  t.end();
});

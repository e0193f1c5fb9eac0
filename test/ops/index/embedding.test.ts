import fc from 'fast-check';
import test from 'tape';
import { F, gradcheck, tensor } from '../../../src/index.ts';
import { indicesOf, shapeOf, tensorOf } from '../../support/arbitraries.ts';

const host = { device: 'reference', dtype: 'float64' } as const;
const indices = (values: number[]) => tensor(values, { dtype: 'int32', device: 'reference' });

test('embedding looks rows up in a table', (t) => {
  const table = tensor(
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    host,
  );

  t.deepEqual(F.embedding(indices([2, 0, 2]), table).toArray(), [
    [5, 6],
    [1, 2],
    [5, 6],
  ]);
  t.end();
});

test('embedding reads weight[input], and its gradient adds up where a row was read twice', (t) => {
  fc.assert(
    fc.property(
      shapeOf({ maxRank: 2 }).chain((shape) => indicesOf(shape, 0, 3)),
      tensorOf([4, 2]),
      (input, weight) => {
        const output = F.embedding(input, weight);
        const table = weight.toTypedArray();
        const read = Array.from(input.toTypedArray()).flatMap((row) => [table[2 * row], table[2 * row + 1]]);
        return (
          output.shape.join() === [...input.shape, 2].join() &&
          output.toTypedArray().every((x, i) => x === read[i]) &&
          gradcheck((w) => F.embedding(input, w), [weight])
        );
      },
    ),
    { numRuns: 30 },
  );
  t.pass('for indices of any shape, none too');
  t.end();
});

test('the padding row is read, but learns nothing', (t) => {
  for (const paddingIdx of [1, -2]) {
    const weight = tensor([[1], [2], [3]], { ...host, requiresGrad: true });
    const output = F.embedding(indices([1, 2, 1]), weight, { paddingIdx });
    output.backward(tensor([[1], [10], [100]], host));
    t.deepEqual(output.toArray(), [[2], [3], [2]]);
    t.deepEqual(weight.grad?.toArray(), [[0], [0], [10]], `paddingIdx ${paddingIdx}`);
  }
  t.end();
});

test('oneHot puts a 1 at the label', (t) => {
  t.deepEqual(F.oneHot(indices([2, 0])).toArray(), [
    [0, 0, 1],
    [1, 0, 0],
  ]);
  t.deepEqual(F.oneHot(indices([0]), 2).toArray(), [[1, 0]]);
  t.equal(F.oneHot(indices([0])).dtype, 'int32');
  t.end();
});

test('embedding and oneHot explain what does not fit', (t) => {
  const table = tensor(
    [
      [1, 2],
      [3, 4],
    ],
    host,
  );
  t.throws(() => F.embedding(indices([0, 2]), table), /embedding: index 2 is outside 0 … 1/);
  t.throws(() => F.embedding(indices([-1]), table), /index -1 is outside/);
  t.throws(() => F.embedding(tensor([0]), table), /input must hold indices \(int32 or uint8\), but is float32/);
  t.throws(() => F.embedding(indices([0]), table, { paddingIdx: 2 }), /paddingIdx must be an integer from -2 to 1/);
  t.throws(() => F.embedding(indices([0]), tensor([1])), /weight must be \[rows, dimensions\]/);
  t.throws(() => F.oneHot(indices([3]), 3), /oneHot: index 3 is outside 0 … 2/);
  t.throws(() => F.oneHot(indices([])), /without labels numClasses must be given/);
  t.end();
});

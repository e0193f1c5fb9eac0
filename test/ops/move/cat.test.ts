import fc from 'fast-check';
import test from 'tape';
import { ones, tensor, zeros } from '../../../src/tensor/create.ts';
import * as join from '../../../src/tensor/functions/join.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { at, numbersOf, sameNumbers } from '../../support/coordinates.ts';

test('cat joins along an axis that exists, stack along a new one', (t) => {
  const a = tensor([[1, 2]]);
  const b = tensor([[3, 4]]);
  t.deepEqual(join.cat([a, b]).toArray(), [
    [1, 2],
    [3, 4],
  ]);
  t.deepEqual(join.cat([a, b], -1).toArray(), [[1, 2, 3, 4]]);
  t.deepEqual(join.stack([tensor([1, 2]), tensor([3, 4])], 1).toArray(), [
    [1, 3],
    [2, 4],
  ]);
  t.deepEqual(join.stack([tensor(1), tensor(2)]).toArray(), [1, 2]);
  t.end();
});

test('the stacks of NumPy: side by side, one under the other, one behind the other, as columns', (t) => {
  const vectors = [tensor([1, 2]), tensor([3, 4])];
  t.deepEqual(join.hstack(vectors).toArray(), [1, 2, 3, 4]);
  t.deepEqual(join.vstack(vectors).toArray(), [
    [1, 2],
    [3, 4],
  ]);
  t.deepEqual(join.dstack(vectors).toArray(), [
    [
      [1, 3],
      [2, 4],
    ],
  ]);
  t.deepEqual(join.columnStack(vectors).toArray(), [
    [1, 3],
    [2, 4],
  ]);
  t.deepEqual(
    [join.atleast1d, join.atleast2d, join.atleast3d].map((atleast) => atleast(tensor([1, 2])).shape),
    [[2], [1, 2], [1, 2, 1]],
  );
  t.end();
});

test('meshgrid spreads vectors over the grid they span', (t) => {
  const [x, y] = [tensor([1, 2, 3]), tensor([5, 6])];
  const arrays = (grids: readonly { toArray(): unknown }[]) => grids.map((grid) => grid.toArray());
  t.deepEqual(arrays(join.meshgrid([x, y])), [
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
    [
      [5, 6],
      [5, 6],
      [5, 6],
    ],
  ]);
  t.deepEqual(arrays(join.meshgrid([x, y], { indexing: 'xy' })), [
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
    [
      [5, 5, 5],
      [6, 6, 6],
    ],
  ]);
  t.deepEqual(arrays(join.broadcastTensors([tensor([[1], [2]]), tensor([3])])), [
    [[1], [2]],
    [[3], [3]],
  ]);
  t.end();
});

const piecesAlongAnAxis = shapeOf({ minRank: 1, maxRank: 3 }).chain((shape) =>
  fc
    .record({ axis: fc.nat(shape.length - 1), sizes: fc.array(fc.nat(3), { minLength: 1, maxLength: 18 }) })
    .chain(({ axis, sizes }) =>
      fc.record({
        axis: fc.constant(axis),
        pieces: fc.tuple(...sizes.map((size) => tensorOf(shape.map((other, k) => (k === axis ? size : other))))),
      }),
    ),
);

test('cat reads every piece after the ones before it, however many there are', (t) => {
  fc.assert(
    fc.property(piecesAlongAnAxis, ({ axis, pieces }) => {
      const sizes = pieces.map(({ shape }) => shape[axis]);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const shape = pieces[0].shape.map((size, other) => (other === axis ? total : size));
      const expected = numbersOf(shape, (coordinate) => {
        let place = coordinate[axis];
        let which = 0;
        while (place >= sizes[which]) place -= sizes[which++];
        return at(
          pieces[which],
          coordinate.map((old, other) => (other === axis ? place : old)),
        );
      });
      const joined = join.cat(pieces, axis);
      return joined.shape.join() === shape.join() && sameNumbers(joined.toTypedArray(), expected);
    }),
    { numRuns: 60 },
  );
  t.pass('at every coordinate, for 1 to 18 pieces, empty ones among them');
  t.end();
});

test('the gradient of every piece is cut out where the piece lies', (t) => {
  fc.assert(
    fc.property(piecesAlongAnAxis, ({ axis, pieces }) => gradcheck((...all) => join.cat(all, axis), pieces)),
    { numRuns: 25 },
  );
  t.pass('equals finite differences at every element');
  t.end();
});

test('different dtypes become the widest, and tensors of shape [0] go with any', (t) => {
  const mixed = join.cat([tensor([true]), tensor([7], { dtype: 'uint8' }), tensor([-1], { dtype: 'int32' })]);
  t.deepEqual([mixed.dtype, mixed.toArray()], ['int32', [1, 7, -1]]);
  t.equal(join.stack([ones([1], { dtype: 'int32' }), ones([1], { dtype: 'float64' })]).dtype, 'float64');
  t.deepEqual(join.cat([zeros([0]), ones([2, 2])], 1).shape, [2, 2]);
  t.deepEqual(join.cat([zeros([0]), zeros([0])], 0).shape, [0]);
  t.end();
});

test('what cat gives is a copy, even of one tensor', (t) => {
  const only = ones([2]);
  join.cat([only]).set([0], 5);
  t.deepEqual(only.toArray(), [1, 1]);
  t.end();
});

test('pieces that do not fit are errors that name the piece', (t) => {
  t.throws(
    () => join.cat([zeros([2, 3]), zeros([2, 3]), zeros([2, 4])]),
    /^ShapeError: cat: all sizes but those of axis 0 must be equal; they differ along axis 1: cat\(tensors, 1\)\. Given first \[2, 3\], tensor 2 \[2, 4\]\.$/,
  );
  t.throws(
    () => join.cat([zeros([2]), tensor(1)]),
    /cat: tensor 1 is a scalar, which has no axis to join along\. Use stack/,
  );
  t.throws(() => join.cat([]), /cat: expects an array of at least one tensor/);
  t.throws(() => join.cat([zeros([2])], 1), /cat: dim must be an integer in -1 … 0, but is 1/);
  t.throws(
    () => join.stack([zeros([2]), zeros([3])]),
    /stack: all shapes must be equal\. Given first \[2\], tensor 1 \[3\]/,
  );
  t.throws(() => join.meshgrid([zeros([2, 2])]), /meshgrid: tensor 0 is no vector\. Given tensor 0 \[2, 2\]/);
  t.end();
});

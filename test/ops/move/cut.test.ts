import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { at, numbersOf, sameNumbers } from '../../support/coordinates.ts';
import { hasRightGradient } from '../../support/gradient.ts';

const matrix = () =>
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);

test('narrow takes neighbours along an axis, select one slice, and flip the opposite order', (t) => {
  t.deepEqual(matrix().narrow(1, 1, 2).toArray(), [
    [2, 3],
    [5, 6],
  ]);
  t.deepEqual(matrix().narrow(1, -2, 1).toArray(), [[2], [5]], 'a negative start counts from the end');
  t.deepEqual(matrix().select(0, 1).toArray(), [4, 5, 6]);
  t.deepEqual(matrix().select(1, -1).toArray(), [3, 6]);
  t.deepEqual(matrix().flip([0, 1]).toArray(), [
    [6, 5, 4],
    [3, 2, 1],
  ]);
  t.deepEqual(matrix().fliplr().toArray(), [
    [3, 2, 1],
    [6, 5, 4],
  ]);
  t.deepEqual(matrix().flipud().toArray(), [
    [4, 5, 6],
    [1, 2, 3],
  ]);
  t.end();
});

test('split, chunk, tensorSplit and unbind cut all of an axis', (t) => {
  const row = tensor([1, 2, 3, 4, 5]);
  const arrays = (pieces: readonly { toArray(): unknown }[]) => pieces.map((piece) => piece.toArray());

  t.deepEqual(arrays(row.split(2)), [[1, 2], [3, 4], [5]]);
  t.deepEqual(arrays(row.split([1, 4])), [[1], [2, 3, 4, 5]]);
  t.deepEqual(arrays(row.chunk(4)), [[1, 2], [3, 4], [5]], '⌈5 / 4⌉ = 2 a piece: fewer pieces than asked for');
  t.deepEqual(arrays(row.tensorSplit(3)), [[1, 2], [3, 4], [5]], 'always as many as asked for, the first ones larger');
  t.deepEqual(arrays(row.tensorSplit([1, -1])), [[1], [2, 3, 4], [5]]);
  t.deepEqual(arrays(matrix().unbind(1)), [
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
  t.deepEqual(
    zeros([0, 2])
      .chunk(3)
      .map(({ shape }) => shape),
    [
      [0, 2],
      [0, 2],
      [0, 2],
    ],
    'an empty axis gives as many empty pieces as asked for',
  );
  t.end();
});

test('pieces are copies: writing into one leaves the tensor as it is', (t) => {
  const whole = matrix();
  for (const piece of [whole.narrow(0, 0, 2), whole.select(0, 0), whole.flip([]), ...whole.split(2)]) {
    piece.set([], 9);
  }
  t.deepEqual(whole.toArray(), [
    [1, 2, 3],
    [4, 5, 6],
  ]);
  t.end();
});

const cutOfAnAxis = shapeOf({ minRank: 1 }).chain((shape) =>
  fc.nat(shape.length - 1).chain((axis) =>
    fc.record({
      input: tensorOf(shape),
      axis: fc.constant(axis),
      start: fc.nat(shape[axis]),
      reversed: fc.uniqueArray(fc.nat(shape.length - 1)),
    }),
  ),
);

test('narrow and flip read input[…, start + k, …] and input[…, size − 1 − k, …]', (t) => {
  fc.assert(
    fc.property(cutOfAnAxis, ({ input, axis, start, reversed }) => {
      const { shape } = input;
      const length = shape[axis] - start;
      const narrowed = numbersOf(
        shape.map((size, other) => (other === axis ? length : size)),
        (coordinate) =>
          at(
            input,
            coordinate.map((place, other) => (other === axis ? place + start : place)),
          ),
      );
      const flipped = numbersOf(shape, (coordinate) =>
        at(
          input,
          coordinate.map((place, other) => (reversed.includes(other) ? shape[other] - 1 - place : place)),
        ),
      );
      return (
        sameNumbers(input.narrow(axis, start, length).toTypedArray(), narrowed) &&
        sameNumbers(input.narrow(axis - shape.length, start, length).toTypedArray(), narrowed) &&
        sameNumbers(input.flip(reversed).toTypedArray(), flipped)
      );
    }),
    { numRuns: 60 },
  );
  t.pass('at every coordinate');
  t.end();
});

test('the pieces of split, joined again, are the whole', (t) => {
  fc.assert(
    fc.property(cutOfAnAxis, fc.integer({ min: 1, max: 4 }), ({ input, axis }, size) => {
      const pieces = input.split(size, axis);
      const total = pieces.reduce((sum, piece) => sum + piece.shape[axis], 0);
      const joined = numbersOf(input.shape, (coordinate) => {
        const inside = coordinate.map((place, other) => (other === axis ? place % size : place));
        return at(pieces[Math.floor(coordinate[axis] / size)], inside);
      });
      return total === input.shape[axis] && sameNumbers(input.toTypedArray(), joined);
    }),
    { numRuns: 40 },
  );
  t.pass('for every size');
  t.end();
});

test('the gradient of a piece goes back to where it was cut from', (t) => {
  fc.assert(
    fc.property(
      cutOfAnAxis,
      ({ input, axis, start, reversed }) =>
        gradcheck((x) => x.narrow(axis, start, x.shape[axis] - start), [input]) &&
        gradcheck((x) => x.flip(reversed), [input]),
    ),
    { numRuns: 30 },
  );
  const input = tensor(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    { dtype: 'float64', requiresGrad: true },
  );
  hasRightGradient(t, (x) => x.select(1, -1), [input], 'select');
  hasRightGradient(t, (x) => x.unbind(1), [input], 'unbind');
  hasRightGradient(t, (x) => x.tensorSplit([1, 2], 1), [input], 'tensorSplit');
  t.end();
});

test('a cut outside the axis is an error with the numbers in it', (t) => {
  t.throws(
    () => matrix().narrow(1, 2, 2),
    /^ShapeError: narrow: start 2 and length 2 do not lie inside axis 1 of size 3\. Given input \[2, 3\]\.$/,
  );
  t.throws(() => matrix().narrow(0, 0.5, 1), /narrow: start 0\.5 and length 1 do not lie inside axis 0 of size 2/);
  t.throws(() => matrix().narrow(0, 0, -1), /narrow: length must be a non-negative integer, but is -1/);
  t.throws(() => matrix().select(1, 3), /select: index 3 is out of range for axis 1 of size 3/);
  t.throws(() => matrix().split(0), /split: size must be a positive integer, but is 0/);
  t.throws(() => matrix().split([1, 1], 1), /split: sizes 1 \+ 1 = 2 do not add up to axis 1 of size 3/);
  t.throws(() => matrix().chunk(0), /chunk: chunks must be a positive integer, but is 0/);
  t.throws(() => matrix().unbind(2), /unbind: dim must be an integer in -2 … 1, but is 2/);
  t.throws(() => tensor(1).unbind(), /unbind: a scalar has no axis to cut/);
  t.throws(() => matrix().flip([0, -2]), /flip: dims \[0, -2\] name an axis twice/);
  t.end();
});

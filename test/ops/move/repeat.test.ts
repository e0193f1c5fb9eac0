import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { at, numbersOf, sameNumbers } from '../../support/coordinates.ts';

const matrix = () =>
  tensor([
    [1, 2],
    [3, 4],
  ]);

test('repeat lays a tensor beside itself, repeatInterleave each element', (t) => {
  t.deepEqual(matrix().repeat([1, 2]).toArray(), [
    [1, 2, 1, 2],
    [3, 4, 3, 4],
  ]);
  t.deepEqual(
    matrix().tile(2).toArray(),
    [
      [1, 2, 1, 2],
      [3, 4, 3, 4],
    ],
    'tile counts from the last axis',
  );
  t.deepEqual(matrix().repeat([2, 1, 1]).shape, [2, 2, 2], 'a count too many makes a new axis');
  t.deepEqual(matrix().repeatInterleave(2, 1).toArray(), [
    [1, 1, 2, 2],
    [3, 3, 4, 4],
  ]);
  t.deepEqual(matrix().repeatInterleave(2).toArray(), [1, 1, 2, 2, 3, 3, 4, 4]);
  const counts = tensor([0, 3], { dtype: 'int32' });
  t.deepEqual(
    matrix().repeatInterleave(counts, 0).toArray(),
    [
      [3, 4],
      [3, 4],
      [3, 4],
    ],
    'a count for each slice',
  );
  t.deepEqual(
    tensor([[1], [2]])
      .expand([2, -1, 2])
      .toArray(),
    [
      [
        [1, 1],
        [2, 2],
      ],
      [
        [1, 1],
        [2, 2],
      ],
    ],
  );
  t.deepEqual(tensor([7]).expandAs(matrix()).toArray(), [
    [7, 7],
    [7, 7],
  ]);
  t.end();
});

const repeated = shapeOf({ maxRank: 3 }).chain((shape) =>
  fc.record({
    input: tensorOf(shape),
    counts: fc.array(fc.nat(3), { minLength: shape.length, maxLength: shape.length + 1 }),
  }),
);

test('repeat reads input[place mod size], repeatInterleave input[⌊place / count⌋]', (t) => {
  fc.assert(
    fc.property(repeated, ({ input, counts }) => {
      const added = counts.length - input.ndim;
      const sizes = counts.map((_, axis) => (axis < added ? 1 : input.shape[axis - added]));
      const expected = numbersOf(
        sizes.map((size, axis) => size * counts[axis]),
        (coordinate) => at(input, coordinate.map((place, axis) => place % sizes[axis]).slice(added)),
      );
      const each = input.shape.every((size, axis) => {
        const count = counts[axis + added];
        const shape = input.shape.map((length, other) => (other === axis ? size * count : length));
        const inPlace = numbersOf(shape, (coordinate) =>
          at(
            input,
            coordinate.map((place, other) => (other === axis ? Math.floor(place / count) : place)),
          ),
        );
        return sameNumbers(input.repeatInterleave(count, axis).toTypedArray(), inPlace);
      });
      return each && sameNumbers(input.repeat(counts).toTypedArray(), expected);
    }),
    { numRuns: 50 },
  );
  t.pass('at every coordinate');
  t.end();
});

test('the gradient of repeating is the sum over the copies', (t) => {
  fc.assert(
    fc.property(
      repeated,
      ({ input, counts }) =>
        gradcheck((x) => x.repeat(counts), [input]) &&
        gradcheck((x) => x.repeatInterleave(2), [input]) &&
        gradcheck((x) => x.expand([2, ...x.shape]), [input]),
    ),
    { numRuns: 30 },
  );
  t.pass('equals finite differences at every element');
  t.end();
});

test('roll moves elements around the end, and rot90 turns by quarters', (t) => {
  t.deepEqual(tensor([1, 2, 3, 4]).roll(1).toArray(), [4, 1, 2, 3]);
  t.deepEqual(matrix().roll([1, -3], [0, 1]).toArray(), [
    [4, 3],
    [2, 1],
  ]);
  t.deepEqual(
    tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
      .roll(2)
      .toArray(),
    [
      [5, 6, 1],
      [2, 3, 4],
    ],
    'without dims, as one row',
  );
  t.deepEqual(matrix().rot90().toArray(), [
    [2, 4],
    [1, 3],
  ]);
  t.deepEqual(matrix().rot90(-1).toArray(), [
    [3, 1],
    [4, 2],
  ]);
  t.deepEqual(matrix().rot90(2).toArray(), [
    [4, 3],
    [2, 1],
  ]);
  t.throws(() => matrix().roll([1, 2], 0), /roll: needs one shift for each axis, but has 2 for 1 axes/);
  t.throws(() => matrix().roll(0.5, 0), /roll: shifts must be integers, but one is 0\.5/);
  t.throws(() => matrix().rot90(1, [0, 0]), /rot90: dims \[0, 0\] name an axis twice/);
  t.end();
});

test('roll reads input[(place − shift) mod size]', (t) => {
  const rolled = shapeOf({ minRank: 1 }).chain((shape) =>
    fc.record({ input: tensorOf(shape), axis: fc.nat(shape.length - 1), shift: fc.integer({ min: -7, max: 7 }) }),
  );
  fc.assert(
    fc.property(rolled, ({ input, axis, shift }) => {
      const size = input.shape[axis];
      const expected = numbersOf(input.shape, (coordinate) =>
        at(
          input,
          coordinate.map((place, other) => (other === axis ? (place - shift + 70 * size) % size : place)),
        ),
      );
      return (
        sameNumbers(input.roll(shift, axis).toTypedArray(), expected) && gradcheck((x) => x.roll(shift, axis), [input])
      );
    }),
    { numRuns: 40 },
  );
  t.pass('at every coordinate, and its gradient equals finite differences');
  t.end();
});

test('counts that cannot be are errors with the numbers in them', (t) => {
  t.throws(
    () => matrix().repeat(2),
    /^ShapeError: repeat: needs a count for every axis, but repeats \[2\] has 1\. Given input \[2, 2\]\.$/,
  );
  t.throws(() => matrix().tile([-1]), /tile: repeats must be a non-negative integer, but is -1/);
  t.throws(
    () => matrix().repeatInterleave(1.5),
    /repeatInterleave: repeats must be a non-negative integer, but is 1\.5/,
  );
  t.throws(
    () => matrix().repeatInterleave(tensor([1, 2, 3], { dtype: 'int32' }), 0),
    /repeatInterleave: needs one count, or one for each of the 2 slices of axis 0/,
  );
  t.throws(() => matrix().expand([3, 2]), /expand: cannot become \[3, 2\]: only axes of size 1 are repeated/);
  t.throws(() => zeros([1]).expand([2 ** 31]), /expand: 2147483648 elements are more than 2³¹ − 1/);
  t.end();
});

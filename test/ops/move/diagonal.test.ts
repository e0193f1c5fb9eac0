import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { at, coordinatesOf, numbersOf, sameNumbers } from '../../support/coordinates.ts';

const matrix = () =>
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);

test('diagonal reads a diagonal, diag and diagEmbed write one', (t) => {
  t.deepEqual(matrix().diagonal().toArray(), [1, 5]);
  t.deepEqual(matrix().diagonal({ offset: 1 }).toArray(), [2, 6]);
  t.deepEqual(matrix().diagonal({ offset: -1 }).toArray(), [4]);
  t.deepEqual(matrix().diagonal({ offset: 9 }).shape, [0]);
  t.deepEqual(tensor([1, 2]).diag().toArray(), [
    [1, 0],
    [0, 2],
  ]);
  t.deepEqual(tensor([1, 2]).diagEmbed({ offset: 1 }).toArray(), [
    [0, 1, 0],
    [0, 0, 2],
    [0, 0, 0],
  ]);
  t.deepEqual(matrix().diag(-1).toArray(), [4]);
  t.end();
});

test('tril and triu keep one side of a diagonal', (t) => {
  t.deepEqual(matrix().tril().toArray(), [
    [1, 0, 0],
    [4, 5, 0],
  ]);
  t.deepEqual(matrix().tril(1).toArray(), [
    [1, 2, 0],
    [4, 5, 6],
  ]);
  t.deepEqual(matrix().triu().toArray(), [
    [1, 2, 3],
    [0, 5, 6],
  ]);
  t.deepEqual(matrix().triu(-9).toArray(), matrix().toArray());
  t.deepEqual(
    tensor([
      [NaN, Infinity],
      [1, NaN],
    ])
      .tril()
      .toArray(),
    [
      [NaN, 0],
      [1, NaN],
    ],
    'zeros, whatever was there',
  );
  t.end();
});

const matrices = shapeOf({ minRank: 2, maxRank: 4 }).chain((shape) =>
  fc.record({
    input: tensorOf(shape),
    offset: fc.integer({ min: -3, max: 3 }),
    dims: fc.shuffledSubarray(
      shape.map((_, axis) => axis),
      { minLength: 2, maxLength: 2 },
    ),
  }),
);

test('diagonal k holds the elements with column − row = k; tril and triu keep them where k ≤ or ≥ an offset', (t) => {
  fc.assert(
    fc.property(matrices, ({ input, offset, dims: [dim1, dim2] }) => {
      const { shape } = input;
      const others = shape.map((_, axis) => axis).filter((axis) => axis !== dim1 && axis !== dim2);
      const onDiagonal: number[] = [];
      for (const coordinate of coordinatesOf(others.map((axis) => shape[axis]))) {
        for (let row = 0; row < shape[dim1]; row++) {
          const column = row + offset;
          if (column < 0 || column >= shape[dim2]) continue;
          const full: number[] = [];
          others.forEach((axis, k) => {
            full[axis] = coordinate[k];
          });
          full[dim1] = row;
          full[dim2] = column;
          onDiagonal.push(at(input, full));
        }
      }
      const kept = (keep: (k: number) => boolean) =>
        numbersOf(shape, (coordinate) => {
          const [row, column] = coordinate.slice(-2);
          return keep(column - row) ? at(input, coordinate) : 0;
        });
      return (
        sameNumbers(input.diagonal({ offset, dim1, dim2 }).toTypedArray(), onDiagonal) &&
        sameNumbers(
          input.tril(offset).toTypedArray(),
          kept((k) => k <= offset),
        ) &&
        sameNumbers(
          input.triu(offset).toTypedArray(),
          kept((k) => k >= offset),
        )
      );
    }),
    { numRuns: 60 },
  );
  t.pass('in every matrix');
  t.end();
});

test('diagonal undoes diagEmbed, and everything off the diagonal is 0', (t) => {
  fc.assert(
    fc.property(matrices, ({ input, offset }) => {
      const options = { offset, dim1: 0, dim2: -1 };
      const embedded = input.diagEmbed(options);
      const total = (numbers: ArrayLike<number>) =>
        Array.from(numbers).reduce((sum, value) => sum + Math.abs(value), 0);
      return (
        sameNumbers(embedded.diagonal(options).toTypedArray(), [...input.toTypedArray()]) &&
        total(embedded.toTypedArray()) === total(input.toTypedArray())
      );
    }),
    { numRuns: 40 },
  );
  t.pass('for every offset');
  t.end();
});

test('gradients go back to the diagonal, and to what was kept', (t) => {
  fc.assert(
    fc.property(
      matrices,
      ({ input, offset, dims: [dim1, dim2] }) =>
        gradcheck((x) => x.diagonal({ offset, dim1, dim2 }), [input]) &&
        gradcheck((x) => x.diagEmbed({ offset, dim1: 0, dim2: 1 }), [input]) &&
        gradcheck((x) => x.tril(offset), [input]) &&
        gradcheck((x) => x.triu(offset), [input]),
    ),
    { numRuns: 25 },
  );
  t.pass('equals finite differences at every element');
  t.end();
});

test('a diagonal that cannot be is an error with the numbers in it', (t) => {
  t.throws(() => matrix().diagonal({ dim1: 0, dim2: -2 }), /diagonal: dims \[0, -2\] name an axis twice/);
  t.throws(() => matrix().diagonal({ offset: 0.5 }), /diagonal: offset must be an integer, but is 0\.5/);
  t.throws(
    () => tensor([1]).tril(),
    /^ShapeError: tril: expects at least 2 axes, but there are 1\. Given input \[1\]\.$/,
  );
  t.throws(() => zeros([1, 1, 1]).diag(), /diag: expects a vector or a matrix\. Use diagonal or diagEmbed/);
  t.throws(() => tensor(1).diagEmbed(), /diagEmbed: expects at least one axis/);
  t.end();
});

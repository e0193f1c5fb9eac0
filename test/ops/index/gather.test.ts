import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { indicesOf, shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { at, numbersOf, sameNumbers } from '../../support/coordinates.ts';

const matrix = () =>
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
const indices = (data: number | number[] | number[][]) => tensor(data, { dtype: 'int32' });

test('gather picks an element for every index, indexSelect whole slices, take from the flat tensor', (t) => {
  t.deepEqual(
    matrix()
      .gather(
        1,
        indices([
          [2, 0],
          [1, 1],
        ]),
      )
      .toArray(),
    [
      [3, 1],
      [5, 5],
    ],
  );
  t.deepEqual(
    matrix()
      .gather(0, indices([[1, 0]]))
      .toArray(),
    [[4, 2]],
    'the index may be smaller than the input',
  );
  t.deepEqual(
    matrix()
      .indexSelect(1, indices([2, 2, 0]))
      .toArray(),
    [
      [3, 3, 1],
      [6, 6, 4],
    ],
  );
  t.deepEqual(
    matrix()
      .take(indices([[0, -1]]))
      .toArray(),
    [[1, 6]],
  );
  t.deepEqual(
    matrix()
      .takeAlongDim(indices([[-1], [0]]), 1)
      .toArray(),
    [[3], [4]],
  );
  t.deepEqual(
    matrix()
      .takeAlongDim(indices([[1]]), 0)
      .toArray(),
    [[4, 5, 6]],
    'the index is broadcast',
  );
  t.deepEqual(
    matrix()
      .takeAlongDim(indices([5, 0]))
      .toArray(),
    [6, 1],
    'without dim, flat',
  );
  t.end();
});

test('scalars count as vectors of one element', (t) => {
  t.equal(tensor(5).gather(0, indices(0)).item(), 5);
  t.deepEqual(
    tensor(5)
      .gather(-1, indices([0]))
      .toArray(),
    [5],
  );
  t.equal(
    tensor(5)
      .indexSelect(0, indices([0]))
      .item(),
    5,
  );
  t.deepEqual(tensor([1, 2]).indexSelect(0, indices(1)).toArray(), [2]);
  t.end();
});

test('every dtype can be picked from', (t) => {
  for (const dtype of ['int32', 'uint8', 'bool', 'float64'] as const) {
    const picked = tensor([[0, 1]], { dtype }).gather(1, indices([[1, 1, 0]]));
    t.deepEqual([picked.dtype, [...picked.toTypedArray()]], [dtype, [1, 1, 0]]);
  }
  t.end();
});

/** An input, an axis that is not empty, and an index into it that may be smaller along the other axes. */
const picking = shapeOf({ minRank: 1, maxRank: 3, minSize: 1 }).chain((shape) =>
  fc
    .record({ axis: fc.nat(shape.length - 1), smaller: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }) })
    .chain(({ axis, smaller }) => {
      const indexShape = shape.map((size, other) => (other === axis ? smaller[other] : Math.min(size, smaller[other])));
      return fc.record({
        input: tensorOf(shape),
        axis: fc.constant(axis),
        index: indicesOf(indexShape, 0, shape[axis] - 1),
        slices: fc.nat(4).chain((count) => indicesOf([count], 0, shape[axis] - 1)),
      });
    }),
);

test('gather reads input[…, index[…, k, …], …], indexSelect input[…, index[k], …]', (t) => {
  fc.assert(
    fc.property(picking, ({ input, axis, index, slices }) => {
      const from = (coordinate: readonly number[], place: number) =>
        at(
          input,
          coordinate.map((old, other) => (other === axis ? place : old)),
        );
      const gathered = numbersOf(index.shape, (coordinate) => from(coordinate, at(index, coordinate)));
      const selected = numbersOf(
        input.shape.map((size, other) => (other === axis ? slices.numel : size)),
        (coordinate) => from(coordinate, at(slices, [coordinate[axis]])),
      );
      return (
        sameNumbers(input.gather(axis, index).toTypedArray(), gathered) &&
        sameNumbers(input.indexSelect(axis - input.ndim, slices).toTypedArray(), selected)
      );
    }),
    { numRuns: 60 },
  );
  t.pass('at every coordinate');
  t.end();
});

test('an element picked several times receives the sum of what the copies receive', (t) => {
  const input = tensor([1, 2, 3], { requiresGrad: true });
  input
    .indexSelect(0, indices([2, 0, 2]))
    .mul(tensor([10, 20, 30]))
    .sum()
    .backward();
  t.deepEqual(input.grad?.toArray(), [20, 0, 10 + 30]);
  fc.assert(
    fc.property(
      picking,
      ({ input: x, axis, index, slices }) =>
        gradcheck((from) => from.gather(axis, index), [x]) &&
        gradcheck((from) => from.indexSelect(axis, slices), [x]) &&
        gradcheck((from) => from.take(index), [x]),
    ),
    { numRuns: 30 },
  );
  t.pass('equals finite differences at every element');
  t.end();
});

test('indices that cannot be are errors with the numbers in them', (t) => {
  t.throws(
    () => matrix().gather(1, indices([[3]])),
    /^ArgumentError: gather: index 3 is out of range for axis 1 of size 3 \(0 … 2\)$/,
  );
  t.throws(() => matrix().gather(1, indices([[-1]])), /gather: index -1 is out of range for axis 1 of size 3/);
  t.throws(() => matrix().take(indices([-7])), /take: index -7 is out of range for axis 0 of size 6 \(-6 … 5\)/);
  t.throws(() => zeros([0]).indexSelect(0, indices([0])), /index 0 is out of range for axis 0 of size 0 \(none\)/);
  t.throws(
    () => matrix().gather(1, tensor([[0]])),
    /^DTypeError: gather: indices must be int32, but are float32\. Make them with \{ dtype: 'int32' \}, or use \.to\('int32'\)\.$/,
  );
  t.throws(
    () => matrix().gather(1, indices([[0], [0], [0]])),
    /gather: the index has 3 along axis 0, more than the input's 2\. Given input \[2, 3\], index \[3, 1\]/,
  );
  t.throws(() => matrix().gather(0, indices([0])), /gather: the index must have as many axes as the input/);
  t.throws(() => matrix().indexSelect(0, indices([[0]])), /indexSelect: index must be a vector, but has 2 axes/);
  t.throws(() => matrix().takeAlongDim(indices([0]), 0), /takeAlongDim: input and index must have as many axes/);
  t.end();
});

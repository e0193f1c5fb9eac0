import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { indicesOf, shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { at, coordinatesOf, numbersOf, sameNumbers } from '../../support/coordinates.ts';

const indices = (data: number | number[] | number[][]) => tensor(data, { dtype: 'int32' });

test('scatter writes where the index says, scatterAdd adds there', (t) => {
  const three = () => zeros([1, 3]);
  t.deepEqual(
    three()
      .scatter(1, indices([[2, 0]]), tensor([[7, 8]]))
      .toArray(),
    [[8, 0, 7]],
  );
  t.deepEqual(
    three()
      .scatter(1, indices([[2, 2]]), tensor([[7, 8]]))
      .toArray(),
    [[0, 0, 8]],
    'the last one stays',
  );
  t.deepEqual(
    three()
      .scatterAdd(1, indices([[2, 2]]), tensor([[7, 8]]))
      .toArray(),
    [[0, 0, 7 + 8]],
  );
  t.deepEqual(
    three()
      .scatter(1, indices([[1]]), 5)
      .toArray(),
    [[0, 5, 0]],
    'a number for all places',
  );
  t.deepEqual(
    three()
      .scatter(1, indices([[1, 1]]), 5, { reduce: 'add' })
      .toArray(),
    [[0, 10, 0]],
  );
  t.equal(tensor(1).scatter(0, indices(0), 4).item(), 4, 'a scalar is a vector of one element');
  t.end();
});

test('indexAdd, indexCopy and indexFill do so with whole slices', (t) => {
  const columns = tensor([
    [1, 2],
    [3, 4],
  ]);
  t.deepEqual(
    zeros([2, 3])
      .indexAdd(1, indices([2, 2]), columns)
      .toArray(),
    [
      [0, 0, 1 + 2],
      [0, 0, 3 + 4],
    ],
  );
  t.deepEqual(
    zeros([2, 3])
      .indexAdd(1, indices([2, 0]), columns, { alpha: 10 })
      .toArray(),
    [
      [20, 0, 10],
      [40, 0, 30],
    ],
  );
  t.deepEqual(
    zeros([2, 3])
      .indexCopy(1, indices([2, 2]), columns)
      .toArray(),
    [
      [0, 0, 2],
      [0, 0, 4],
    ],
  );
  t.deepEqual(
    zeros([2, 3])
      .indexFill(1, indices([-1]), 9)
      .toArray(),
    [
      [0, 0, 9],
      [0, 0, 9],
    ],
  );
  t.end();
});

/** Values for places of an input along one axis: some places are named often, some never. */
const writing = shapeOf({ minRank: 1, maxRank: 3, minSize: 1 }).chain((shape) =>
  fc
    .record({ axis: fc.nat(shape.length - 1), smaller: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }) })
    .chain(({ axis, smaller }) => {
      const indexShape = shape.map((size, other) => (other === axis ? smaller[other] : Math.min(size, smaller[other])));
      const slicesShape = shape.map((size, other) => (other === axis ? smaller[0] : size));
      return fc.record({
        input: tensorOf(shape),
        axis: fc.constant(axis),
        index: indicesOf(indexShape, 0, shape[axis] - 1),
        source: tensorOf(indexShape.map((size, other) => size + (other === axis ? 1 : 0))),
        sliceIndex: indicesOf([smaller[0]], 0, shape[axis] - 1),
        slices: tensorOf(slicesShape),
      });
    }),
);

test('scatter and scatterAdd are loops over the index, in order', (t) => {
  fc.assert(
    fc.property(writing, ({ input, axis, index, source }) => {
      const written = new Map<string, number>();
      const sums = new Map<string, number>();
      for (const coordinate of coordinatesOf(index.shape)) {
        const value = at(source, coordinate);
        const place = coordinate.map((old, other) => (other === axis ? at(index, coordinate) : old)).join();
        written.set(place, value);
        sums.set(place, (sums.get(place) ?? 0) + value);
      }
      const overwritten = numbersOf(input.shape, (place) => written.get(place.join()) ?? at(input, place));
      const added = numbersOf(input.shape, (place) => at(input, place) + (sums.get(place.join()) ?? 0));
      return (
        sameNumbers(input.scatter(axis, index, source).toTypedArray(), overwritten) &&
        sameNumbers(input.scatterAdd(axis, index, source).toTypedArray(), added)
      );
    }),
    { numRuns: 60 },
  );
  t.pass('at every coordinate');
  t.end();
});

test('indexCopy and indexAdd are loops over the slices, in order', (t) => {
  fc.assert(
    fc.property(writing, ({ input, axis, sliceIndex, slices }) => {
      const places = sliceIndex.toTypedArray();
      const value = (place: readonly number[], k: number) =>
        at(
          slices,
          place.map((old, other) => (other === axis ? k : old)),
        );
      const copied = numbersOf(input.shape, (place) => {
        let result = at(input, place);
        places.forEach((named, k) => {
          if (named === place[axis]) result = value(place, k);
        });
        return result;
      });
      const added = numbersOf(input.shape, (place) => {
        let result = at(input, place);
        places.forEach((named, k) => {
          if (named === place[axis]) result += 2 * value(place, k);
        });
        return result;
      });
      return (
        sameNumbers(input.indexCopy(axis, sliceIndex, slices).toTypedArray(), copied) &&
        sameNumbers(input.indexAdd(axis, sliceIndex, slices, { alpha: 2 }).toTypedArray(), added)
      );
    }),
    { numRuns: 60 },
  );
  t.pass('at every coordinate');
  t.end();
});

test('the gradient of an overwritten element is 0, and that of a value that did not stay', (t) => {
  const input = tensor([1, 2, 3], { requiresGrad: true });
  const source = tensor([7, 8], { requiresGrad: true });
  input
    .scatter(0, indices([2, 2]), source)
    .mul(tensor([10, 20, 30]))
    .sum()
    .backward();
  t.deepEqual(input.grad?.toArray(), [10, 20, 0]);
  t.deepEqual(source.grad?.toArray(), [0, 30]);
  fc.assert(
    fc.property(
      writing,
      ({ input: x, axis, index, source: s, sliceIndex, slices }) =>
        gradcheck((a, b) => a.scatter(axis, index, b), [x, s]) &&
        gradcheck((a, b) => a.scatterAdd(axis, index, b), [x, s]) &&
        gradcheck((a, b) => a.indexCopy(axis, sliceIndex, b), [x, slices]) &&
        gradcheck((a, b) => a.indexAdd(axis, sliceIndex, b, { alpha: 0.5 }), [x, slices]),
    ),
    { numRuns: 25 },
  );
  t.pass('equals finite differences at every element of both');
  t.end();
});

test('places and values that cannot be are errors with the numbers in them', (t) => {
  const three = () => zeros([3]);
  t.throws(
    () => three().scatter(0, indices([3]), 1),
    /^ArgumentError: scatter: index 3 is out of range for axis 0 of size 3 \(0 … 2\)$/,
  );
  t.throws(() => three().scatterAdd(0, indices([-1]), tensor([1])), /scatterAdd: index -1 is out of range/);
  t.throws(
    () => three().scatter(0, indices([0, 1]), tensor([1])),
    /scatter: the index has 2 along axis 0, more than the source's 1\. Given source \[1\], index \[2\]/,
  );
  t.throws(
    () => three().scatter(0, indices([0]), tensor([1], { dtype: 'int32' })),
    /^DTypeError: scatter: source is int32, but the input is float32\. Use source\.to/,
  );
  t.throws(
    () => three().indexAdd(0, indices([0, 1]), tensor([1])),
    /indexAdd: source must be \[2\]: the input with 2 slices along axis 0\. Given input \[3\], source \[1\]/,
  );
  t.throws(() => three().indexFill(0, indices([0]), tensor([1])), /indexFill: the value must be a number or a scalar/);
  const options = { reduce: 'mul' } as unknown as { reduce: 'add' };
  t.throws(() => three().scatter(0, indices([0]), 1, options), /reduce must be 'add' or left out, but is "mul"/);
  t.end();
});

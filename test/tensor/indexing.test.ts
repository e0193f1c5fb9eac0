import fc from 'fast-check';
import test from 'tape';
import { noGrad } from '../../src/autograd/gradMode.ts';
import { tensor, zeros } from '../../src/tensor/create.ts';
import { gradcheck } from '../../src/tensor/gradcheck.ts';
import { ellipsis, type Index, newaxis, slice } from '../../src/tensor/indexing.ts';
import '../../src/tensor/methods.ts';
import { fromArray } from '../../src/tensor/fromArray.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { indicesOf, shapeOf, tensorOf } from '../support/arbitraries.ts';
import { at, numbersOf, sameNumbers } from '../support/coordinates.ts';

const matrix = () =>
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
const indices = (data: number | number[] | number[][]) => tensor(data, { dtype: 'int32' });

test('numbers drop an axis, slices keep it, newaxis makes one, and the ellipsis fills the gap', (t) => {
  t.deepEqual(matrix().get(1).toArray(), [4, 5, 6]);
  t.equal(matrix().get(-1, 0).item(), 4);
  t.deepEqual(matrix().get(slice(), 1).toArray(), [2, 5]);
  t.deepEqual(
    matrix().get(ellipsis, slice(1)).toArray(),
    [
      [2, 3],
      [5, 6],
    ],
    'slice(1) is 1:',
  );
  t.deepEqual(
    matrix()
      .get(0, slice(null, null, 2))
      .toArray(),
    [1, 3],
    'slice(null, null, 2) is ::2',
  );
  t.deepEqual(matrix().get(0, slice(-2, 9)).toArray(), [2, 3], 'what lies outside is cut short');
  t.deepEqual(matrix().get(0, slice(2, 1)).shape, [0]);
  t.deepEqual(matrix().get(newaxis, ellipsis, newaxis).shape, [1, 2, 3, 1]);
  t.deepEqual(matrix().get().toArray(), matrix().toArray());
  t.end();
});

test('arrays and int32 tensors pick, broadcast to each other', (t) => {
  t.deepEqual(matrix().get([1, 0, 1]).toArray(), [
    [4, 5, 6],
    [1, 2, 3],
    [4, 5, 6],
  ]);
  t.deepEqual(matrix().get([0, 1], [2, -3]).toArray(), [3, 4], 'the elements (0, 2) and (1, 0)');
  t.deepEqual(
    matrix()
      .get([[0], [1]], [2, 0])
      .toArray(),
    [
      [3, 1],
      [6, 4],
    ],
    '[2, 1] and [2] give [2, 2]',
  );
  t.deepEqual(
    matrix()
      .get(
        indices([
          [0, 1],
          [1, 0],
        ]),
        0,
      )
      .toArray(),
    [
      [1, 4],
      [4, 1],
    ],
  );
  t.equal(matrix().get(indices(1), indices(-1)).item(), 6, 'a scalar picks as a number does');
  t.deepEqual(matrix().get([]).shape, [0, 3]);
  t.end();
});

test('index tensors that are not neighbours put their axes in front, as in PyTorch', (t) => {
  const x = zeros([2, 3, 4, 5]);
  t.deepEqual(x.get(slice(), [0, 1], [0, 1]).shape, [2, 2, 5], 'neighbours stay where they are');
  t.deepEqual(x.get([0, 1], slice(), [0, 1]).shape, [2, 3, 5]);
  t.deepEqual(x.get(slice(), [0, 1], slice(), [0, 1]).shape, [2, 2, 4]);
  t.deepEqual(x.get(slice(), [0, 1], newaxis, [0, 1]).shape, [2, 2, 1, 5], 'a new axis separates too');
  t.deepEqual(x.get(0, slice(), [0, 1]).shape, [3, 2, 5], 'a number is no index tensor');
  t.deepEqual(x.get(slice(), indices(0), slice(), [0, 1]).shape, [2, 4, 2], 'and neither is a scalar');
  t.end();
});

test('masks choose where they are true', (t) => {
  t.deepEqual(
    matrix()
      .get(
        tensor([
          [true, false, true],
          [false, true, false],
        ]),
      )
      .toArray(),
    [1, 3, 5],
  );
  t.deepEqual(matrix().get([false, true]).toArray(), [[4, 5, 6]]);
  t.deepEqual(matrix().get(slice(), [true, false, true]).toArray(), [
    [1, 3],
    [4, 6],
  ]);
  t.deepEqual(matrix().get([true, true], [0, 2]).toArray(), [1, 6], 'beside an index: rows 0 and 1, columns 0 and 2');
  t.deepEqual(
    [matrix().get(true).shape, matrix().get(false).shape],
    [
      [1, 2, 3],
      [0, 2, 3],
    ],
  );
  t.end();
});

test('what get gives is a copy, always', (t) => {
  const x = matrix();
  for (const copy of [x.get(), x.get(0), x.get(slice()), x.get(newaxis), x.get(ellipsis), x.get([0])]) copy.set([], 9);
  t.deepEqual(x.toArray(), matrix().toArray());
  t.end();
});

test('every dtype can be read and written', (t) => {
  for (const dtype of ['int32', 'uint8', 'bool', 'float64'] as const) {
    const x = tensor(
      [
        [0, 1],
        [1, 0],
      ],
      { dtype },
    );
    t.deepEqual([x.get(0).dtype, [...x.get([1], slice()).toTypedArray()]], [dtype, [1, 0]]);
    t.deepEqual([...x.set([0, slice(1)], 0).toTypedArray()], [0, 0, 1, 0]);
  }
  t.end();
});

/** An index for each axis, and what the oracle needs of it: the place, the places, or an index tensor. */
type Item = { readonly index: Index } & (
  | { readonly kind: 'number'; readonly place: number }
  | { readonly kind: 'slice'; readonly places: readonly number[] }
  | { readonly kind: 'newaxis' }
  | { readonly kind: 'tensor'; readonly tensor: Tensor }
);

const tensorShapes = [[2], [1], [3, 2], [3, 1]];

function itemFor(size: number): fc.Arbitrary<Item> {
  const number: fc.Arbitrary<Item> = fc
    .integer({ min: -size, max: size - 1 })
    .map((index) => ({ kind: 'number', index, place: index < 0 ? index + size : index }));
  const end = fc.option(fc.integer({ min: -size - 1, max: size + 1 }), { nil: null });
  const range: fc.Arbitrary<Item> = fc.tuple(end, end, fc.integer({ min: 1, max: 3 })).map(([start, stop, step]) => {
    const all = Array.from({ length: size }, (_, place) => place);
    // JavaScript's own slice counts from the end and cuts short in the same way.
    const places = all.slice(start ?? 0, stop ?? size).filter((_, k) => k % step === 0);
    return { kind: 'slice', index: slice(start, stop, step), places };
  });
  const picked: fc.Arbitrary<Item> = fc
    .constantFrom(...tensorShapes)
    .chain((shape) => indicesOf(shape, -size, size - 1))
    .map((index) => ({ kind: 'tensor', index, tensor: index }));
  return fc.oneof(number, range, range, picked);
}

/** An input and a list of indices, with new axes anywhere, for some of the first axes. */
const indexed = shapeOf({ minRank: 1, maxRank: 4, minSize: 1 }).chain((shape) =>
  fc
    .record({
      input: tensorOf(shape),
      items: fc.tuple(...shape.map(itemFor)),
      newAxes: fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
      used: fc.nat(shape.length),
    })
    .map(({ input, items, newAxes, used }) => {
      const some = items.slice(0, used).flatMap((item, k): Item[] => {
        return newAxes[k] ? [{ kind: 'newaxis', index: newaxis }, item] : [item];
      });
      const rest = shape.slice(used).map((size): Item => {
        return { kind: 'slice', index: slice(), places: Array.from({ length: size }, (_, place) => place) };
      });
      return { input, items: [...some, ...rest], given: some.map(({ index }) => index) };
    }),
);

/** The shape and numbers of input[items], worked out element by element. */
function expectedOf(input: Tensor, items: readonly Item[]): { shape: number[]; numbers: number[] } {
  const visible = items.filter(({ kind }) => kind !== 'number');
  const tensors = items.flatMap((item) => (item.kind === 'tensor' ? [item.tensor] : []));
  const rank = Math.max(0, ...tensors.map(({ ndim }) => ndim));
  const common = Array.from({ length: rank }, (_, axis) =>
    Math.max(...tensors.map(({ shape }) => shape[axis - rank + shape.length] ?? 1)),
  );
  const first = visible.findIndex(({ kind }) => kind === 'tensor');
  const areNeighbours = visible.slice(first, first + tensors.length).every(({ kind }) => kind === 'tensor');
  const place = areNeighbours ? first : 0; // where the common axes go among the others
  const sizes = visible.flatMap((item) =>
    item.kind === 'slice' ? [item.places.length] : item.kind === 'newaxis' ? [1] : [],
  );
  const shape = tensors.length === 0 ? sizes : [...sizes.slice(0, place), ...common, ...sizes.slice(place)];
  const numbers = numbersOf(shape, (coordinate) => {
    const together = tensors.length === 0 ? [] : coordinate.slice(place, place + rank);
    const others =
      tensors.length === 0 ? coordinate : [...coordinate.slice(0, place), ...coordinate.slice(place + rank)];
    let next = 0;
    const source: number[] = [];
    for (const item of items) {
      const size = input.shape[source.length];
      if (item.kind === 'number') source.push(item.place);
      else if (item.kind === 'newaxis') next++;
      else if (item.kind === 'slice') source.push(item.places[others[next++]]);
      else {
        const own = together.slice(rank - item.tensor.ndim).map((k, axis) => (item.tensor.shape[axis] === 1 ? 0 : k));
        const index = at(item.tensor, own);
        source.push(index < 0 ? index + size : index);
      }
    }
    return at(input, source);
  });
  return { shape, numbers };
}

test('get takes what the indices name, element by element', (t) => {
  fc.assert(
    fc.property(indexed, ({ input, items, given }) => {
      const { shape, numbers } = expectedOf(input, items);
      const got = input.get(...given);
      return got.shape.join() === shape.join() && sameNumbers(got.toTypedArray(), numbers);
    }),
    { numRuns: 200 },
  );
  t.pass('numbers, slices, new axes and tensors in any order');
  t.end();
});

test('a mask is the coordinates where it is true', (t) => {
  const masked = shapeOf({ minRank: 1, maxRank: 4, minSize: 1 }).chain((shape) =>
    fc.record({ input: tensorOf(shape), first: fc.nat(shape.length - 1) }).chain(({ input, first }) =>
      fc.record({
        input: fc.constant(input),
        first: fc.constant(first),
        mask: tensorOf(shape.slice(first)).map((values) => values.gt(0)),
      }),
    ),
  );
  fc.assert(
    fc.property(masked, ({ input, first, mask }) => {
      const before = new Array<Index>(first).fill(slice());
      const chosen = input.get(...before, mask);
      const picked = input.get(...before, ...mask.nonzero().unbind(1));
      return (
        chosen.shape.join() === picked.shape.join() && sameNumbers(chosen.toTypedArray(), [...picked.toTypedArray()])
      );
    }),
    { numRuns: 40 },
  );
  t.pass('for every mask over the last axes');
  t.end();
});

test('the gradient goes back to where it was read, summed where that happened twice', (t) => {
  const x = tensor([1, 2, 3], { requiresGrad: true });
  x.get([0, 2, 0])
    .mul(tensor([10, 20, 30]))
    .sum()
    .backward();
  t.deepEqual(x.grad?.toArray(), [10 + 30, 0, 20]);
  fc.assert(
    fc.property(indexed, ({ input, given }) => gradcheck((from) => from.get(...given), [input])),
    { numRuns: 40 },
  );
  t.pass('equals finite differences at every element');
  t.end();
});

test('set writes in place what get would take', (t) => {
  const x = matrix();
  const view = x.view([6]);
  t.equal(x.set([0, slice(1)], 7), x, 'and gives the tensor back');
  x.set([1], tensor([8, 9, 10], { dtype: 'int32' }));
  t.deepEqual(
    x.toArray(),
    [
      [1, 7, 7],
      [8, 9, 10],
    ],
    'the value takes the dtype of the tensor',
  );
  t.deepEqual(view.toArray(), [1, 7, 7, 8, 9, 10], 'views see it');
  t.deepEqual(
    x
      .set(
        [
          [0, 0],
          [0, 0],
        ],
        tensor([1, 2]),
      )
      .get(0, 0)
      .item(),
    2,
    'the last one stays',
  );
  t.deepEqual(x.set([x.gt(5)], 0).toArray(), [
    [2, 0, 0],
    [0, 0, 0],
  ]);
  t.deepEqual(
    x
      .set([x.eq(2)], tensor([4]))
      .get(0, 0)
      .item(),
    4,
  );
  t.deepEqual(
    x.set([ellipsis], tensor([[[5]]])).toArray(),
    [
      [5, 5, 5],
      [5, 5, 5],
    ],
    'leading axes of size 1 go',
  );
  t.equal(tensor(1).set([], 3).item(), 3);
  t.end();
});

/** Where each element of a part lies in the whole: a tensor of flat places, read with the same indices. */
function placesIn(input: Tensor): Tensor {
  return fromArray(
    Float64Array.from({ length: input.numel }, (_, place) => place),
    input.shape,
    { device: 'reference' },
  );
}

const written = indexed.chain(({ input, given }) => {
  const { shape } = input.get(...given);
  return fc.record({ input: fc.constant(input), given: fc.constant(given), values: tensorOf(shape) });
});

test('set writes element by element, in order, and nowhere else', (t) => {
  fc.assert(
    fc.property(written, ({ input, given, values }) => {
      const expected = [...input.toTypedArray()];
      const added = [...input.toTypedArray()];
      const numbers = values.toTypedArray();
      placesIn(input)
        .get(...given)
        .toTypedArray()
        .forEach((place: number, k: number) => {
          expected[place] = numbers[k];
          added[place] += numbers[k];
        });
      const accumulated = input.indexPut(given, values, { accumulate: true });
      const put = input.indexPut(given, values);
      noGrad(() => input.set(given, values));
      return (
        sameNumbers(accumulated.toTypedArray(), added) &&
        sameNumbers(put.toTypedArray(), expected) &&
        sameNumbers(input.toTypedArray(), expected)
      );
    }),
    { numRuns: 100 },
  );
  t.pass('and indexPut does so in a new tensor, with accumulate by adding');
  t.end();
});

test('indexPut sends gradients to the input and to the values that stayed', (t) => {
  fc.assert(
    fc.property(
      written,
      ({ input, given, values }) =>
        gradcheck((x, v) => x.indexPut(given, v), [input, values]) &&
        gradcheck((x, v) => x.indexPut(given, v, { accumulate: true }), [input, values]),
    ),
    { numRuns: 40 },
  );
  t.pass('equals finite differences at every element of both');
  t.end();
});

test('set is refused where a gradient would be lost', (t) => {
  const x = tensor([1, 2], { requiresGrad: true });
  t.throws(
    () => x.set([0], 3),
    /^GraphError: set: the tensor requires a gradient, and writing in place is not recorded\. Write inside noGrad\(\), or use indexPut\(…\), which gives a new tensor\.$/,
  );
  t.throws(() => zeros([2]).set([0], x.get(0)), /set: the value requires a gradient/);
  noGrad(() => x.set([0], 3));
  t.deepEqual(x.toArray(), [3, 2]);

  const y = tensor([1, 2], { requiresGrad: true });
  const product = y.mul(y).sum();
  noGrad(() => y.set([0], 3));
  t.throws(() => product.backward(), /it was changed in place/, 'and a change of what backward needs is noticed');
  t.end();
});

test('a refused write leaves the tensor as it was', (t) => {
  const x = matrix();
  t.throws(
    () => x.set([0], tensor([1, 2])),
    /set: the value does not broadcast to the part it is written to\. Given value \[2\], part \[3\]/,
  );
  t.throws(() => x.set([[0, 2]], 5), /set: index 2 is out of range/);
  t.deepEqual([x.toArray(), x.version], [matrix().toArray(), 0]);
  t.end();
});

test('indices that cannot be are errors with the numbers in them', (t) => {
  t.throws(() => matrix().get(0, 3), /^ArgumentError: get: index 3 is out of range for axis 1 of size 3 \(-3 … 2\)$/);
  t.throws(() => matrix().get([0, -3]), /get: index -3 is out of range for axis 0 of size 2 \(-2 … 1\)/);
  t.throws(
    () => matrix().get(0, 0, 0),
    /^ShapeError: get: the indices cover 3 axes, but there are 2\. Given input \[2, 3\]\.$/,
  );
  t.throws(() => matrix().get(0.5), /get: an index must be an integer, but is 0\.5/);
  t.throws(() => matrix().get(ellipsis, ellipsis), /get: only one ellipsis can fill the gap/);
  t.throws(
    () => matrix().get(tensor([0])),
    /^DTypeError: get: an index tensor must be int32 \(places\) or bool \(a mask\), but is float32\. Use \.to\('int32'\)\.$/,
  );
  t.throws(
    () => matrix().get([0, 1], [0, 1, 2]),
    /get: the shapes do not broadcast: axis −1 is 2 in one and 3 in another/,
  );
  t.throws(
    () => matrix().get([true, false, true]),
    /get: the mask must have the sizes of the axes it covers, \[2\] from axis 0 on/,
  );
  t.throws(
    () => matrix().get('0' as unknown as number),
    /get: an index is a number, slice\(…\), ellipsis, newaxis, a tensor/,
  );
  t.throws(
    () => slice(0, 5, -1),
    /^ArgumentError: slice: step must be a positive integer, but is -1\. Use flip to go backwards$/,
  );
  t.throws(() => slice(0.5), /slice: start must be an integer, but is 0\.5/);
  t.throws(() => slice(0, 1, 0), /slice: step must be a positive integer, but is 0/);
  t.end();
});

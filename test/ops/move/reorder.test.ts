import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { at, numbersOf, sameNumbers } from '../../support/coordinates.ts';

const matrix = () =>
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);

test('permute, transpose and movedim put axes in another order', (t) => {
  t.deepEqual(matrix().permute([1, 0]).toArray(), [
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
  t.deepEqual(matrix().t().toArray(), [
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
  t.deepEqual(zeros([2, 3, 4]).transpose(0, -1).shape, [4, 3, 2]);
  t.deepEqual(zeros([2, 3, 4]).swapaxes(0, 1).shape, [3, 2, 4]);
  t.deepEqual(zeros([2, 3, 4]).movedim(0, -1).shape, [3, 4, 2]);
  t.deepEqual(zeros([2, 3, 4, 5]).movedim([0, 1], [-1, 0]).shape, [3, 4, 5, 2]);
  t.equal(tensor(7).t().item(), 7, 'a scalar stays');
  t.end();
});

const reordered = shapeOf({ maxRank: 5 }).chain((shape) =>
  fc.record({
    input: tensorOf(shape),
    dims: fc.shuffledSubarray(
      shape.map((_, axis) => axis),
      { minLength: shape.length },
    ),
  }),
);

test('permute: output axis k is input axis dims[k]', (t) => {
  fc.assert(
    fc.property(reordered, ({ input, dims }) => {
      const shape = dims.map((axis) => input.shape[axis]);
      const expected = numbersOf(shape, (coordinate) => {
        const inInput: number[] = [];
        dims.forEach((axis, k) => {
          inInput[axis] = coordinate[k];
        });
        return at(input, inInput);
      });
      return sameNumbers(input.permute(dims).toTypedArray(), expected);
    }),
    { numRuns: 60 },
  );
  t.pass('at every coordinate');
  t.end();
});

test('movedim moves axes to their places, and the others keep their order', (t) => {
  fc.assert(
    fc.property(reordered, fc.nat(5), ({ input, dims }, wanted) => {
      const count = Math.min(wanted, dims.length);
      const source = dims.slice(0, count);
      const destination = [...dims].reverse().slice(0, count);
      const moved = input.movedim(source, destination);
      // An input whose size along axis k is its own name tells where every axis went.
      const names = zeros(dims.map((axis) => axis + 1).sort())
        .movedim(source, destination)
        .shape.map((size) => size - 1);
      const others = names.filter((name) => !source.includes(name));
      return (
        source.every((axis, k) => names[destination[k]] === axis) &&
        others.every((name, k) => k === 0 || name > others[k - 1]) &&
        sameNumbers(moved.toTypedArray(), [...input.permute(names).toTypedArray()])
      );
    }),
    { numRuns: 60 },
  );
  t.pass('for every choice of axes');
  t.end();
});

test('the gradient goes back in the inverse order', (t) => {
  fc.assert(
    fc.property(reordered, ({ input, dims }) => gradcheck((x) => x.permute(dims), [input])),
    { numRuns: 30 },
  );
  t.pass('equals finite differences at every element');
  t.end();
});

test('reshape, squeeze, unsqueeze, flatten and unflatten share the numbers', (t) => {
  const input = zeros([2, 1, 3]);
  const views = [
    input.reshape([3, -1]),
    input.view([6]),
    input.viewAs(zeros([3, 2])),
    input.squeeze(),
    input.unsqueeze(-1),
    input.flatten(1),
    input.unflatten(2, [3, -1]),
  ];
  t.deepEqual(
    views.map(({ shape }) => shape),
    [[3, 2], [6], [3, 2], [2, 3], [2, 1, 3, 1], [2, 3], [2, 1, 3, 1]],
  );
  input.set([1, 0, 2], 5);
  t.ok(
    views.every((view) => view.toTypedArray()[5] === 5),
    'what is written into the tensor shows in each',
  );
  t.end();
});

test('squeeze drops only what it is told to, and only where the size is 1', (t) => {
  const shapes = (dim?: number | number[]) => zeros([1, 2, 1]).squeeze(dim).shape;
  t.deepEqual([shapes(), shapes(0), shapes(1), shapes([0, -1]), shapes([])], [[2], [2, 1], [1, 2, 1], [2], [1, 2, 1]]);
  t.deepEqual(tensor(3).squeeze(-1).shape, []);
  t.end();
});

test('zero sizes pass through every change of shape', (t) => {
  t.deepEqual(zeros([2, 0, 3]).reshape([0, 7]).shape, [0, 7]);
  t.deepEqual(zeros([0]).reshape([-1]).shape, [0]);
  t.deepEqual(zeros([0, 3]).flatten().shape, [0]);
  t.deepEqual(zeros([0, 3]).t().shape, [3, 0]);
  t.throws(() => zeros([0]).reshape([0, -1]), /reshape: −1 would be 0 \/ 0, which is no integer/);
  t.end();
});

test('an order or a shape that cannot be is an error with the numbers in it', (t) => {
  t.throws(
    () => matrix().permute([0, 0]),
    /^ShapeError: permute: dims \[0, 0\] must name every axis once\. Given input \[2, 3\]\.$/,
  );
  t.throws(() => matrix().permute([0]), /permute: dims \[0\] must name all 2 axes, but name 1/);
  t.throws(() => matrix().transpose(0, 2), /transpose: dim must be an integer in -2 … 1, but is 2/);
  t.throws(() => zeros([1, 1, 1]).t(), /t: expects at most 2 axes, but there are 3\. Use transpose/);
  t.throws(() => matrix().movedim([0, 1], 0), /movedim: source names 2 axes, but destination 1 places/);
  t.throws(() => matrix().movedim([0, -2], [0, 1]), /movedim: dims \[0, -2\] name an axis twice/);
  t.throws(() => matrix().unsqueeze(3), /unsqueeze: dim must be an integer in -3 … 2, but is 3/);
  t.throws(
    () => matrix().reshape([4, -1]),
    /reshape: −1 would be 6 \/ 4 = 1\.5, which is no integer; asked for \[4, -1\]/,
  );
  t.throws(() => matrix().view([5]), /view: 6 elements do not fill \[5\], which has 5\. Given input \[2, 3\]/);
  t.throws(() => matrix().unflatten(1, [2, 2]), /unflatten: 3 elements do not fill \[2, 2\], which has 4/);
  t.throws(
    () => zeros([2, 2, 2, 2, 2, 2, 2, 2, 2]).permute([8, 7, 6, 5, 4, 3, 2, 1, 0]),
    /strided: moves at most 8 axes .*but this takes 9/,
  );
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { max as maxFunction, tensor } from '../../../src/index.ts';
import * as extremes from '../../../src/tensor/functions/extremes.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import { tensorOf } from '../../support/arbitraries.ts';
import { sameNumbers } from '../../support/coordinates.ts';
import { distinctOf, reductionCase, rowsOver } from '../../support/rows.ts';

test('max with an axis gives the largest numbers and where they stand, without one the largest of all', (t) => {
  const x = tensor([
    [1, 8, 3],
    [4, 5, 4],
  ]);
  const { values, indices } = x.max(1);
  t.deepEqual([values.toArray(), indices.toArray(), indices.dtype], [[8, 5], [1, 1], 'int32']);
  t.equal(x.max().item(), 8);
  t.equal(maxFunction(x).item(), 8, 'function and method have the same two forms');
  t.deepEqual(maxFunction(x, 0, { keepdim: true }).indices.toArray(), [[1, 0, 1]]);
  t.deepEqual(x.min(0).values.toArray(), [1, 5, 3]);
  t.deepEqual([x.argmax().item(), x.argmin(1).toArray()], [1, [0, 0]]);
  t.deepEqual(x.argmax(undefined, { keepdim: true }).toArray(), [[1]]);
  t.deepEqual(x.max(tensor([2, 6, 3])).toArray(), [
    [2, 8, 3],
    [4, 6, 4],
  ]);
  t.deepEqual(maxFunction(x, x.neg()).toArray(), x.toArray());
  const both = x.aminmax(1);
  t.deepEqual(
    [both.min.toArray(), both.max.toArray()],
    [
      [1, 4],
      [8, 5],
    ],
  );
  t.end();
});

test('of several largest the first wins, and the first NaN wins over all', (t) => {
  t.equal(tensor([1, 7, 7]).argmax().item(), 1);
  t.equal(tensor([1, Number.NaN, 9, Number.NaN]).argmax().item(), 1);
  t.equal(tensor([1, Number.NaN, -9, Number.NaN]).argmin().item(), 1);
  t.equal(tensor([-Infinity, -Infinity]).argmax().item(), 0);
  t.equal(tensor([1, Number.NaN]).max(0).values.item(), Number.NaN);
  t.end();
});

test('max, min, argmax and argmin along an axis are those of every row', (t) => {
  fc.assert(
    fc.property(reductionCase(tensorOf), ({ input, axes: [axis] }) => {
      const rows = rowsOver(input, [axis]);
      const largest = rows.map((row) => Math.max(...row));
      const smallest = rows.map((row) => Math.min(...row));
      const first = (values: number[]) => rows.map((row, i) => row.indexOf(values[i]));
      const { values, indices } = extremes.max(input, axis);
      return (
        sameNumbers(values.toTypedArray(), largest) &&
        sameNumbers(indices.toTypedArray(), first(largest)) &&
        sameNumbers(extremes.argmax(input, axis).toTypedArray(), first(largest)) &&
        sameNumbers(extremes.min(input, axis - input.ndim).values.toTypedArray(), smallest) &&
        sameNumbers(extremes.argmin(input, axis).toTypedArray(), first(smallest))
      );
    }),
  );
  t.pass();
  t.end();
});

test('max and min along an axis have the gradient of finite differences', (t) => {
  fc.assert(
    fc.property(reductionCase(distinctOf), ({ input, axes: [axis] }) =>
      gradcheck((x) => [extremes.max(x, axis).values, extremes.min(x, axis, { keepdim: true }).values], [input]),
    ),
    { numRuns: 20 },
  );
  t.pass();
  t.end();
});

test('with an axis, the first of several largest has the whole gradient', (t) => {
  const x = tensor([2, 7, 7], { requiresGrad: true });
  x.max(0).values.backward();
  t.deepEqual(x.grad?.toArray(), [0, 1, 0]);
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import * as cumulative from '../../../src/tensor/functions/cumulative.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { fromArray } from '../../../src/tensor/fromArray.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { tensorOf } from '../../support/arbitraries.ts';
import { close } from '../../support/close.ts';
import { distinctOf, reductionCase, rowsOver } from '../../support/rows.ts';

const add = (row: readonly number[]) => row.reduce((total, x) => total + x, 0);

/** What each operation gives for the numbers up to some place. */
const definitions: Record<string, { along: (input: Tensor, dim: number) => Tensor; of: (row: number[]) => number }> = {
  cumsum: { along: cumulative.cumsum, of: add },
  cumprod: { along: cumulative.cumprod, of: (row) => row.reduce((product, x) => product * x, 1) },
  logcumsumexp: { along: cumulative.logcumsumexp, of: (row) => Math.log(add(row.map(Math.exp))) },
  'values of cummax': { along: (input, dim) => cumulative.cummax(input, dim).values, of: (row) => Math.max(...row) },
  'values of cummin': { along: (input, dim) => cumulative.cummin(input, dim).values, of: (row) => Math.min(...row) },
};

test('cumulative sums, products and extremes of a row, step by step', (t) => {
  const x = tensor([1, 3, 3, 2]);
  t.deepEqual(x.cumsum(0).toArray(), [1, 1 + 3, 1 + 3 + 3, 1 + 3 + 3 + 2]);
  t.deepEqual(x.cumprod(0).toArray(), [1, 1 * 3, 1 * 3 * 3, 1 * 3 * 3 * 2]);
  const largest = x.cummax(0);
  t.deepEqual(largest.values.toArray(), [1, 3, 3, 3]);
  t.deepEqual(largest.indices.toArray(), [0, 1, 2, 2], 'the last of several');
  t.deepEqual(tensor([2, Number.NaN, 5, Number.NaN]).cummin(0).indices.toArray(), [0, 1, 1, 3], 'NaN stays');
  t.end();
});

for (const [name, { along, of }] of Object.entries(definitions)) {
  test(`${name} is what all numbers up to here come to`, (t) => {
    fc.assert(
      fc.property(reductionCase(tensorOf), ({ input, axes: [axis] }) => {
        const expected = rowsOver(input, [axis]).map((row) => row.map((_, k) => of(row.slice(0, k + 1))));
        // Both lists go through the rows: read the result row by row too.
        const actual = rowsOver(along(input, axis), [axis]);
        return expected.every((row, r) => row.every((x, k) => close(actual[r][k], x, row.length)));
      }),
      { numRuns: 60 },
    );
    t.pass();
    t.end();
  });

  test(`${name} has the gradient of finite differences`, (t) => {
    fc.assert(
      fc.property(reductionCase(/cumm/.test(name) ? distinctOf : tensorOf), ({ input, axes: [axis] }) =>
        gradcheck((x) => along(x, axis - x.ndim), [input]),
      ),
      { numRuns: 15 },
    );
    t.pass();
    t.end();
  });
}

test('a long row is gone along in parts, and comes to the same', (t) => {
  for (const size of [64, 67, 130, 4099, 8192]) {
    const numbers = Float64Array.from({ length: 2 * size }, (_, i) => (((i * 7919) % 17) - 8) / 2);
    const x = fromArray(numbers, [size, 2]);
    const expected: number[] = [];
    for (let i = 0; i < 2 * size; i++) expected.push(numbers[i] + (i < 2 ? 0 : expected[i - 2]));
    t.deepEqual([...cumulative.cumsum(x, 0).toTypedArray()], expected, `cumsum of ${size}`);

    const signs = fromArray(
      Float64Array.from({ length: size }, (_, i) => (i % 3 === 1 ? -1 : 1)),
      [size],
    );
    let product = 1;
    const products = [...signs.toTypedArray()].map((x) => {
      product *= x;
      return product;
    });
    t.deepEqual([...cumulative.cumprod(signs, 0).toTypedArray()], products, `cumprod of ${size}`);
  }
  t.end();
});

test('the gradient of cumprod is right beside zeros', (t) => {
  const x = tensor([2, 0, 3], { requiresGrad: true });
  x.cumprod(0).sum().backward();
  t.deepEqual(x.grad?.toArray(), [1 + 0 + 0, 2 + 2 * 3, 2 * 0]);
  t.end();
});

test('scalars, empty axes, integers and wrong axes', (t) => {
  t.equal(tensor(3).cumsum(0).toArray(), 3);
  t.deepEqual(zeros([0, 2]).cumsum(0).shape, [0, 2]);
  t.deepEqual(tensor([200, 100], { dtype: 'uint8' }).cumsum(0).toArray(), [200, 200 + 100]);
  t.deepEqual(tensor([-Infinity, 0]).logcumsumexp(0).toArray(), [-Infinity, 0]);
  t.throws(() => tensor([1]).cumsum(1), /^ShapeError: cumsum: dim must be an integer in/);
  t.throws(() => tensor([1], { dtype: 'int32' }).logcumsumexp(0), /logcumsumexp: input must be float32/);
  t.end();
});

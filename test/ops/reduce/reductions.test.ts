import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import * as extremes from '../../../src/tensor/functions/extremes.ts';
import * as reduce from '../../../src/tensor/functions/reduce.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { tensorOf } from '../../support/arbitraries.ts';
import { close } from '../../support/close.ts';
import { distinctOf, reductionCase, rowsOver } from '../../support/rows.ts';

type Reduction = (input: Tensor, dim?: number | readonly number[], options?: { keepdim?: boolean }) => Tensor;

const add = (row: readonly number[]) => row.reduce((total, x) => total + x, 0);
const meanOf = (row: readonly number[]) => add(row) / row.length;
const spreadOf = (row: readonly number[], divisor: number) => add(row.map((x) => (x - meanOf(row)) ** 2)) / divisor;

/** What each reduction is, of a plain list of numbers. */
const definitions: Record<string, { reduction: Reduction; of: (row: number[]) => number; smooth: boolean }> = {
  sum: { reduction: reduce.sum, of: add, smooth: true },
  mean: { reduction: reduce.mean, of: meanOf, smooth: true },
  prod: { reduction: reduce.prod, of: (row) => row.reduce((product, x) => product * x, 1), smooth: true },
  amax: { reduction: extremes.amax, of: (row) => Math.max(...row), smooth: false },
  amin: { reduction: extremes.amin, of: (row) => Math.min(...row), smooth: false },
  var: {
    reduction: (input, dim, options) => reduce.var(input, dim, { ...options, correction: 0 }),
    of: (row) => spreadOf(row, row.length),
    smooth: true,
  },
  'var (unbiased)': { reduction: reduce.var, of: (row) => spreadOf(row, row.length - 1), smooth: true },
  std: {
    reduction: (input, dim, options) => reduce.std(input, dim, { ...options, unbiased: false }),
    of: (row) => Math.sqrt(spreadOf(row, row.length)),
    smooth: false,
  },
  nansum: { reduction: reduce.nansum, of: add, smooth: true },
};

test('sum, mean, product and spread of a small matrix, over one axis, both and all', (t) => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 9],
  ]);
  t.deepEqual(x.sum(0).toArray(), [1 + 4, 2 + 5, 3 + 9]);
  t.deepEqual(x.sum([0, 1]).toArray(), 1 + 2 + 3 + 4 + 5 + 9);
  t.deepEqual(x.mean(1, { keepdim: true }).toArray(), [[(1 + 2 + 3) / 3], [(4 + 5 + 9) / 3]]);
  t.deepEqual(x.prod(-1).toArray(), [1 * 2 * 3, 4 * 5 * 9]);
  t.deepEqual(x.amax(0).toArray(), [4, 5, 9]);
  t.deepEqual(x.var(1).toArray(), [((1 - 2) ** 2 + 0 + (3 - 2) ** 2) / (3 - 1), (4 + 1 + 9) / (3 - 1)]);
  t.deepEqual(x.std(0, { correction: 0 }).toArray(), [1.5, 1.5, 3]);
  t.end();
});

for (const [name, { reduction, of, smooth }] of Object.entries(definitions)) {
  test(`${name} over any axes is that of every row`, (t) => {
    fc.assert(
      fc.property(reductionCase(tensorOf), fc.boolean(), ({ input, axes }, keepdim) => {
        const expected = rowsOver(input, axes).map(of);
        const result = reduction(input, axes, { keepdim });
        const kept = input.shape.flatMap((size, axis) => (axes.includes(axis) ? (keepdim ? [1] : []) : [size]));
        return (
          result.shape.join() === kept.join() &&
          result.toTypedArray().every((x, i) => close(x, expected[i], input.numel))
        );
      }),
      { numRuns: 60 },
    );
    t.pass();
    t.end();
  });

  test(`${name} has the gradient of finite differences`, (t) => {
    fc.assert(
      fc.property(
        // Where it has kinks, keep away from them: two numbers or more in a row, and none alike.
        reductionCase(smooth ? tensorOf : distinctOf).filter(
          ({ input, axes }) => !/std|unbiased/.test(name) || rowsOver(input, axes)[0].length > 1,
        ),
        ({ input, axes }) => gradcheck((x) => reduction(x, axes), [input]),
      ),
      { numRuns: 15 },
    );
    t.pass();
    t.end();
  });
}

test('the gradient of a product is right beside zeros, one or several', (t) => {
  const x = tensor(
    [
      [0, 2, 3],
      [0, 5, 0],
    ],
    { requiresGrad: true },
  );
  x.prod(1).sum().backward();
  t.deepEqual(x.grad?.toArray(), [
    [2 * 3, 0, 0],
    [0, 0, 0],
  ]);
  t.end();
});

test('those that tie for the largest share the gradient of amax and max() evenly', (t) => {
  for (const largest of [(x: Tensor) => x.amax(0), (x: Tensor) => x.max(), (x: Tensor) => x.neg().amin()]) {
    const x = tensor([2, 7, 7], { requiresGrad: true });
    largest(x).sum().backward();
    t.deepEqual([...(x.grad?.toTypedArray() ?? [])].map(Math.abs), [0, 0.5, 0.5]);
  }
  t.end();
});

test('a standard deviation of equal numbers has gradient 0, not NaN', (t) => {
  const x = tensor([3, 3, 3], { requiresGrad: true });
  x.std().backward();
  t.deepEqual(x.grad?.toArray(), [0, 0, 0]);
  t.end();
});

test('a scalar is reduced as one number, whether dim names its axis or not', (t) => {
  const x = tensor(5);
  t.deepEqual(
    [x.sum(), x.sum(0), x.mean(-1), x.prod(), x.amax(0), x.max(0).values, x.argmax(), x.var()].map((y) => y.toArray()),
    [5, 5, 5, 5, 5, 5, 0, Number.NaN],
  );
  t.end();
});

test('of nothing, the sum is 0, the product 1, the mean NaN, all true and any false', (t) => {
  const nothing = zeros([2, 0]);
  t.deepEqual(nothing.sum(1).toArray(), [0, 0]);
  t.deepEqual(nothing.prod(1).toArray(), [1, 1]);
  t.deepEqual(nothing.mean(1).toArray(), [Number.NaN, Number.NaN]);
  t.deepEqual(nothing.all(1).toArray(), [true, true]);
  t.deepEqual(nothing.any(1).toArray(), [false, false]);
  t.deepEqual(nothing.sum(0).shape, [0]);
  t.deepEqual(nothing.amax(0).shape, [0], 'no row has to be folded');
  t.throws(
    () => nothing.amax(1),
    /^ShapeError: amax: nothing to choose from: axis 1 has size 0\. Given input \[2, 0\]\.$/,
  );
  t.throws(() => nothing.max(), /max: nothing to choose from/);
  t.throws(() => nothing.argmin(1), /argmin: nothing to choose from: axis 1/);
  t.end();
});

test('a NaN makes the sum, the mean and the extremes NaN; nansum leaves it out', (t) => {
  const x = tensor([1, Number.NaN, 3], { requiresGrad: true });
  t.deepEqual(
    [x.sum(), x.mean(), x.amax(), x.amin(), x.max(), x.var()].map((y) => y.item()),
    Array(6).fill(Number.NaN),
  );
  const total = x.nansum();
  t.equal(total.item(), 1 + 3);
  total.backward();
  t.deepEqual(x.grad?.toArray(), [1, 0, 1]);
  t.end();
});

test('integers and booleans are summed and multiplied as int32, and have no mean', (t) => {
  const bytes = tensor([200, 100, 2], { dtype: 'uint8' });
  t.deepEqual([bytes.sum().item(), bytes.sum().dtype], [200 + 100 + 2, 'int32']);
  t.deepEqual([bytes.prod().item(), bytes.prod().dtype], [200 * 100 * 2, 'int32']);
  t.deepEqual([bytes.amax().item(), bytes.amax().dtype], [200, 'uint8']);
  t.equal(tensor([true, false, true]).sum().item(), 2);
  t.throws(() => bytes.mean(), /^DTypeError: mean: input must be float32 or float64, but is uint8/);
  t.throws(() => bytes.std(), /^DTypeError: std: input must be float32 or float64/);
  t.end();
});

test('all and any ask whether numbers are not 0; countNonzero counts them', (t) => {
  const x = tensor([
    [0, 2, Number.NaN],
    [0, 0, 0],
  ]);
  t.deepEqual(x.any(1).toArray(), [true, false]);
  t.deepEqual(x.all(0).toArray(), [false, false, false]);
  t.equal(tensor([1, -1]).all().toArray(), true);
  t.deepEqual([x.countNonzero().item(), x.countNonzero(1).toArray(), x.countNonzero().dtype], [2, [2, 0], 'int32']);
  t.equal(tensor([1, 2], { dtype: 'uint8' }).all().dtype, 'uint8', 'as in PyTorch');
  t.end();
});

test('what cannot be reduced is refused by name', (t) => {
  const x = tensor([[1, 2]]);
  t.throws(() => x.sum(2), /^ShapeError: sum: dim must be an integer in −?-2 … 1, but is 2/);
  t.throws(() => x.sum([0, -2]), /sum: dims? \[0, -2\] names? an axis twice/);
  t.throws(
    () => x.sum({ keepdim: true } as never),
    /^ArgumentError: sum: dim must be an integer or a list of them, but is {"keepdim":true}/,
  );
  t.throws(() => x.mean(0, { keepDim: true } as never), /mean: unknown option "keepDim"; did you mean "keepdim"\?/);
  t.throws(() => x.var(0, { correction: 1, unbiased: true }), /var: correction and unbiased say the same/);
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../src/index.ts';
import * as derived from '../../src/tensor/functions/derived.ts';
import { gradcheck } from '../../src/tensor/gradcheck.ts';
import { tensorOf } from '../support/arbitraries.ts';
import { distinctOf, reductionCase, rowsOver } from '../support/rows.ts';

test('differences, means without NaN, distances and vector products of small tensors', (t) => {
  t.deepEqual(tensor([1, 4, 9, 16]).diff().toArray(), [4 - 1, 9 - 4, 16 - 9]);
  t.deepEqual(tensor([1, 4, 9, 16]).diff(2).toArray(), [2, 2]);
  t.deepEqual(tensor([1, 4]).diff(3).shape, [0]);
  t.equal(tensor([1, Number.NaN, 5]).nanmean().item(), (1 + 5) / 2);
  t.equal(tensor([Number.NaN]).nanmean().item(), Number.NaN);
  t.deepEqual(
    tensor([[0, 0]])
      .cdist(
        tensor([
          [3, 4],
          [6, 8],
        ]),
      )
      .toArray(),
    [[5, 10]],
  );
  t.deepEqual(
    tensor([[0, 0]])
      .cdist(tensor([[3, 4]]), 1)
      .toArray(),
    [[7]],
  );
  t.deepEqual(
    tensor([1, 0, 0])
      .cross(tensor([0, 1, 0]))
      .toArray(),
    [0, 0, 1],
  );
  t.deepEqual(
    tensor([2, 3, 4])
      .cross(tensor([5, 6, 7]))
      .toArray(),
    [3 * 7 - 4 * 6, 4 * 5 - 2 * 7, 2 * 6 - 3 * 5],
  );
  const both = tensor([1, 3]).varMean(0, { keepdim: true });
  t.deepEqual([both.var.toArray(), both.mean.toArray()], [[2], [2]]);
  t.deepEqual(tensor([1, 5]).stdMean(0, { correction: 0 }).std.toArray(), 2);
  t.end();
});

test('diff is each number less the one before it', (t) => {
  fc.assert(
    fc.property(reductionCase(tensorOf), ({ input, axes: [axis] }) => {
      const differences = rowsOver(derived.diff(input, 1, axis), [axis]);
      return rowsOver(input, [axis]).every((row, r) =>
        row.slice(1).every((x, k) => (differences[r]?.[k] ?? Number.NaN) === x - row[k]),
      );
    }),
    { numRuns: 40 },
  );
  t.pass();
  t.end();
});

test('derived functions have the gradient of finite differences', (t) => {
  fc.assert(
    fc.property(distinctOf([2, 3]), distinctOf([4, 3]), (x, y) => {
      const far = (z: typeof x) => derived.cdist(z, y.add(100)); // no two points in one place
      return gradcheck((z) => [derived.diff(z), derived.nanmean(z, 1), far(z), derived.cross(z, z.mul(z).add(1))], [x]);
    }),
    { numRuns: 8 },
  );
  const here = tensor([[1, 2]], { requiresGrad: true });
  derived.cdist(here, here).sum().backward();
  t.deepEqual(here.grad?.toArray(), [[0, 0]], 'a point is 0 away from itself, without a slope');
  t.end();
});

test('what they cannot be made of is refused', (t) => {
  t.throws(
    () => tensor(1).diff(),
    /^ArgumentError: diff: n must be a non-negative integer, and the input must have an axis/,
  );
  t.throws(() => tensor([1]).diff(0.5), /n is 0\.5/);
  t.throws(
    () => zeros([2, 3]).cdist(zeros([2, 4])),
    /cdist: both need two axes, and the last ones equal\. Given x1 \[2, 3\], x2 \[2, 4\]/,
  );
  t.throws(() => zeros([2]).cross(zeros([2])), /cross: both need as many axes, and axis -1 the size 3/);
  t.throws(() => tensor([1], { dtype: 'int32' }).varMean(), /var: input must be float32/);
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import { norm } from '../../../src/tensor/functions/norm.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { tensorOf } from '../../support/arbitraries.ts';
import { close } from '../../support/close.ts';
import { distinctOf, reductionCase, rowsOver } from '../../support/rows.ts';

const powers = [0, 0.5, 1, 1.5, 2, 3, -1, Infinity, -Infinity];

test('the length of (3, 4) is 5; other norms add, count or choose', (t) => {
  const x = tensor([3, -4]);
  t.equal(x.norm().item(), Math.sqrt(3 * 3 + 4 * 4));
  t.equal(x.norm('fro').item(), 5);
  t.equal(x.norm(1).item(), 3 + 4);
  t.equal(tensor([3, 0, -4]).norm(0).item(), 2);
  t.equal(x.norm(Infinity).item(), 4);
  t.equal(x.norm(-Infinity).item(), 3);
  t.deepEqual(
    tensor([[3, 4]])
      .norm(2, 1, { keepdim: true })
      .toArray(),
    [[5]],
  );
  t.end();
});

test('a p-norm is (Σ |x|^p)^(1/p) of every row', (t) => {
  fc.assert(
    fc.property(reductionCase(tensorOf), fc.constantFrom(...powers), ({ input, axes }, p) => {
      const sizes = rowsOver(input, axes).map((row) => row.map(Math.abs));
      const expected = sizes.map((row) => {
        if (p === 0) return row.filter((x) => x !== 0).length;
        if (p === Infinity) return Math.max(...row);
        return p === -Infinity ? Math.min(...row) : row.reduce((total, x) => total + x ** p, 0) ** (1 / p);
      });
      return norm(input, p, axes)
        .toTypedArray()
        .every((x, i) => close(x, expected[i], 8));
    }),
    { numRuns: 80 },
  );
  t.pass();
  t.end();
});

test('a p-norm has the gradient of finite differences', (t) => {
  fc.assert(
    fc.property(reductionCase(distinctOf), fc.constantFrom(...powers.filter((p) => p > 0)), ({ input, axes }, p) =>
      // Numbers of opposite sign may have one size: that is a kink of the infinite norms.
      gradcheck((x) => norm(Math.abs(p) === Infinity ? x.mul(x) : x, p, axes), [input]),
    ),
    { numRuns: 40 },
  );
  t.pass();
  t.end();
});

test('the gradient of every norm is 0 at the origin, and infinite norms share it', (t) => {
  for (const p of powers) {
    const x = tensor([0, 0], { requiresGrad: true });
    x.norm(p).backward();
    t.deepEqual(x.grad?.toArray(), [0, 0], `p = ${p}`);
  }
  const x = tensor([0, -2, 2, 1], { requiresGrad: true });
  x.norm(Infinity).backward();
  t.deepEqual(x.grad?.toArray(), [0, -0.5, 0.5, 0]);
  t.end();
});

test('norms of nothing, of integers and of no power', (t) => {
  t.equal(zeros([0]).norm().item(), 0);
  t.throws(() => zeros([0]).norm(Infinity), /norm: nothing to choose from: axis 0 has size 0/);
  t.throws(
    () => tensor([1], { dtype: 'int32' }).norm(),
    /^DTypeError: norm: input must be float32 or float64, but is int32/,
  );
  t.throws(() => tensor([1]).norm('nuc' as never), /^ArgumentError: norm: p must be a number or 'fro', but is nuc/);
  t.end();
});

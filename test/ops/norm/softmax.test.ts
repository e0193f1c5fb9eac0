import fc from 'fast-check';
import test from 'tape';
import { F, gradcheck, logsumexp, type Tensor, tensor } from '../../../src/index.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { close } from '../../support/close.ts';

const host = { device: 'reference', dtype: 'float64' } as const;

test('softmax of log 1, log 2, log 5 is 1/8, 2/8, 5/8', (t) => {
  const shares = F.softmax(tensor([Math.log(1), Math.log(2), Math.log(5)], host), 0).toTypedArray();

  [1 / 8, 2 / 8, 5 / 8].forEach((share, i) => {
    t.ok(close(shares[i], share), `${share}`);
  });
  t.end();
});

/** A tensor, and one of its axes by a positive or a negative name. */
const along = shapeOf({ minRank: 1, maxRank: 3, minSize: 1 }).chain((shape) =>
  fc.record({
    input: tensorOf(shape),
    axis: fc.integer({ min: 0, max: shape.length - 1 }),
    fromEnd: fc.boolean(),
  }),
);

/** Σ exp over the row of element `index` along `axis`. */
function rowTotal({ shape, storage }: Tensor, index: number, axis: number): number {
  const step = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const start = index - (Math.floor(index / step) % shape[axis]) * step;
  let total = 0;
  for (let k = 0; k < shape[axis]; k++) total += Math.exp(storage.read()[start + k * step]);
  return total;
}

test('softmax, softmin and logSoftmax are their definitions along any axis', (t) => {
  fc.assert(
    fc.property(along, ({ input, axis, fromEnd }) => {
      const dim = fromEnd ? axis - input.ndim : axis;
      const [soft, log] = [F.softmax(input, dim).toTypedArray(), F.logSoftmax(input, dim).toTypedArray()];
      const min = F.softmin(input.mul(-1), dim).toTypedArray();
      return Array.from(input.toTypedArray()).every((x, i) => {
        const share = Math.exp(x) / rowTotal(input, i, axis);
        return close(soft[i], share) && close(min[i], share) && close(log[i], Math.log(share), 4);
      });
    }),
    { numRuns: 40 },
  );
  t.pass('for tensors of up to 3 axes');
  t.end();
});

test('logsumexp is log Σ exp over one axis, several, or all', (t) => {
  fc.assert(
    fc.property(along, ({ input, axis }) => {
      const one = logsumexp(input, axis, { keepdim: true });
      const spread = one.expand(input.shape).toTypedArray();
      const total = Array.from(input.toTypedArray()).reduce((sum, x) => sum + Math.exp(x), 0);
      const dims = input.shape.map((_, d) => d - input.ndim);
      return (
        input.toTypedArray().every((_, i) => close(spread[i], Math.log(rowTotal(input, i, axis)), 4)) &&
        close(logsumexp(input).item(), Math.log(total), 4) &&
        close(input.logsumexp(dims).item(), Math.log(total), 4)
      );
    }),
    { numRuns: 40 },
  );
  t.deepEqual(logsumexp(tensor([[1, 2]]), [0, 1], { keepdim: true }).shape, [1, 1]);
  t.deepEqual(logsumexp(tensor([[1, 2]]), 1).shape, [1]);
  t.equal(logsumexp(tensor([], host)).item(), -Infinity, 'of nothing: log 0');
  t.end();
});

test('the gradients of softmax, logSoftmax and logsumexp equal finite differences at every element', (t) => {
  fc.assert(
    fc.property(
      along,
      ({ input, axis }) =>
        gradcheck((x) => F.softmax(x, axis), [input]) &&
        gradcheck((x) => F.logSoftmax(x, axis), [input]) &&
        gradcheck((x) => logsumexp(x, axis), [input]),
    ),
    { numRuns: 20 },
  );
  t.pass('along any axis');
  t.end();
});

test('softmax neither overflows nor loses what logits have in common', (t) => {
  t.deepEqual(F.softmax(tensor([-1000, 0, 1000]), 0).toArray(), [0, 0, 1]);
  t.deepEqual(F.softmax(tensor([1e30, 1e30]), 0).toArray(), [0.5, 0.5]);
  t.deepEqual(F.logSoftmax(tensor([1e6, 1e6]), 0).toTypedArray(), Float32Array.from([-Math.LN2, -Math.LN2]));
  t.deepEqual(F.softmax(tensor([-Infinity, 0]), 0).toArray(), [0, 1]);
  t.deepEqual(F.softmax(tensor([Infinity, 0]), 0).toArray(), [NaN, NaN], "as PyTorch's");
  t.deepEqual(F.softmax(tensor([-Infinity, -Infinity]), 0).toArray(), [NaN, NaN]);
  t.equal(logsumexp(tensor([Infinity, 1])).item(), Infinity);
  t.ok(Number.isNaN(logsumexp(tensor([NaN, Infinity])).item()));
  t.end();
});

test('softmax explains what it cannot do', (t) => {
  t.throws(() => F.softmax(tensor([[1]]), 2), /softmax: dim must be an integer in -2 … 1, but is 2/);
  t.throws(
    () => F.softmax(tensor([1], { dtype: 'int32' }), 0),
    /softmax: input must be float32 or float64, but is int32/,
  );
  t.equal(F.softmax(tensor([1], { dtype: 'int32' }), 0, { dtype: 'float32' }).item(), 1);
  t.throws(() => logsumexp(tensor([[1]]), [0, -2]), /logsumexp: .*names an axis twice/);
  t.end();
});

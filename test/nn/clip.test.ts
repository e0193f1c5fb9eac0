import fc from 'fast-check';
import test from 'tape';
import { nn, sum, type Tensor, tensor, zeros } from '../../src/index.ts';
import { halfInteger } from '../support/arbitraries.ts';
import { close } from '../support/close.ts';

const host = { device: 'reference', dtype: 'float64' } as const;

function withGradient(gradient: number[]): Tensor {
  const param = tensor(
    gradient.map(() => 0),
    { ...host, requiresGrad: true },
  );
  param.grad = tensor(gradient, host);
  return param;
}

test('clipGradNorm shortens [3] and [4], together of length 5, to length 1', (t) => {
  const params = [withGradient([3]), withGradient([4])];

  t.equal(nn.clipGradNorm(params, 1).item(), 5);
  t.ok(close(params[0].grad?.item() ?? NaN, 3 / (5 + 1e-6)));
  t.ok(close(params[1].grad?.item() ?? NaN, 4 / (5 + 1e-6)));
  t.end();
});

test('clipGradNorm is one factor for all gradients, for any norm', (t) => {
  const gradients = fc.array(fc.array(halfInteger, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      gradients,
      fc.constantFrom(1, 2, 3, Infinity, -Infinity),
      fc.constantFrom(0.5, 2, 100),
      (all, p, most) => {
        const params = all.map(withGradient);
        const flat = all.flat().map(Math.abs);
        const norm = Number.isFinite(p)
          ? flat.reduce((total, g) => total + g ** p, 0) ** (1 / p)
          : (p > 0 ? Math.max : Math.min)(...flat);
        const factor = Math.min(1, most / (norm + 1e-6));
        const total = nn.clipGradNorm(params, most, { normType: p }).item();
        const clipped = params.flatMap(({ grad }) => Array.from(grad?.toTypedArray() ?? []));
        return close(total, norm, 8) && all.flat().every((g, i) => close(clipped[i], g * factor, 8));
      },
    ),
    { numRuns: 60 },
  );
  t.pass('1, 2, 3, ∞ and −∞');
  t.end();
});

test('clipGradNorm skips parameters without a gradient, and leaves the gradients unseen', (t) => {
  const [a, b] = [tensor([1], { ...host, requiresGrad: true }), tensor([1], { ...host, requiresGrad: true })];
  sum(a.mul(4)).backward();
  t.equal(nn.clipGradNorm([a, b], 2).item(), 4);
  t.equal(a.node?.grad?.storage.escaped, false, 'so that zeroGrad can give their memory back');
  t.equal(nn.clipGradNorm([b], 1).item(), 0);
  t.equal(nn.clipGradNorm(a, 100).toTypedArray()[0].toFixed(4), '2.0000', 'a single tensor');
  t.end();
});

test('clipGradValue cuts every element off, and NaN stays NaN', (t) => {
  const param = withGradient([-3, 0.5, 3, NaN]);
  nn.clipGradValue([param], 1);
  t.deepEqual(param.grad?.toArray(), [-1, 0.5, 1, NaN]);
  t.end();
});

test('clipping explains what it cannot do, and changes nothing then', (t) => {
  const param = withGradient([NaN, 1]);
  t.throws(() => nn.clipGradNorm([param], -1), /clipGradNorm: maxNorm must be at least 0, but is -1/);
  t.throws(() => nn.clipGradNorm([param], 1, { normType: 0 }), /normType must be a number other than 0/);
  t.throws(() => nn.clipGradNorm([param], 1, { errorIfNonfinite: true }), /the norm of the gradients is NaN/);
  t.throws(() => nn.clipGradValue([param], NaN), /clipValue must be at least 0, but is NaN/);
  t.throws(() => nn.clipGradNorm([param], 1, { norm: 1 } as never), /unknown option "norm"/);
  t.deepEqual(param.grad?.toArray(), [NaN, 1]);
  t.end();
});

test('an empty parameter has no part in any norm', (t) => {
  for (const normType of [2, Infinity, -Infinity]) {
    const parameters = [zeros([0], { requiresGrad: true }), zeros([1], { requiresGrad: true })];
    parameters[0].grad = zeros([0]);
    parameters[1].grad = tensor([3]);
    t.equal(nn.clipGradNorm(parameters, 1, { normType }).item(), 3);
  }
  t.end();
});

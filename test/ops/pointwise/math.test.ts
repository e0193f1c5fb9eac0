import fc from 'fast-check';
import test from 'tape';
import { tensor } from '../../../src/tensor/create.ts';
import { sigmoid, tanh } from '../../../src/tensor/functions/activations.ts';
import { clone } from '../../../src/tensor/functions/convert.ts';
import * as math from '../../../src/tensor/functions/math.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { close } from '../../support/close.ts';
import { hasRightGradient } from '../../support/gradient.ts';
import '../../../src/tensor/methods.ts';

// Functions of one number, each against its definition. Arguments are odd multiples of a power of two, so that they lie
// on no step or kink.

interface Case {
  readonly ours: (input: Tensor) => Tensor;
  readonly definition: (x: number) => number;
  readonly domain: fc.Arbitrary<number>;
}

const anywhere = fc.integer({ min: -8, max: 7 }).map((k) => k / 2 + 0.25);
const positive = fc.integer({ min: 0, max: 15 }).map((k) => k / 2 + 0.25);
const withinOne = fc.integer({ min: -7, max: 6 }).map((k) => k / 8 + 1 / 16);
const aboveOne = fc.integer({ min: 0, max: 15 }).map((k) => 1.25 + k / 2);
const betweenZeroAndOne = fc.integer({ min: 1, max: 15 }).map((k) => k / 16);

const cases: Readonly<Record<string, Case>> = {
  neg: { ours: math.neg, definition: (x) => 0 - x, domain: anywhere },
  abs: { ours: math.abs, definition: (x) => (x < 0 ? -x : x), domain: anywhere },
  sign: { ours: math.sign, definition: (x) => (x < 0 ? -1 : 1), domain: anywhere },
  clone: { ours: clone, definition: (x) => x, domain: anywhere },
  square: { ours: math.square, definition: (x) => x * x, domain: anywhere },
  sqrt: { ours: math.sqrt, definition: (x) => x ** 0.5, domain: positive },
  rsqrt: { ours: math.rsqrt, definition: (x) => x ** -0.5, domain: positive },
  reciprocal: { ours: math.reciprocal, definition: (x) => 1 / x, domain: anywhere },
  exp: { ours: math.exp, definition: (x) => Math.E ** x, domain: anywhere },
  exp2: { ours: math.exp2, definition: (x) => 2 ** x, domain: anywhere },
  expm1: { ours: math.expm1, definition: (x) => Math.E ** x - 1, domain: anywhere },
  log: { ours: math.log, definition: (x) => Math.log2(x) / Math.log2(Math.E), domain: positive },
  log2: { ours: math.log2, definition: (x) => Math.log(x) / Math.log(2), domain: positive },
  log10: { ours: math.log10, definition: (x) => Math.log(x) / Math.log(10), domain: positive },
  log1p: { ours: math.log1p, definition: (x) => Math.log(1 + x), domain: positive },
  logit: { ours: math.logit, definition: (x) => Math.log(x) - Math.log(1 - x), domain: betweenZeroAndOne },
  sin: { ours: math.sin, definition: (x) => Math.cos(x - Math.PI / 2), domain: anywhere },
  cos: { ours: math.cos, definition: (x) => Math.sin(x + Math.PI / 2), domain: anywhere },
  tan: { ours: math.tan, definition: (x) => Math.sin(x) / Math.cos(x), domain: withinOne },
  asin: { ours: math.asin, definition: (x) => Math.atan(x / Math.sqrt(1 - x * x)), domain: withinOne },
  acos: { ours: math.acos, definition: (x) => Math.PI / 2 - Math.atan(x / Math.sqrt(1 - x * x)), domain: withinOne },
  atan: { ours: math.atan, definition: (x) => Math.asin(x / Math.sqrt(1 + x * x)), domain: anywhere },
  sinh: { ours: math.sinh, definition: (x) => (Math.exp(x) - Math.exp(-x)) / 2, domain: anywhere },
  cosh: { ours: math.cosh, definition: (x) => (Math.exp(x) + Math.exp(-x)) / 2, domain: anywhere },
  tanh: { ours: tanh, definition: (x) => 1 - 2 / (Math.exp(2 * x) + 1), domain: anywhere },
  asinh: { ours: math.asinh, definition: (x) => Math.log(x + Math.sqrt(x * x + 1)), domain: anywhere },
  acosh: { ours: math.acosh, definition: (x) => Math.log(x + Math.sqrt(x * x - 1)), domain: aboveOne },
  atanh: { ours: math.atanh, definition: (x) => Math.log((1 + x) / (1 - x)) / 2, domain: withinOne },
  sinc: { ours: math.sinc, definition: (x) => Math.sin(Math.PI * x) / (Math.PI * x), domain: anywhere },
  deg2rad: { ours: math.deg2rad, definition: (x) => (x / 360) * 2 * Math.PI, domain: anywhere },
  rad2deg: { ours: math.rad2deg, definition: (x) => (x / (2 * Math.PI)) * 360, domain: anywhere },
  erf: { ours: math.erf, definition: erfByArea, domain: anywhere },
  erfc: { ours: math.erfc, definition: (x) => 1 - erfByArea(x), domain: anywhere },
  sigmoid: { ours: sigmoid, definition: (x) => Math.exp(x) / (Math.exp(x) + 1), domain: anywhere },
  floor: { ours: math.floor, definition: (x) => (x < 0 ? -Math.ceil(-x) : Math.trunc(x)), domain: anywhere },
  ceil: { ours: math.ceil, definition: (x) => (x < 0 ? Math.trunc(x) : Math.trunc(x) + 1), domain: anywhere },
  trunc: { ours: math.trunc, definition: (x) => x - (x % 1), domain: anywhere },
  frac: { ours: math.frac, definition: (x) => x % 1, domain: anywhere },
  round: { ours: math.round, definition: (x) => Math.round(x), domain: anywhere },
};

/** 2/√π · ∫ e^(−t²) dt from 0 to x, by Simpson's rule. */
function erfByArea(x: number): number {
  const steps = 400;
  let area = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    area += weight * Math.exp(-((x * (i / steps)) ** 2));
  }
  return (2 / Math.sqrt(Math.PI)) * area * (x / steps / 3);
}

test('functions of one number, by hand', (t) => {
  const x = tensor([-1.5, 0, 2.5]);

  t.deepEqual(x.abs().toArray(), [1.5, 0, 2.5]);
  t.deepEqual(x.square().toArray(), [2.25, 0, 6.25]);
  t.deepEqual(x.sign().toArray(), [-1, 0, 1]);
  t.deepEqual(tensor([1, 4, 9]).sqrt().toArray(), [1, 2, 3]);
  t.deepEqual(tensor([0, 3]).exp2().toArray(), [2 ** 0, 2 ** 3]);
  t.deepEqual(x.floor().toArray(), [-2, 0, 2]);
  t.deepEqual(x.ceil().toArray(), [-1, 0, 3]);
  t.deepEqual(x.trunc().toArray(), [-1, 0, 2]);
  t.deepEqual(tensor([0.5, 1.5, 2.5, -0.5, -1.5, 2.4, 2.6]).round().toArray(), [0, 2, 2, -0, -2, 2, 3]);
  t.end();
});

for (const [name, { ours, definition, domain }] of Object.entries(cases)) {
  test(`${name} is what its definition says, element by element`, (t) => {
    fc.assert(
      fc.property(fc.array(domain, { maxLength: 6 }), (numbers) => {
        const actual = ours(tensor(numbers)).toTypedArray();
        return actual.length === numbers.length && numbers.every((x, i) => close(actual[i], definition(x), 8));
      }),
      { numRuns: 30 },
    );
    t.pass();
    t.end();
  });

  test(`${name} has the gradient of finite differences`, (t) => {
    fc.assert(
      fc.property(fc.array(domain, { minLength: 1, maxLength: 4 }), (numbers) => {
        hasRightGradient(t, ours, [tensor(numbers, { dtype: 'float64', requiresGrad: true })]);
      }),
      { numRuns: 5 },
    );
    t.end();
  });
}

test('the edges of functions are PyTorch’s', (t) => {
  const edges = tensor([NaN, Infinity, -Infinity, 0, -1]);
  const expected: Readonly<Record<string, readonly number[]>> = {
    abs: [NaN, Infinity, Infinity, 0, 1],
    sign: [0, 1, -1, 0, -1],
    sqrt: [NaN, Infinity, NaN, 0, NaN],
    rsqrt: [NaN, 0, NaN, Infinity, NaN],
    reciprocal: [NaN, 0, -0, Infinity, -1],
    exp: [NaN, Infinity, 0, 1, Math.fround(Math.exp(-1))],
    expm1: [NaN, Infinity, -1, 0, Math.fround(Math.expm1(-1))],
    log: [NaN, Infinity, NaN, -Infinity, NaN],
    log1p: [NaN, Infinity, NaN, 0, -Infinity],
    logit: [NaN, NaN, NaN, -Infinity, NaN],
    atan: [NaN, Math.fround(Math.PI / 2), Math.fround(-Math.PI / 2), 0, Math.fround(-Math.PI / 4)],
    acosh: [NaN, Infinity, NaN, NaN, NaN],
    atanh: [NaN, NaN, NaN, 0, -Infinity],
    erf: [NaN, 1, -1, 0, Math.fround(-0.842700792949715)],
    erfc: [NaN, 0, 2, 1, Math.fround(1.842700792949715)],
    sinc: [NaN, NaN, NaN, 1, 0],
    round: [NaN, Infinity, -Infinity, 0, -1],
    trunc: [NaN, Infinity, -Infinity, 0, -1],
    sigmoid: [NaN, 1, 0, 0.5, Math.fround(1 / (1 + Math.E))],
  };
  for (const [name, values] of Object.entries(expected)) {
    const actual = [...cases[name].ours(edges).toTypedArray()];
    t.ok(
      actual.every((value, i) => close(value, values[i])),
      `${name}: ${actual}`,
    );
  }
  t.end();
});

test('gradients at kinks and poles are PyTorch’s', (t) => {
  const gradientAt = (ours: (x: Tensor) => Tensor, x: number) => {
    const input = tensor(x, { requiresGrad: true });
    ours(input).backward();
    return input.grad?.item();
  };
  t.equal(gradientAt(math.abs, 0), 0, 'abs at 0');
  t.equal(gradientAt(math.sqrt, 0), Infinity, 'sqrt at 0');
  t.equal(gradientAt(math.sinc, 0), 0, 'sinc at 0');
  t.equal(gradientAt(math.logit, -0.5), NaN, 'logit outside its domain');
  t.equal(
    gradientAt((x) => math.logit(x, { eps: 0.25 }), 0.125),
    0,
    'logit where eps clamps',
  );
  t.equal(gradientAt(math.sign, 0), 0, 'sign');
  t.end();
});

test('round to decimals scales by powers of ten', (t) => {
  t.deepEqual(tensor([0.125, 2.675, -1.005]).double().round({ decimals: 2 }).toArray(), [0.12, 2.67, -1]);
  t.deepEqual(tensor([149, 151, 250]).round({ decimals: -2 }).toArray(), [100, 200, 200]);
  t.end();
});

test('functions of reals make integers float32; rounding leaves integers as they are', (t) => {
  const integers = tensor([0, 4], { dtype: 'int32' });

  t.equal(integers.sqrt().dtype, 'float32');
  t.deepEqual(integers.sqrt().toArray(), [0, 2]);
  t.equal(integers.floor(), integers);
  t.equal(integers.neg().dtype, 'int32');
  t.equal(tensor([2], { dtype: 'float64' }).exp().dtype, 'float64');
  t.end();
});

test('functions that make no sense for a dtype say so', (t) => {
  t.throws(() => tensor([true]).neg(), /^DTypeError: neg: bool has no negative\. Use logicalNot\(\)\.$/);
  t.throws(() => tensor([1], { dtype: 'int32' }).frac(), /^DTypeError: frac: int32 has no fractions$/);
  t.throws(
    () => tensor([1]).logit({ eps: 0.75 }),
    /^ArgumentError: logit: eps must lie between 0 and 0\.5, but is 0\.75$/,
  );
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { tensor } from '../../../src/tensor/create.ts';
import * as F from '../../../src/tensor/functions/activations.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { close } from '../../support/close.ts';
import { hasRightGradient } from '../../support/gradient.ts';
import '../../../src/tensor/methods.ts';

// Activations against their definitions, written from exp and log alone. Arguments are odd multiples of 1/8: on no kink.

const anywhere = fc.integer({ min: -20, max: 19 }).map((k) => k / 4 + 1 / 8);

const sigma = (x: number) => 1 / (1 + Math.exp(-x));
const hyperbolicTangent = (x: number) => 2 * sigma(2 * x) - 1;
const softplus = (x: number) => Math.log(1 + Math.exp(x));
const within = (x: number, low: number, high: number) => (x < low ? low : x > high ? high : x);

/** Φ(x): ½ and the area under the normal density from 0 to x, by Simpson's rule. */
function normalShareBelow(x: number): number {
  const steps = 400;
  let area = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    area += weight * Math.exp(-((x * (i / steps)) ** 2) / 2);
  }
  return 0.5 + (area * (x / steps / 3)) / Math.sqrt(2 * Math.PI);
}

interface Case {
  readonly ours: (input: Tensor) => Tensor;
  readonly definition: (x: number) => number;
}

const cases: Readonly<Record<string, Case>> = {
  relu: { ours: F.relu, definition: (x) => (x > 0 ? x : 0) },
  relu6: { ours: F.relu6, definition: (x) => within(x, 0, 6) },
  'leakyRelu, by default': { ours: F.leakyRelu, definition: (x) => (x > 0 ? x : 0.01 * x) },
  leakyRelu: { ours: (x) => F.leakyRelu(x, { negativeSlope: -0.5 }), definition: (x) => (x > 0 ? x : -0.5 * x) },
  hardtanh: { ours: (x) => F.hardtanh(x, { minVal: -2, maxVal: 0.5 }), definition: (x) => within(x, -2, 0.5) },
  'hardtanh, by default': { ours: F.hardtanh, definition: (x) => within(x, -1, 1) },
  threshold: { ours: (x) => F.threshold(x, 0.5, -7), definition: (x) => (x > 0.5 ? x : -7) },
  hardshrink: { ours: (x) => F.hardshrink(x, { lambda: 1 }), definition: (x) => (Math.abs(x) > 1 ? x : 0) },
  softshrink: {
    ours: (x) => F.softshrink(x, { lambda: 1 }),
    definition: (x) => (x > 1 ? x - 1 : x < -1 ? x + 1 : 0),
  },
  hardsigmoid: { ours: F.hardsigmoid, definition: (x) => within(x / 6 + 0.5, 0, 1) },
  hardswish: { ours: F.hardswish, definition: (x) => x * within(x / 6 + 0.5, 0, 1) },
  elu: { ours: (x) => F.elu(x, { alpha: 2 }), definition: (x) => (x > 0 ? x : 2 * (Math.exp(x) - 1)) },
  celu: { ours: (x) => F.celu(x, { alpha: 2 }), definition: (x) => (x > 0 ? x : 2 * (Math.exp(x / 2) - 1)) },
  selu: {
    ours: F.selu,
    definition: (x) => 1.05070098 * (x > 0 ? x : 1.67326324 * (Math.exp(x) - 1)),
  },
  sigmoid: { ours: F.sigmoid, definition: sigma },
  tanh: { ours: F.tanh, definition: hyperbolicTangent },
  tanhshrink: { ours: F.tanhshrink, definition: (x) => x - hyperbolicTangent(x) },
  logSigmoid: { ours: F.logSigmoid, definition: (x) => Math.log(sigma(x)) },
  gelu: { ours: F.gelu, definition: (x) => x * normalShareBelow(x) },
  'gelu by tanh': {
    ours: (x) => F.gelu(x, { approximate: 'tanh' }),
    definition: (x) => 0.5 * x * (1 + hyperbolicTangent(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  },
  silu: { ours: F.silu, definition: (x) => x * sigma(x) },
  mish: { ours: F.mish, definition: (x) => x * hyperbolicTangent(softplus(x)) },
  softplus: { ours: F.softplus, definition: softplus },
  'softplus with beta and threshold': {
    ours: (x) => F.softplus(x, { beta: 2, threshold: 1 }),
    definition: (x) => (2 * x > 1 ? x : softplus(2 * x) / 2),
  },
  softsign: { ours: F.softsign, definition: (x) => x / (1 + Math.abs(x)) },
};

test('activations, by hand', (t) => {
  const x = tensor([-4, -1, 0, 1, 4, 8]);

  t.deepEqual(F.relu(x).toArray(), [0, 0, 0, 1, 4, 8]);
  t.deepEqual(F.relu6(x).toArray(), [0, 0, 0, 1, 4, 6]);
  t.deepEqual(F.leakyRelu(x, { negativeSlope: 0.5 }).toArray(), [-2, -0.5, 0, 1, 4, 8]);
  t.deepEqual(F.hardtanh(x).toArray(), [-1, -1, 0, 1, 1, 1]);
  t.deepEqual(F.hardswish(x).toArray(), [-0, Math.fround((-1 * 2) / 6), 0, Math.fround((1 * 4) / 6), 4, 8]);
  t.deepEqual(F.softsign(x).toArray(), [-4 / 5, -1 / 2, 0, 1 / 2, 4 / 5, 8 / 9].map(Math.fround));
  t.deepEqual(F.sigmoid(tensor([0])).toArray(), [0.5]);
  t.end();
});

for (const [name, { ours, definition }] of Object.entries(cases)) {
  test(`${name} is what its definition says, element by element`, (t) => {
    fc.assert(
      fc.property(fc.array(anywhere, { maxLength: 6 }), (numbers) => {
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
      fc.property(fc.array(anywhere, { minLength: 1, maxLength: 4 }), (numbers) => {
        hasRightGradient(t, ours, [tensor(numbers, { dtype: 'float64', requiresGrad: true })]);
      }),
      { numRuns: 6 },
    );
    t.end();
  });
}

test('gradients at kinks are PyTorch’s', (t) => {
  const gradientAt = (ours: (x: Tensor) => Tensor, x: number) => {
    const input = tensor(x, { requiresGrad: true });
    ours(input).backward();
    return input.grad?.item();
  };
  t.equal(gradientAt(F.relu, 0), 0, 'relu at 0');
  t.equal(gradientAt(F.relu6, 0), 0, 'relu6 at 0');
  t.equal(gradientAt(F.relu6, 6), 0, 'relu6 at 6');
  t.equal(
    gradientAt((x) => F.leakyRelu(x, { negativeSlope: 0.25 }), 0),
    0.25,
    'leakyRelu at 0: its slope',
  );
  t.equal(gradientAt(F.hardtanh, 1), 0, 'hardtanh on its bound');
  t.equal(gradientAt(F.hardsigmoid, 3), 0, 'hardsigmoid at 3');
  t.equal(gradientAt(F.hardswish, -3), 0, 'hardswish at −3');
  t.equal(gradientAt(F.hardswish, 3), 1, 'hardswish at 3');
  t.equal(
    gradientAt((x) => F.elu(x, { alpha: 2 }), 0),
    2,
    'elu at 0: from below',
  );
  t.equal(
    gradientAt((x) => F.threshold(x, 1, 0), 1),
    0,
    'threshold on its edge',
  );
  t.equal(gradientAt(F.hardshrink, 0.5), 0, 'hardshrink on lambda');
  t.end();
});

test('activations neither overflow nor forget NaN', (t) => {
  const extremes = tensor([NaN, 1000, -1000]);
  const expected: Readonly<Record<string, readonly number[]>> = {
    relu: [NaN, 1000, 0],
    'hardtanh, by default': [NaN, 1, -1],
    elu: [NaN, 1000, -2],
    sigmoid: [NaN, 1, 0],
    tanh: [NaN, 1, -1],
    logSigmoid: [NaN, 0, -1000],
    gelu: [NaN, 1000, 0],
    silu: [NaN, 1000, 0],
    mish: [NaN, 1000, 0],
    softplus: [NaN, 1000, 0],
    softshrink: [NaN, 999, -999],
    hardswish: [NaN, 1000, 0],
  };
  for (const [name, values] of Object.entries(expected)) {
    const actual = [...cases[name].ours(extremes).toTypedArray()];
    t.ok(
      actual.every((value, i) => close(value, values[i])),
      `${name}: ${actual}`,
    );
  }
  t.end();
});

test('prelu has one slope for all channels, or one for each', (t) => {
  const input = tensor([
    [
      [-1, 2],
      [-3, -4],
    ],
  ]);

  t.deepEqual(F.prelu(input, tensor([0.5])).toArray(), [
    [
      [-0.5, 2],
      [-1.5, -2],
    ],
  ]);
  t.deepEqual(F.prelu(input, tensor([0.5, 2])).toArray(), [
    [
      [-0.5, 2],
      [-6, -8],
    ],
  ]);
  t.deepEqual(F.prelu(tensor([-1, -2]), tensor([2, 3])).toArray(), [-2, -6], 'channels alone');
  t.deepEqual(F.prelu(tensor(-1), tensor([2])).toArray(), -2, 'a scalar');

  const x = tensor(
    [
      [-1.25, 2],
      [-3, 0.5],
    ],
    { dtype: 'float64', requiresGrad: true },
  );
  const weight = tensor([0.5, 2], { dtype: 'float64', requiresGrad: true });
  hasRightGradient(t, F.prelu, [x, weight]);
  t.throws(
    () => F.prelu(input, tensor([1, 2, 3])),
    /^ShapeError: prelu: weight must hold one number, or one for each of the input's 2 channels\. Given input \[1, 2, 2\], weight \[3\]\.$/,
  );
  t.end();
});

test('glu lets the first half through the sigmoid of the second', (t) => {
  t.deepEqual(F.glu(tensor([[8, 4, 0, 0]])).toArray(), [[8 / 2, 4 / 2]]);
  const x = tensor(
    [
      [1, -2],
      [0.5, 0.25],
    ],
    { dtype: 'float64', requiresGrad: true },
  );
  hasRightGradient(t, (input) => F.glu(input, 0), [x]);
  t.throws(
    () => F.glu(tensor([1, 2, 3])),
    /^ShapeError: glu: axis 0 must have an even size, to be cut in halves, but has 3\. Given input \[3\]\.$/,
  );
  t.end();
});

test('activations say which option is wrong', (t) => {
  const x = tensor([1]);
  t.throws(
    () => F.leakyRelu(x, { negativSlope: 0.1 } as object),
    /^ArgumentError: leakyRelu: unknown option "negativSlope"; did you mean "negativeSlope"\?$/,
  );
  t.throws(() => F.gelu(x, { approximate: 'erf' as 'tanh' }), /approximate must be 'none' or 'tanh', but is 'erf'$/);
  t.throws(() => F.hardtanh(x, { minVal: 2, maxVal: 1 }), /minVal must not be above maxVal, but they are 2 and 1$/);
  t.throws(() => F.softshrink(x, { lambda: -1 }), /^ArgumentError: softshrink: lambda must be at least 0, but is -1$/);
  t.throws(() => F.celu(x, { alpha: 0 }), /^ArgumentError: celu: alpha must not be 0, because x is divided by it$/);
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { tensor } from '../../../src/tensor/create.ts';
import * as choice from '../../../src/tensor/functions/choice.ts';
import * as pointwise from '../../../src/tensor/functions/pointwise.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { close } from '../../support/close.ts';
import { hasRightGradient } from '../../support/gradient.ts';
import '../../../src/tensor/methods.ts';

// Operations of two operands, each against its definition. The first operand is a multiple of 1/2, the second an odd
// multiple of 1/4 (or a positive one), so that quotients are no integers and maxima are no ties.

interface Case {
  readonly ours: (a: Tensor, b: Tensor | number) => Tensor;
  readonly definition: (a: number, b: number) => number;
  readonly first?: fc.Arbitrary<number>;
  /** Where a gradient is no gradient: a remainder jumps where finite differences look. */
  readonly second?: fc.Arbitrary<number>;
}

const half = fc.integer({ min: -8, max: 8 }).map((k) => k / 2);
const oddQuarter = fc.integer({ min: -8, max: 7 }).map((k) => k / 2 + 0.25);
const positive = fc.integer({ min: 0, max: 8 }).map((k) => k / 2 + 0.25);
const offIntegers = fc.integer({ min: -4, max: 4 }).map((k) => k + 0.375);
const three = fc.constantFrom(-0.75, 0.75, 3, -3);

const cases: Readonly<Record<string, Case>> = {
  add: { ours: pointwise.add, definition: (a, b) => a + b },
  'add with alpha': { ours: (a, b) => pointwise.add(a, b, { alpha: -2 }), definition: (a, b) => a - 2 * b },
  sub: { ours: pointwise.sub, definition: (a, b) => a - b },
  'sub with alpha': { ours: (a, b) => pointwise.sub(a, b, { alpha: 3 }), definition: (a, b) => a - 3 * b },
  rsub: { ours: pointwise.rsub, definition: (a, b) => b - a },
  'rsub with alpha': { ours: (a, b) => pointwise.rsub(a, b, { alpha: 2 }), definition: (a, b) => b - 2 * a },
  mul: { ours: pointwise.mul, definition: (a, b) => a * b },
  div: { ours: pointwise.div, definition: (a, b) => a / b },
  'div, floored': {
    ours: pointwise.floorDivide,
    definition: (a, b) => Math.floor(a / b),
    first: offIntegers,
    second: three,
  },
  'div, truncated': {
    ours: (a, b) => pointwise.div(a, b, { roundingMode: 'trunc' }),
    definition: (a, b) => Math.trunc(a / b),
    first: offIntegers,
    second: three,
  },
  fmod: {
    ours: pointwise.fmod,
    definition: (a, b) => a - b * Math.trunc(a / b),
    first: offIntegers,
    second: three,
  },
  remainder: {
    ours: pointwise.remainder,
    definition: (a, b) => a - b * Math.floor(a / b),
    first: offIntegers,
    second: three,
  },
  pow: { ours: pointwise.pow, definition: (a, b) => Math.exp(b * Math.log(a)), first: positive },
  atan2: {
    ours: pointwise.atan2,
    definition: (a, b) => 2 * Math.atan((Math.sqrt(a * a + b * b) - b) / a),
    first: oddQuarter,
  },
  hypot: { ours: pointwise.hypot, definition: (a, b) => Math.sqrt(a * a + b * b) },
  logaddexp: { ours: pointwise.logaddexp, definition: (a, b) => Math.log(Math.exp(a) + Math.exp(b)) },
  logaddexp2: { ours: pointwise.logaddexp2, definition: (a, b) => Math.log2(2 ** a + 2 ** b) },
  xlogy: { ours: pointwise.xlogy, definition: (a, b) => (a === 0 ? 0 : a * Math.log(b)), second: positive },
  maximum: { ours: choice.maximum, definition: (a, b) => (a > b ? a : b) },
  minimum: { ours: choice.minimum, definition: (a, b) => (a < b ? a : b) },
};

test('arithmetic of two tensors, by hand, broadcast', (t) => {
  const column = tensor([[1], [2]]);
  const row = tensor([10, 20, 30]);

  t.deepEqual(column.add(row).toArray(), [
    [1 + 10, 1 + 20, 1 + 30],
    [2 + 10, 2 + 20, 2 + 30],
  ]);
  t.deepEqual(column.mul(row).toArray(), [
    [10, 20, 30],
    [20, 40, 60],
  ]);
  t.deepEqual(row.div(column).toArray(), [
    [10, 20, 30],
    [5, 10, 15],
  ]);
  t.deepEqual(tensor([7, -7]).fmod(3).toArray(), [1, -1]);
  t.deepEqual(tensor([7, -7]).remainder(3).toArray(), [1, 2]);
  t.deepEqual(tensor([7, -7]).div(2, { roundingMode: 'floor' }).toArray(), [3, -4]);
  t.deepEqual(tensor([7, -7]).div(2, { roundingMode: 'trunc' }).toArray(), [3, -3]);
  t.deepEqual(
    tensor([3, 5])
      .hypot(tensor([4, 12]))
      .toArray(),
    [5, 13],
  );
  t.end();
});

for (const [name, { ours, definition, first = half, second = oddQuarter }] of Object.entries(cases)) {
  test(`${name} is what its definition says, for tensors and numbers`, (t) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(first, second), { maxLength: 6 }), second, (pairs, number) => {
        const a = tensor(pairs.map(([left]) => left));
        const ofTensors = ours(a, tensor(pairs.map(([, right]) => right))).toTypedArray();
        const ofNumber = ours(a, number).toTypedArray();
        return pairs.every(
          ([left, right], i) =>
            close(ofTensors[i], definition(left, right), 8) && close(ofNumber[i], definition(left, number), 8),
        );
      }),
      { numRuns: 30 },
    );
    t.pass();
    t.end();
  });

  test(`${name} has the gradient of finite differences, by both operands, broadcast`, (t) => {
    const column = fc.array(fc.tuple(first), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(column, fc.array(second, { minLength: 1, maxLength: 3 }), second, (left, right, number) => {
        const a = tensor(left, { dtype: 'float64', requiresGrad: true });
        const b = tensor(right, { dtype: 'float64', requiresGrad: true });
        hasRightGradient(t, ours, [a, b], 'by both');
        hasRightGradient(t, (x) => ours(x, number), [a], 'beside a number');
      }),
      { numRuns: 5 },
    );
    t.end();
  });
}

test('pow follows C at the edges, and PyTorch in the gradients', (t) => {
  const power = (base: number, exponent: number) =>
    tensor([base])
      .pow(tensor([exponent]))
      .item();
  t.equal(power(0, 0), 1);
  t.equal(power(-2, 3), -8);
  t.equal(power(-2, 2), 4);
  t.equal(power(-8, 0.5), NaN);
  t.equal(power(1, NaN), 1);
  t.equal(power(NaN, 0), 1);
  t.equal(power(-1, Infinity), 1);
  t.equal(power(0, -1), Infinity);
  t.equal(power(-0.5, -Infinity), Infinity);

  const base = tensor([0, 0, 0, -2], { requiresGrad: true });
  const exponent = tensor([0, 2, -1, 2], { requiresGrad: true });
  base.pow(exponent).sum().backward();
  t.deepEqual(base.grad?.toArray(), [0, 0, -Infinity, 2 * -2]);
  t.deepEqual(exponent.grad?.toArray(), [0, 0, -Infinity, NaN], '0ᵇ is flat for b ≥ 0');

  const x = tensor([0, 3], { requiresGrad: true });
  x.pow(0).sum().backward();
  t.deepEqual(x.grad?.toArray(), [0, 0], 'x⁰ is constant');
  t.end();
});

test('division by 0 and remainders at the edges are PyTorch’s', (t) => {
  const a = tensor([1, -1, 0, NaN, Infinity]);
  t.deepEqual(a.div(0).toArray(), [Infinity, -Infinity, NaN, NaN, Infinity]);
  t.deepEqual(a.floorDivide(0).toArray(), [Infinity, -Infinity, NaN, NaN, Infinity]);
  t.deepEqual(a.fmod(0).toArray(), [NaN, NaN, NaN, NaN, NaN]);
  t.deepEqual(tensor([5, -5]).remainder(Infinity).toArray(), [5, Infinity]);
  t.deepEqual(
    tensor([5.5])
      .fmod(tensor([-2]))
      .toArray(),
    [1.5],
  );
  t.deepEqual(
    tensor([1], { dtype: 'float64' }).floorDivide(0.1).toArray(),
    [9],
    '0.1 is a little more than a tenth, and goes only 9 times into 1',
  );
  t.end();
});

test('maximum and minimum propagate NaN, and share the gradient of a tie', (t) => {
  t.deepEqual(
    tensor([NaN, 1])
      .maximum(tensor([1, NaN]))
      .toArray(),
    [NaN, NaN],
  );
  t.deepEqual(
    tensor([NaN, 1])
      .minimum(tensor([1, NaN]))
      .toArray(),
    [NaN, NaN],
  );

  for (const ours of [choice.maximum, choice.minimum]) {
    const a = tensor([2, 2], { requiresGrad: true });
    const b = tensor([2, 2], { requiresGrad: true });
    ours(a, b).sum().backward();
    t.deepEqual(a.grad?.toArray(), [0.5, 0.5]);
    t.deepEqual(b.grad?.toArray(), [0.5, 0.5]);
  }
  t.end();
});

test('hypot and logaddexp do not overflow', (t) => {
  t.deepEqual(
    tensor([3e38])
      .hypot(tensor([0]))
      .toArray(),
    [Math.fround(3e38)],
  );
  t.equal(
    tensor([NaN])
      .hypot(tensor([Infinity]))
      .item(),
    Infinity,
  );
  t.equal(
    tensor([0])
      .hypot(tensor([0]))
      .item(),
    0,
  );
  t.ok(
    close(
      tensor([1000])
        .logaddexp(tensor([1000]))
        .item(),
      1000 + Math.log(2),
    ),
  );
  t.equal(
    tensor([-Infinity])
      .logaddexp(tensor([-Infinity]))
      .item(),
    -Infinity,
  );
  t.equal(
    tensor([Infinity])
      .logaddexp(tensor([Infinity]))
      .item(),
    Infinity,
  );
  t.end();
});

test('addcmul and addcdiv are input + value · tensor1 ·or/ tensor2', (t) => {
  const [a, b, c] = [tensor([1]), tensor([6]), tensor([3])];
  t.equal(a.addcmul(b, c, { value: 0.5 }).item(), 1 + 0.5 * 6 * 3);
  t.equal(a.addcdiv(b, c, { value: -2 }).item(), 1 - (2 * 6) / 3);
  t.end();
});

test('two dtypes meet at the wider one, and a number takes the tensor’s', (t) => {
  const integers = tensor([3, 4], { dtype: 'int32' });

  t.equal(integers.add(1).dtype, 'int32');
  t.equal(integers.add(0.5).dtype, 'float32');
  t.deepEqual(integers.add(0.5).toArray(), [3.5, 4.5]);
  t.equal(integers.div(2).dtype, 'float32', 'true division');
  t.deepEqual(integers.div(2, { roundingMode: 'floor' }).toArray(), [1, 2]);
  t.equal(integers.div(2, { roundingMode: 'floor' }).dtype, 'int32');
  t.equal(integers.add(tensor([0.5])).dtype, 'float32');
  t.equal(tensor([true]).add(1).dtype, 'int32');
  t.equal(tensor([true]).mul(0.5).dtype, 'float32');
  t.deepEqual(
    tensor([true, false])
      .add(tensor([true, false]))
      .toArray(),
    [true, false],
    '"or"',
  );
  t.equal(tensor([1], { dtype: 'float64' }).add(tensor([1])).dtype, 'float64');
  t.end();
});

test('operations of two operands say what does not fit', (t) => {
  t.throws(
    () => tensor([1, 2, 3]).add(tensor([1, 2])),
    /^ShapeError: add: the shapes do not broadcast: axis −1 is 3 in one and 2 in another .*Given input \[3\], other \[2\]\.$/,
  );
  t.throws(
    () => tensor([true]).sub(tensor([true])),
    /^DTypeError: sub: bool cannot be subtracted from bool\. Use logicalXor\(\)/,
  );
  t.throws(
    () => tensor([1]).div(2, { roundingMode: 'ceil' as 'floor' }),
    /^ArgumentError: div: roundingMode must be 'floor', 'trunc' or left out, but is 'ceil'$/,
  );
  t.throws(
    () => tensor([1]).add(2, { alpa: 2 } as object),
    /^ArgumentError: add: unknown option "alpa"; did you mean "alpha"\?$/,
  );
  t.throws(
    () => tensor([2], { dtype: 'int32' }).pow(-1),
    /^ArgumentError: pow: int32 to the power of -1 is no integer\. Use \.float\(\) first\.$/,
  );
  t.end();
});

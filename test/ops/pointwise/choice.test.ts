import fc from 'fast-check';
import test from 'tape';
import { tensor } from '../../../src/tensor/create.ts';
import { clamp, heaviside, lerp, maskedFill, nanToNum, where } from '../../../src/tensor/functions/choice.ts';
import { close } from '../../support/close.ts';
import { hasRightGradient } from '../../support/gradient.ts';
import '../../../src/tensor/methods.ts';

const oddQuarter = fc.integer({ min: -8, max: 7 }).map((k) => k / 2 + 0.25);
const half = fc.integer({ min: -6, max: 6 }).map((k) => k / 2);

test('where takes from one tensor or the other, and all three broadcast', (t) => {
  const condition = tensor([[true], [false]]);

  t.deepEqual(where(condition, tensor([1, 2]), tensor(9)).toArray(), [
    [1, 2],
    [9, 9],
  ]);
  t.deepEqual(where(condition, 1, 0).toArray(), [[1], [0]]);
  t.deepEqual(condition.where(0.5, 0).toArray(), [[0.5], [0]]);
  t.end();
});

test('maskedFill puts a value where the mask is true', (t) => {
  const x = tensor([1, 2, 3]);
  t.deepEqual(x.maskedFill(x.gt(1.5), -1).toArray(), [1, -1, -1]);
  t.deepEqual(x.maskedFill(tensor([[true], [false]]), 0).shape, [2, 3]);
  t.end();
});

test('clamp holds every element between the bounds, of which the upper one wins', (t) => {
  const x = tensor([-2, 0.5, 2, NaN]);

  t.deepEqual(x.clamp(0, 1).toArray(), [0, 0.5, 1, NaN]);
  t.deepEqual(x.clamp(0).toArray(), [0, 0.5, 2, NaN]);
  t.deepEqual(x.clamp(undefined, 1).toArray(), [-2, 0.5, 1, NaN]);
  t.deepEqual(x.clamp(1, -1).toArray(), [-1, -1, -1, NaN]);
  t.deepEqual(x.clamp(tensor([-3, 0, 3, 0]), 2.5).toArray(), [-2, 0.5, 2.5, NaN]);
  t.deepEqual(tensor([-5, 300], { dtype: 'int32' }).clamp(0, 255).dtype, 'int32');
  t.deepEqual(
    tensor([-5, 3], { dtype: 'int32' })
      .clamp(tensor([0, 4], { dtype: 'int32' }))
      .toArray(),
    [0, 4],
  );
  t.deepEqual(tensor([-5, 3], { dtype: 'int32' }).clamp(0.5).toArray(), [0.5, 3]);
  t.end();
});

test('where, clamp and lerp are what their definitions say', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(half, oddQuarter, oddQuarter, fc.boolean()), { maxLength: 6 }), (rows) => {
      const [x, a, b] = [0, 1, 2].map((column) => tensor(rows.map((row) => row[column] as number)));
      const mask = tensor(
        rows.map((row) => row[3]),
        { dtype: 'bool' },
      );
      const chosen = where(mask, a, b).toTypedArray();
      const held = clamp(x, a, b).toTypedArray();
      const between = lerp(x, a, b).toTypedArray();
      return rows.every(
        ([value, left, right, isTrue], i) =>
          chosen[i] === (isTrue ? left : right) &&
          held[i] === Math.min(Math.max(value, left), right) &&
          close(between[i], value + right * (left - value), 4),
      );
    }),
    { numRuns: 30 },
  );
  t.pass();
  t.end();
});

test('where, clamp and lerp have the gradients of finite differences', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(half, oddQuarter, oddQuarter), { minLength: 2, maxLength: 3 }), (rows) => {
      const [x, a, b] = [0, 1, 2].map((column) =>
        tensor(
          rows.map((row) => row[column] + (column === 2 ? 1 / 8 : 0)),
          { dtype: 'float64', requiresGrad: true },
        ),
      );
      const mask = x.detach().gt(0);
      hasRightGradient(t, (p, q) => where(mask, p, q), [a, b], 'where');
      hasRightGradient(t, (p, q, r) => clamp(p, q, r), [x, a, b], 'clamp between tensors');
      hasRightGradient(t, (p) => clamp(p, -1.25, 1.25), [x], 'clamp between numbers');
      hasRightGradient(t, (p, q) => clamp(p, undefined, q), [x, a], 'clamp from above');
      hasRightGradient(t, (p, q, r) => lerp(p, q, r), [x, a, b], 'lerp');
      hasRightGradient(t, (p, value) => maskedFill(p, mask, value), [
        x,
        tensor(3, { dtype: 'float64', requiresGrad: true }),
      ]);
    }),
    { numRuns: 8 },
  );
  t.end();
});

test('on a bound of clamp the gradient passes', (t) => {
  const x = tensor([0, 1, 2], { requiresGrad: true });
  x.clamp(0, 1).sum().backward();
  t.deepEqual(x.grad?.toArray(), [1, 1, 0]);
  t.end();
});

test('lerp gives its ends exactly', (t) => {
  t.equal(lerp(tensor(1e8), tensor(1), 1).item(), 1);
  t.equal(lerp(tensor(1e8), tensor(1), 0).item(), 1e8);
  t.end();
});

test('nanToNum replaces what is not finite, and heaviside steps at 0', (t) => {
  const x = tensor([NaN, Infinity, -Infinity, 2]);
  t.deepEqual(nanToNum(x, { nan: 7, posinf: 8, neginf: 9 }).toArray(), [7, 8, 9, 2]);
  const largest = Math.fround(3.4028234663852886e38);
  t.deepEqual(x.nanToNum().toArray(), [0, largest, -largest, 2]);
  t.deepEqual(heaviside(tensor([-1, 0, 2]), tensor(0.5)).toArray(), [0, 0.5, 1]);
  t.end();
});

test('choices say what they cannot do', (t) => {
  const x = tensor([1, 2]);
  t.throws(
    () => where(x, x, x),
    /^DTypeError: where: condition must be bool, as comparisons give it, but is float32\. Use \.bool\(\) or \.ne\(0\)\.$/,
  );
  t.throws(() => clamp(x), /^ArgumentError: clamp: needs min, max or both, but both are undefined$/);
  t.throws(
    () => maskedFill(x, x.gt(0), x),
    /^ShapeError: maskedFill: value must be a number or a tensor without axes\. Given value \[2\]\.$/,
  );
  t.throws(
    () => maskedFill(tensor([1], { dtype: 'int32' }), tensor([true]), 0.5),
    /^DTypeError: maskedFill: a value of float32 does not go into int32$/,
  );
  t.throws(() => nanToNum(x, { posInf: 1 } as object), /unknown option "posInf"; did you mean "posinf"\?$/);
  t.end();
});

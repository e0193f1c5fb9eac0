import fc from 'fast-check';
import test from 'tape';
import { tensor } from '../../../src/tensor/create.ts';
import * as compare from '../../../src/tensor/functions/compare.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import '../../../src/tensor/methods.ts';

type Question = (a: Tensor, b: Tensor | number) => Tensor;

const questions: Readonly<Record<string, { ours: Question; definition: (a: number, b: number) => boolean }>> = {
  eq: { ours: compare.eq, definition: (a, b) => a === b },
  ne: { ours: compare.ne, definition: (a, b) => a !== b },
  lt: { ours: compare.lt, definition: (a, b) => a < b },
  le: { ours: compare.le, definition: (a, b) => a <= b },
  gt: { ours: compare.gt, definition: (a, b) => a > b },
  ge: { ours: compare.ge, definition: (a, b) => a >= b },
  logicalAnd: { ours: compare.logicalAnd, definition: (a, b) => isTrue(a) && isTrue(b) },
  logicalOr: { ours: compare.logicalOr, definition: (a, b) => isTrue(a) || isTrue(b) },
  logicalXor: { ours: compare.logicalXor, definition: (a, b) => isTrue(a) !== isTrue(b) },
};

function isTrue(value: number): boolean {
  return value !== 0;
}

const value = fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 0.5, 1, -1.5);

test('comparisons give bool tensors, and broadcast', (t) => {
  const answer = tensor([[1], [2]]).lt(tensor([1, 2, 3]));

  t.equal(answer.dtype, 'bool');
  t.deepEqual(answer.toArray(), [
    [false, true, true],
    [false, false, true],
  ]);
  t.deepEqual(tensor([1, 2, 3]).ge(2).toArray(), [false, true, true]);
  t.deepEqual(tensor([1, 0, NaN]).logicalNot().toArray(), [false, true, false]);
  t.end();
});

for (const [name, { ours, definition }] of Object.entries(questions)) {
  test(`${name} answers as JavaScript does, NaN and infinities included`, (t) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 8 }), value, (pairs, number) => {
        const a = tensor(pairs.map(([left]) => left));
        const ofTensors = ours(a, tensor(pairs.map(([, right]) => right))).toTypedArray();
        const ofNumber = ours(a, number).toTypedArray();
        return pairs.every(
          ([left, right], i) =>
            ofTensors[i] === Number(definition(left, right)) && ofNumber[i] === Number(definition(left, number)),
        );
      }),
      { numRuns: 40 },
    );
    t.pass();
    t.end();
  });
}

test('isnan, isinf, isfinite and their like', (t) => {
  const x = tensor([NaN, Infinity, -Infinity, 0]);
  t.deepEqual(x.isnan().toArray(), [true, false, false, false]);
  t.deepEqual(x.isinf().toArray(), [false, true, true, false]);
  t.deepEqual(x.isfinite().toArray(), [false, false, false, true]);
  t.deepEqual(x.isposinf().toArray(), [false, true, false, false]);
  t.deepEqual(x.isneginf().toArray(), [false, false, true, false]);
  t.end();
});

test('isclose allows atol + rtol·|other|', (t) => {
  const a = tensor([1, 1, Infinity, Infinity, NaN], { dtype: 'float64' });
  const b = tensor([1.25, 1.5, Infinity, -Infinity, NaN], { dtype: 'float64' });
  t.deepEqual(a.isclose(b, { atol: 0.25, rtol: 0 }).toArray(), [true, false, true, false, false]);
  t.deepEqual(a.isclose(b, { atol: 0, rtol: 0.25, equalNaN: true }).toArray(), [true, false, true, false, true]);
  t.deepEqual(
    tensor([1.25, 1])
      .isclose(tensor([1, 1.25]), { atol: 0, rtol: 0.2 })
      .toArray(),
    [false, true],
    'of other',
  );
  t.equal(tensor([100]).allclose(tensor([100.0001])), true);
  t.equal(tensor([100]).allclose(tensor([100.01])), false);
  t.end();
});

test('equal compares shapes and all elements', (t) => {
  t.equal(tensor([1, 2]).equal(tensor([1, 2])), true);
  t.equal(tensor([1, 2]).equal(tensor([1, 3])), false);
  t.equal(tensor([1, 1]).equal(tensor([[1, 1]])), false);
  t.equal(tensor([]).equal(tensor([])), true);
  t.end();
});

test('no gradient passes through a comparison', (t) => {
  const x = tensor([1], { requiresGrad: true });
  t.equal(x.gt(0).requiresGrad, false);
  t.throws(() => x.gt(tensor([1, 2, 3, 4])).add(tensor([1, 2])), /^ShapeError: add: /);
  t.throws(() => tensor([1, 2]).eq(tensor([1, 2, 3])), /^ShapeError: eq: the shapes do not broadcast/);
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import { linear } from '../../../src/tensor/functions/linear.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { at, numbersOf, sameNumbers } from '../../support/coordinates.ts';

const cases = fc
  .record({
    leading: shapeOf({ maxRank: 2 }),
    inFeatures: fc.nat(3),
    outFeatures: fc.integer({ min: 1, max: 3 }),
  })
  .chain(({ leading, inFeatures, outFeatures }) =>
    fc.record({
      input: tensorOf([...leading, inFeatures]),
      weight: tensorOf([outFeatures, inFeatures]),
      bias: fc.option(tensorOf([outFeatures]), { nil: undefined }),
    }),
  );

test('linear weighs all features for every output, and adds its bias', (t) => {
  const weight = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const scores = linear(tensor([10, 1]), weight, tensor([100, 200, 300]));
  t.deepEqual(scores.toArray(), [1 * 10 + 2 * 1 + 100, 3 * 10 + 4 * 1 + 200, 5 * 10 + 6 * 1 + 300]);
  t.deepEqual(linear(tensor([[10, 1]]), tensor([1, 2])).toArray(), [12], 'one output, whose axis goes');
  t.end();
});

test('linear is a sum over the features for every row and output', (t) => {
  fc.assert(
    fc.property(cases, ({ input, weight, bias }) => {
      const shape = [...input.shape.slice(0, -1), weight.shape[0]];
      const expected = numbersOf(shape, (coordinate) => {
        const row = coordinate.slice(0, -1);
        const out = coordinate[coordinate.length - 1];
        let sum = bias === undefined ? 0 : at(bias, [out]);
        for (let i = 0; i < weight.shape[1]; i++) sum += at(input, [...row, i]) * at(weight, [out, i]);
        return sum;
      });
      const scores = linear(input, weight, bias);
      return scores.shape.join() === shape.join() && sameNumbers(scores.toTypedArray(), expected);
    }),
  );
  t.pass();
  t.end();
});

test('linear has the gradient of finite differences for input, weight and bias', (t) => {
  fc.assert(
    fc.property(cases, ({ input, weight, bias }) =>
      gradcheck((x, w, b) => linear(x, w, b), bias === undefined ? [input, weight] : [input, weight, bias]),
    ),
    { numRuns: 30 },
  );
  t.pass();
  t.end();
});

test('linear refuses features, biases and dtypes that do not agree', (t) => {
  const weight = zeros([4, 3]);
  t.throws(
    () => linear(zeros([2, 5]), weight),
    /^ShapeError: linear: the last axis of input must have the 3 features that weight expects, but has 5\. Given input \[2, 5\], weight \[4, 3\]\.$/,
  );
  t.throws(() => linear(zeros([3]), weight, zeros([3])), /linear: bias must be \[4\], one for every row of weight/);
  t.throws(() => linear(tensor(1), weight), /linear: input must have at least one axis, and weight one or two/);
  t.throws(
    () => linear(zeros([3], { dtype: 'float64' }), weight),
    /^DTypeError: linear: the operands must have one dtype/,
  );
  t.end();
});

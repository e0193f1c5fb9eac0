import fc from 'fast-check';
import test from 'tape';
import { explain, F, tensor, trace } from '../../src/index.ts';
import { indicesOf, tensorOf } from '../support/arbitraries.ts';
import { close } from '../support/close.ts';
import { gradOf, unequal } from '../support/traced.ts';

const logits = () => tensor([[1, 2, 0.5], [0, 3, 1]]); // biome-ignore format: a picture
const labels = () => tensor([1, 2], { dtype: 'int32' });

test('a step of a softmax shows every exp of the row, and what the asked one is of their sum', (t) => {
  const step = trace.softmax(logits(), 1).at([0, 1]);
  t.equal(step.formula, 'exp(2 − 2) / (exp(1 − 2) + exp(2 − 2) + exp(0.5 − 2)) = 0.62853');
  t.deepEqual(step.taps.map(({ isWinner }) => isWinner), [false, true, false]); // biome-ignore format: short
  t.equal(trace.logSoftmax(logits(), 1).at([0, 1]).formula, '2 − 2 − log(exp(1 − 2) + exp(2 − 2) + exp(0.5 − 2)) = −0.46437'); // biome-ignore format: short
  const back = trace.softmax(logits(), 1).backward(tensor([[1, 0, 0], [0, 0, 0]])).input; // biome-ignore format: a picture
  t.equal(back.at([0, 0]).formula, '0.23122·(1 − 0.23122) = 0.17776');
  t.equal(explain(F.softmax(logits(), 1), 1).formula, step.formula);
  t.end();
});

test('a step of the cross entropy shows log Σ exp, the label, its weight, and smoothing as it is', (t) => {
  const weight = tensor([1, 2, 3]);
  const row = (options: Parameters<typeof trace.crossEntropy>[2]) =>
    trace.crossEntropy(logits(), labels(), { ...options, reduction: 'none' }).at(0).formula;
  t.equal(row({}), 'log(exp(1) + exp(2) + exp(0.5)) − 2 = 0.46437');
  t.equal(row({ weight }), '2·(log(exp(1) + exp(2) + exp(0.5)) − 2) = 0.92874');
  t.equal(row({ ignoreIndex: 1 }), '0: the label 1 is ignored');
  t.equal(
    row({ labelSmoothing: 0.1 }),
    '(1 − 0.1)·(L − 2) + 0.1/3·((L − 1) + (L − 2) + (L − 0.5)) = 0.5477 with L = log(exp(1) + exp(2) + exp(0.5))',
  );
  t.equal(trace.crossEntropy(logits(), labels()).at(0).formula, '(0.46437 + 2.1698) / 2 = 1.3171');
  t.equal(trace.crossEntropy(logits(), labels(), { reduction: 'sum' }).at(0).formula, '0.46437 + 2.1698 = 2.6342');
  t.equal(trace.crossEntropy(logits(), labels(), { weight }).at(0).divisor, 2 + 3, 'the weights of both labels');
  t.end();
});

test('a step back through the cross entropy says softmax − 1 for the label, and softmax for the others', (t) => {
  const made = trace.crossEntropy(logits(), labels());
  const back = made.backward().input;
  t.equal(back.at([0, 1]).formula, '1/2·(exp(2 − 2.4644) − 1) = −0.18573');
  t.equal(back.at([0, 0]).formula, '1/2·exp(1 − 2.4644) = 0.11561');
  t.deepEqual(made.receivers(0).map(({ receiver }) => receiver.index), [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]], 'every logit receives something'); // biome-ignore format: short
  t.equal(trace.crossEntropy(logits(), labels(), { ignoreIndex: 2 }).backward().input.at(3).formula, '0: the label 2 is ignored'); // biome-ignore format: short
  t.end();
});

const lossCase = fc
  .record({
    classes: fc.integer({ min: 1, max: 4 }),
    rows: fc.integer({ min: 1, max: 3 }),
    isPlane: fc.boolean(),
    isWeighted: fc.boolean(),
    ignoreIndex: fc.constantFrom(-100, 0),
    labelSmoothing: fc.constantFrom(0, 0.25),
    reduction: fc.constantFrom('mean', 'sum', 'none'),
  })
  .chain(({ classes, rows, isPlane, isWeighted, ...options }) =>
    fc.record({
      input: tensorOf(isPlane ? [rows, classes, 2] : [rows, classes]),
      target: indicesOf(isPlane ? [rows, 2] : [rows], 0, classes - 1),
      weight: isWeighted ? tensorOf([classes]) : fc.constant(undefined),
      options: fc.constant(options),
    }),
  );

test('every loss and every gradient of the cross entropy is explained by what it was made of', (t) => {
  fc.assert(
    fc.property(lossCase, ({ input, target, weight, options }) => {
      const all = { ...options, weight };
      input.grad = undefined;
      const output = F.crossEntropy(input, target, all);
      const gradOutput = unequal(output);
      output.backward(gradOutput);
      const made = trace.crossEntropy(input, target, all);
      const same = (one: number, other: number) => Object.is(one, other) || one === other;
      const numbers = output.toTypedArray();
      if (![...made].every(({ result, number }) => same(result, numbers[number]))) return false;

      const gradients = gradOf(input);
      const backward = [...made.backward(gradOutput).input].every(({ result, number, taps: [tap] }) => {
        if (!same(result, gradients[number])) return false;
        return tap === undefined || Number.isNaN(result) || close(tap.product, result, 4);
      });
      // The terms of a row, of which the kernel took the logarithm, are all its classes.
      const rows = trace.crossEntropy(input, target, { ...all, reduction: 'none' });
      const terms = [...rows].every(({ taps, partials: [normaliser] }) => {
        if (taps.length === 0) return true;
        const largest = Math.max(...taps.map(({ cell }) => cell.value));
        const total = taps.reduce((sum, { product }) => sum + product, 0);
        return taps.length === input.shape[1] && close(largest + Math.log(total), normaliser.sum, taps.length);
      });
      return backward && terms;
    }),
    { numRuns: 25 },
  );
  t.end();
});

test('every cell of a softmax is explained, and its terms add up to the sum that divides', (t) => {
  fc.assert(
    fc.property(tensorOf([2, 3, 2]), fc.constantFrom(0, 1, 2), fc.constantFrom('softmax', 'logSoftmax'), (x, dim, name) => {
      const numbers = F[name](x, dim).toTypedArray();
      return [...trace[name](x, dim)].every(({ result, number, taps, partials: [total], output }) => {
        const onRow = taps.every(({ cell, place: [k] }) => cell.index.every((at, axis) => at === (axis === dim ? k : output.index[axis]))); // biome-ignore format: short
        const sum = taps.reduce((all, { product }) => all + product, 0);
        return onRow && taps.length === x.shape[dim] && Object.is(result, numbers[number]) && close(sum, total.sum, taps.length);
      });
    }),
    { numRuns: 15 },
  ); // biome-ignore format: a property
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { F, gradcheck, type Tensor, tensor } from '../../../src/index.ts';
import { close } from '../../support/close.ts';

const host = { device: 'reference', dtype: 'float64' } as const;

interface Described {
  readonly loss: (input: Tensor, target: Tensor, options: { reduction: 'none' | 'mean' | 'sum' }) => Tensor;
  /** Of one element, as in the textbook. */
  readonly definition: (x: number, y: number) => number;
  /** Inputs and targets, away from kinks, so that finite differences exist. */
  readonly input: fc.Arbitrary<number>;
  readonly target: fc.Arbitrary<number>;
  readonly byTarget: boolean;
}

const half = fc.integer({ min: -6, max: 6 }).map((k) => k / 2);
const quarter = fc.integer({ min: -6, max: 6 }).map((k) => k / 2 + 0.25);
const probability = fc.integer({ min: 1, max: 15 }).map((k) => k / 16);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const bce = (p: number, y: number) => -(y * Math.log(p) + (1 - y) * Math.log(1 - p));
const distance = { input: half, target: quarter, byTarget: true };

const losses: Readonly<Record<string, Described>> = {
  mseLoss: { ...distance, loss: F.mseLoss, definition: (x, y) => (x - y) ** 2 },
  l1Loss: { ...distance, loss: F.l1Loss, definition: (x, y) => Math.abs(x - y) },
  'smoothL1Loss with beta 2': {
    ...distance,
    loss: (input, target, options) => F.smoothL1Loss(input, target, { ...options, beta: 2 }),
    definition: (x, y) => (Math.abs(x - y) < 2 ? (x - y) ** 2 / 4 : Math.abs(x - y) - 1),
  },
  'smoothL1Loss with beta 0': {
    ...distance,
    loss: (input, target, options) => F.smoothL1Loss(input, target, { ...options, beta: 0 }),
    definition: (x, y) => Math.abs(x - y),
  },
  'huberLoss with delta 2': {
    ...distance,
    loss: (input, target, options) => F.huberLoss(input, target, { ...options, delta: 2 }),
    definition: (x, y) => (Math.abs(x - y) < 2 ? (x - y) ** 2 / 2 : 2 * (Math.abs(x - y) - 1)),
  },
  binaryCrossEntropy: {
    loss: F.binaryCrossEntropy,
    definition: bce,
    input: probability,
    target: probability,
    byTarget: false,
  },
  'binaryCrossEntropyWithLogits with posWeight 3': {
    loss: (input, target, options) =>
      F.binaryCrossEntropyWithLogits(input, target, { ...options, posWeight: tensor(3, host) }),
    definition: (x, y) => -(3 * y * Math.log(sigmoid(x)) + (1 - y) * Math.log(1 - sigmoid(x))),
    input: half,
    target: probability,
    byTarget: false,
  },
  klDiv: {
    loss: F.klDiv,
    definition: (x, y) => y * (Math.log(y) - x),
    input: half,
    target: probability,
    byTarget: true,
  },
  'klDiv with logTarget': {
    loss: (input, target, options) => F.klDiv(input, target, { ...options, logTarget: true }),
    definition: (x, y) => Math.exp(y) * (y - x),
    input: half,
    target: half,
    byTarget: true,
  },
};

for (const [name, { loss, definition, input, target, byTarget }] of Object.entries(losses)) {
  const pairs = fc.array(fc.tuple(input, target), { minLength: 1, maxLength: 6 });

  test(`${name} is its definition, and is averaged or summed`, (t) => {
    fc.assert(
      fc.property(pairs, (all) => {
        const [x, y] = [0, 1].map((column) =>
          tensor(
            all.map((pair) => pair[column]),
            host,
          ),
        );
        const expected = all.map(([a, b]) => definition(a, b));
        const total = expected.reduce((a, b) => a + b, 0);
        const none = loss(x, y, { reduction: 'none' }).toTypedArray();
        return (
          expected.every((value, i) => close(none[i], value, 4)) &&
          close(loss(x, y, { reduction: 'sum' }).item(), total, 8) &&
          close(loss(x, y, { reduction: 'mean' }).item(), total / all.length, 8)
        );
      }),
      { numRuns: 40 },
    );
    t.pass('for up to 6 elements');
    t.end();
  });

  test(`the gradient of ${name} equals finite differences`, (t) => {
    fc.assert(
      fc.property(pairs, (all) => {
        const [x, y] = [0, 1].map((column) =>
          tensor(
            all.map((pair) => pair[column]),
            host,
          ),
        );
        x.requiresGrad = true;
        y.requiresGrad = byTarget;
        return (
          gradcheck((a, b) => loss(a, b, { reduction: 'none' }), [x, y]) &&
          gradcheck((a, b) => loss(a, b, { reduction: 'mean' }), [x, y])
        );
      }),
      { numRuns: 20 },
    );
    t.pass(byTarget ? 'by input and target' : 'by the input; the target is data');
    t.end();
  });
}

test('mseLoss of a worked example', (t) => {
  t.equal(F.mseLoss(tensor([1, 2, 4], host), tensor([1, 3, 1], host)).item(), (0 + 1 + 9) / 3);
  t.deepEqual(F.mseLoss(tensor([1, 2]), tensor([[0], [1]]), { reduction: 'none' }).shape, [2, 2], 'broadcast');
  t.end();
});

test('at its kink a distance has gradient 0, and NaN stays NaN', (t) => {
  for (const loss of [F.mseLoss, F.l1Loss, F.smoothL1Loss, F.huberLoss]) {
    const input = tensor([2, NaN], { requiresGrad: true });
    const losses2 = loss(input, tensor([2, 1]), { reduction: 'none' });
    losses2.backward(tensor([1, 0]));
    t.equal(input.grad?.toTypedArray()[0], 0, `${loss.name}: 0`);
    t.ok(Number.isNaN(losses2.toTypedArray()[1]), `${loss.name}: NaN`);
  }
  t.end();
});

test('binary cross entropy survives certainty: a logarithm is at least −100, a logit as large as it likes', (t) => {
  const certain = F.binaryCrossEntropy(tensor([0, 1, 1]), tensor([1, 0, 1]), { reduction: 'none' });
  t.deepEqual(certain.abs().toArray(), [100, 100, 0]);
  const logits = tensor([1000, -1000, Infinity, -Infinity], { requiresGrad: true });
  const loss = F.binaryCrossEntropyWithLogits(logits, tensor([0, 1, 1, 0]), { reduction: 'none' });
  t.deepEqual(loss.toArray(), [1000, 1000, 0, 0]);
  loss.backward(tensor([1, 1, 1, 1]));
  t.deepEqual(logits.grad?.toTypedArray().map(Math.abs), Float32Array.from([1, 1, 0, 0]));
  t.end();
});

test('weights scale elements, and batchmean divides by the first axis', (t) => {
  const [x, y] = [tensor([0.25, 0.5], host), tensor([0, 1], host)];
  const weighted = F.binaryCrossEntropy(x, y, { weight: tensor([2, 0], host), reduction: 'none' }).toTypedArray();
  t.ok(close(weighted[0], -2 * Math.log(0.75)) && weighted[1] === 0);
  const logs = tensor(
    [
      [-1, -2, -3],
      [-4, -5, -6],
    ],
    host,
  );
  const target = tensor(
    [
      [0.5, 0.25, 0.25],
      [1, 0, 0],
    ],
    host,
  );
  const sum = F.klDiv(logs, target, { reduction: 'sum' }).item();
  t.equal(F.klDiv(logs, target, { reduction: 'batchmean' }).item(), sum / 2);
  t.end();
});

test('element losses explain what does not fit', (t) => {
  const x = tensor([1, 2]);
  t.throws(() => F.mseLoss(x, tensor([1, 2, 3])), /mseLoss: the shapes do not broadcast/);
  t.throws(() => F.mseLoss(tensor([1], { dtype: 'int32' }), tensor([1], { dtype: 'int32' })), /input must be float32/);
  t.throws(() => F.huberLoss(x, x, { delta: 0 }), /huberLoss: delta must be positive, but is 0/);
  t.throws(() => F.smoothL1Loss(x, x, { beta: -1 }), /smoothL1Loss: beta must be .*at least 0, but is -1/);
  t.throws(() => F.binaryCrossEntropy(x, tensor([[1, 1]])), /binaryCrossEntropy: target must have the input's shape/);
  t.throws(() => F.binaryCrossEntropyWithLogits(x, tensor([1])), /Given input \[2\], target \[1\]/);
  t.throws(() => F.klDiv(x, x, { reduction: 'average' as never }), /'mean' or 'sum' or 'none' or 'batchmean'/);
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { F, gradcheck, type Tensor, tensor, zeros } from '../../../src/index.ts';
import { tensorOf } from '../../support/arbitraries.ts';
import { close } from '../../support/close.ts';
import { hasRightGradient } from '../../support/gradient.ts';

const host = { device: 'reference', dtype: 'float64' } as const;
const labelsOf = (values: number[] | number) => tensor(values, { dtype: 'int32', device: 'reference' });

test('crossEntropy of even logits is log of the number of classes', (t) => {
  const loss = F.crossEntropy(tensor([[0, 0, 0, 0]], host), labelsOf([2]));

  t.equal(loss.item(), Math.log(4));
  t.deepEqual(loss.shape, []);
  t.end();
});

test('crossEntropy gives back softmax minus the truth', (t) => {
  const logits = tensor([[Math.log(1), Math.log(2), Math.log(5)]], { ...host, requiresGrad: true });
  F.crossEntropy(logits, labelsOf([1])).backward();

  const gradient = logits.grad?.toTypedArray() ?? [];
  [1 / 8, 2 / 8 - 1, 5 / 8].forEach((expected, i) => {
    t.ok(close(gradient[i], expected), `class ${i}: ${expected}`);
  });
  t.end();
});

/** Rows of any number of images, classes and places, with labels and weights. */
const rows = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 2 }))
  .chain(([images, classes, places]) =>
    fc.record({
      logits: tensorOf([images, classes, places]),
      target: tensorOf([images, classes, places]),
      labels: fc.array(fc.integer({ min: 0, max: classes - 1 }), {
        minLength: images * places,
        maxLength: images * places,
      }),
      weight: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: classes, maxLength: classes }),
      labelSmoothing: fc.constantFrom(0, 0.25, 1),
      ignoreIndex: fc.constantFrom(-100, 0),
    }),
  );

/** The loss of one row by its definition, against a distribution. */
function rowLoss(logits: number[], truth: number[], weight: number[], smoothing: number): number {
  const total = logits.reduce((sum, x) => sum + Math.exp(x), 0);
  return logits.reduce((sum, x, c) => {
    const share = (1 - smoothing) * truth[c] + smoothing / logits.length;
    return sum - weight[c] * share * Math.log(Math.exp(x) / total);
  }, 0);
}

/** The row [image, …, place] of a tensor [images, classes, places]. */
function rowOf({ shape: [, classes, places], storage }: Tensor, row: number): number[] {
  const [image, place] = [Math.floor(row / places), row % places];
  return Array.from({ length: classes }, (_, c) => storage.read()[(image * classes + c) * places + place]);
}

test('crossEntropy of labels is its definition, weighted, smoothed, ignoring, in all three reductions', (t) => {
  fc.assert(
    fc.property(rows, ({ logits, labels, weight, labelSmoothing, ignoreIndex }) => {
      const [images, , places] = logits.shape;
      const target = labelsOf(labels).view([images, places]);
      const options = { weight: tensor(weight, host), labelSmoothing, ignoreIndex };
      const kept = labels.map((label) => label !== ignoreIndex);
      const expected = labels.map((label, row) => {
        if (!kept[row]) return 0;
        const oneHot = weight.map((_, c) => (c === label ? 1 : 0));
        return rowLoss(rowOf(logits, row), oneHot, weight, labelSmoothing);
      });
      const total = expected.reduce((a, b) => a + b, 0);
      const divisor = labels.reduce((sum, label, row) => sum + (kept[row] ? weight[label] : 0), 0);
      // The smoothed part of a row weighs every class, but the mean divides by the label's weight alone.
      const none = F.crossEntropy(logits, target, { ...options, reduction: 'none' }).toTypedArray();
      return (
        expected.every((loss, row) => close(none[row], loss, 8)) &&
        close(F.crossEntropy(logits, target, { ...options, reduction: 'sum' }).item(), total, 8) &&
        close(F.crossEntropy(logits, target, options).item(), total / divisor, 8)
      );
    }),
    { numRuns: 60 },
  );
  t.pass('for images, classes, places, weights, smoothing and ignored labels');
  t.end();
});

test('crossEntropy of probabilities is its definition, and its mean is over the rows', (t) => {
  fc.assert(
    fc.property(rows, ({ logits, target, weight, labelSmoothing }) => {
      const [images, , places] = logits.shape;
      const losses = Array.from({ length: images * places }, (_, row) =>
        rowLoss(rowOf(logits, row), rowOf(target, row), weight, labelSmoothing),
      );
      const mean = losses.reduce((a, b) => a + b, 0) / losses.length;
      const options = { weight: tensor(weight, host), labelSmoothing };
      const none = F.crossEntropy(logits, target, { ...options, reduction: 'none' }).toTypedArray();
      return (
        losses.every((loss, row) => close(none[row], loss, 16)) &&
        close(F.crossEntropy(logits, target, options).item(), mean, 16)
      );
    }),
    { numRuns: 40 },
  );
  t.pass('for images, classes, places, weights and smoothing');
  t.end();
});

test('the gradients of crossEntropy equal finite differences at every element', (t) => {
  fc.assert(
    fc.property(rows, ({ logits, target, labels, weight, labelSmoothing, ignoreIndex }) => {
      const [images, , places] = logits.shape;
      const hard = labelsOf(labels).view([images, places]);
      const weights = tensor(weight, host);
      const options = { weight: weights, labelSmoothing };
      return (
        gradcheck((x) => F.crossEntropy(x, hard, { ...options, ignoreIndex, reduction: 'none' }), [logits]) &&
        gradcheck((x) => F.crossEntropy(x, hard, options), [logits]) &&
        gradcheck((x) => F.crossEntropy(x, hard), [logits]) &&
        gradcheck((x, y) => F.crossEntropy(x, y, { ...options, reduction: 'none' }), [logits, target])
      );
    }),
    { numRuns: 20 },
  );
  t.pass('of labels and of probabilities');
  t.end();
});

test('crossEntropy takes one image, uint8 labels, and nothing but ignored labels', (t) => {
  const one = tensor([1, 2, 3], host);
  t.deepEqual(F.crossEntropy(one, labelsOf(2), { reduction: 'none' }).shape, []);
  t.equal(F.crossEntropy(one, labelsOf(2)).item(), F.crossEntropy(one.view([1, 3]), labelsOf([2])).item());
  t.equal(
    F.crossEntropy(one.view([1, 3]), tensor([2], { dtype: 'uint8', device: 'reference' })).item(),
    F.crossEntropy(one, labelsOf(2)).item(),
  );
  t.ok(Number.isNaN(F.crossEntropy(one.view([1, 3]), labelsOf([-100])).item()), 'a mean over nothing is NaN');
  t.equal(F.crossEntropy(one.view([1, 3]), labelsOf([-100]), { reduction: 'sum' }).item(), 0);
  t.end();
});

test('crossEntropy does not overflow', (t) => {
  const logits = tensor([[1000, 0]], { ...host, requiresGrad: true });
  const loss = F.crossEntropy(logits, labelsOf([1]));
  loss.backward();

  t.equal(loss.item(), 1000);
  t.deepEqual(logits.grad?.toArray(), [[1, -1]]);
  t.end();
});

test('a batch without images, or without places, has no rows: none to give, and a mean of NaN', (t) => {
  for (const shape of [
    [0, 3],
    [2, 3, 0],
  ]) {
    const logits = zeros(shape, { requiresGrad: true });
    const labels = zeros([shape[0], ...shape.slice(2)], { dtype: 'int32' });
    t.deepEqual(F.crossEntropy(logits, labels, { reduction: 'none' }).shape, labels.shape);
    const loss = F.crossEntropy(logits, labels);
    loss.backward();
    t.ok(Number.isNaN(loss.item()), `[${shape.join(', ')}]`);
    t.deepEqual(logits.grad?.shape, shape);
  }
  t.end();
});

test('an unweighted step of crossEntropy runs few kernels', (t) => {
  const logits = tensor(
    [
      [1, 2],
      [3, 4],
    ],
    { device: 'reference', requiresGrad: true },
  );
  const loss = F.crossEntropy(logits, labelsOf([0, 1]));
  const names: string[] = [];
  for (let node = loss.node; node !== undefined; node = node.inputs[0]) names.push(node.operation);

  t.deepEqual(names, ['meanOfAll', 'crossEntropy', 'leaf'], 'logSumExp, rows; sum, scale');
  t.end();
});

test('crossEntropy explains what does not fit', (t) => {
  const logits = tensor(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    host,
  );
  const throwing = (target: Tensor, options = {}) => {
    try {
      F.crossEntropy(logits, target, options);
      return 'nothing was thrown';
    } catch (error) {
      return (error as Error).message;
    }
  };

  t.match(
    throwing(labelsOf([0, 1, 2, 0])),
    /input has 2 images but target labels 4: did view\(\[-1, …\]\).*change the batch/,
  );
  t.match(throwing(labelsOf([0, 3])), /target element 1 is 3, but with 3 classes labels are 0 … 2/);
  t.match(throwing(labelsOf([-1, 0])), /target element 0 is -1/);
  t.match(throwing(labelsOf([-100, 7])), /target element 1 is 7/, 'beside an ignored label, too');
  t.match(
    throwing(tensor([0, 1], host)),
    /class indices must be int32 or uint8, but target is float64\. Use \.to\('int32'\)/,
  );
  t.match(
    throwing(
      tensor(
        [
          [0, 0, 1],
          [1, 0, 0],
        ],
        { dtype: 'int32' },
      ),
    ),
    /use argmax\(1\)\. Probabilities, .* must be floating: use \.to\('float32'\)/,
  );
  t.match(
    throwing(labelsOf([0, 1]), { weight: tensor([1, 2]) }),
    /weight must have one number for each of the 3 classes/,
  );
  t.match(throwing(labelsOf([0, 1]), { labelSmoothing: 1.5 }), /labelSmoothing must be between 0 and 1, but is 1\.5/);
  t.match(
    throwing(labelsOf([0, 1]), { reduction: 'avg' }),
    /reduction must be 'mean' or 'sum' or 'none', but is 'avg'/,
  );
  t.match(throwing(logits, { ignoreIndex: 1 }), /probabilities, which have no label to ignore/);
  t.match(throwing(labelsOf([0, 1]), { labelSmoothin: 0.1 }), /did you mean "labelSmoothing"\?/);
  t.end();
});

test('nllLoss is crossEntropy without the softmax', (t) => {
  fc.assert(
    fc.property(rows, ({ logits, labels, weight, ignoreIndex }) => {
      const [images, , places] = logits.shape;
      const target = labelsOf(labels).view([images, places]);
      return (['none', 'sum', 'mean'] as const).every((reduction) => {
        const options = { weight: tensor(weight, host), ignoreIndex, reduction };
        const expected = F.crossEntropy(logits, target, options).toTypedArray();
        const actual = F.nllLoss(F.logSoftmax(logits, 1), target, options).toTypedArray();
        return expected.every((loss, i) => close(actual[i], loss, 8));
      });
    }),
    { numRuns: 30 },
  );
  t.pass('in all three reductions');
  const logits = tensor(
    [
      [1, -2, 0.5],
      [0, 3, 1],
    ],
    { ...host, requiresGrad: true },
  );
  const weight = tensor([1, 2, 3], host);
  hasRightGradient(t, (x) => F.nllLoss(x, labelsOf([2, 1]), { weight, reduction: 'none' }), [logits]);
  hasRightGradient(t, (x) => F.nllLoss(x, labelsOf([2, 1]), { weight, ignoreIndex: 1 }), [logits]);
  t.throws(() => F.nllLoss(logits, labelsOf([0])), /nllLoss: input has 2 images but target labels 1/);
  t.end();
});

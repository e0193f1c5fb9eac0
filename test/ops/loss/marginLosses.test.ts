import test from 'tape';
import { F, type Tensor, tensor } from '../../../src/index.ts';
import { close } from '../../support/close.ts';
import { hasRightGradient } from '../../support/gradient.ts';

const host = { device: 'reference', dtype: 'float64' } as const;
const leaf = (values: number[][]) => tensor(values, { ...host, requiresGrad: true });
const a = leaf([
  [1, -0.5, 2],
  [0.5, 1.5, -1],
]);
const b = leaf([
  [0.5, 0.5, 1],
  [-1, 2, 0.25],
]);
const c = leaf([
  [2, 0, -1],
  [0.5, 1, 1],
]);
const signs = tensor(
  [
    [1, -1, 1],
    [-1, -1, 1],
  ],
  host,
);
const truths = tensor(
  [
    [1, 0, 1],
    [0, 0, 1],
  ],
  host,
);
const counts = tensor(
  [
    [3, 0, 3],
    [0, 0, 3],
  ],
  host,
);
const b2 = tensor(
  [
    [0.5, 0.5, 1],
    [-1, 2, 0],
  ],
  host,
);

/** What PyTorch 2.13 gives for the means of these inputs, in float64. */
const means: readonly [name: string, body: () => Tensor, expected: number][] = [
  ['marginRankingLoss', () => F.marginRankingLoss(a, b2, signs, { margin: 0.25 }), 0.5],
  ['hingeEmbeddingLoss', () => F.hingeEmbeddingLoss(a, signs, { margin: 0.75 }), 0.5833333333333334],
  ['softMarginLoss', () => F.softMarginLoss(a, signs), 0.8171697720703975],
  [
    'cosineEmbeddingLoss',
    () => F.cosineEmbeddingLoss(a, b2, tensor([1, -1], host), { margin: -0.5 }),
    0.647915289465061,
  ],
  ['tripletMarginLoss', () => F.tripletMarginLoss(a, b2, c, { margin: 2, swap: true }), 1.3798833962451467],
  ['multilabelSoftMarginLoss', () => F.multilabelSoftMarginLoss(a, truths), 0.8171697720703973],
  ['poissonNllLoss', () => F.poissonNllLoss(a, counts, { full: true }), 2.7507338333235225],
  [
    'poissonNllLoss of rates',
    () => F.poissonNllLoss(a.abs(), counts, { full: true, logInput: false }),
    1.6188005023248893,
  ],
  ['gaussianNllLoss', () => F.gaussianNllLoss(a, b2, tensor([[0.5], [2]], host), { full: true }), 1.4397718665380062],
];

test('margin and density losses give what PyTorch gives', (t) => {
  for (const [name, body, expected] of means) {
    t.ok(close(body().item(), expected), `${name}: ${expected}`);
  }
  t.end();
});

test('the gradients of margin and density losses equal finite differences', (t) => {
  const variance = leaf([[0.5], [2]]);
  hasRightGradient(t, (x, y) => F.marginRankingLoss(x, y, signs, { margin: 0.3, reduction: 'none' }), [a, b]);
  hasRightGradient(t, (x) => F.hingeEmbeddingLoss(x, signs, { margin: 0.8, reduction: 'none' }), [a]);
  hasRightGradient(t, (x) => F.softMarginLoss(x, signs, { reduction: 'none' }), [a]);
  hasRightGradient(t, (x, y) => F.cosineEmbeddingLoss(x, y, tensor([1, -1], host), { margin: -0.5 }), [a, b]);
  hasRightGradient(t, (x, y, z) => F.tripletMarginLoss(x, y, z, { margin: 2, reduction: 'none' }), [a, b, c]);
  hasRightGradient(t, (x) => F.multilabelSoftMarginLoss(x, truths, { reduction: 'none' }), [a]);
  hasRightGradient(t, (x) => F.poissonNllLoss(x, counts, { reduction: 'none' }), [a]);
  hasRightGradient(t, (x, y, v) => F.gaussianNllLoss(x, y, v, { reduction: 'none' }), [a, b, variance]);
  t.end();
});

test('margin and density losses explain what does not fit', (t) => {
  t.throws(() => F.tripletMarginLoss(a, b, c, { margin: 0 }), /margin must be positive, but is 0/);
  t.throws(() => F.cosineEmbeddingLoss(a, b, signs), /target \[images\].*Given input1 \[2, 3\]/);
  t.throws(() => F.gaussianNllLoss(a, b, tensor([1, 2, 3, 4])), /variance must have the input's shape/);
  t.throws(() => F.gaussianNllLoss(a, b, c, { eps: 0 }), /eps must be positive, but is 0/);
  t.throws(() => F.softMarginLoss(a, signs, { reductoin: 'sum' } as never), /did you mean "reduction"\?/);
  t.end();
});

test('a vector is normalized to length 1, and one of zeros stays zeros', (t) => {
  t.deepEqual(
    F.normalize(
      tensor([
        [3, 4],
        [0, 0],
      ]),
    ).toArray(),
    tensor([
      [3 / 5, 4 / 5],
      [0, 0],
    ]).toArray(),
  );
  t.deepEqual(F.normalize(tensor([[1, 3]]), { p: 1 }).toArray(), [[0.25, 0.75]]);
  hasRightGradient(t, (x) => F.normalize(x, { p: 3, dim: 0 }), [a]);
  t.end();
});

test('cosineSimilarity is 1 for one direction, 0 for a right angle, −1 for opposites', (t) => {
  const cosines = F.cosineSimilarity(
    tensor(
      [
        [1, 0],
        [0, 2],
        [3, 0],
      ],
      host,
    ),
    tensor([[2, 0]], host),
  ).toTypedArray();
  t.deepEqual(cosines, Float64Array.from([1, 0, 1]));
  t.equal(
    F.cosineSimilarity(tensor([1, 2], host), tensor([-1, -2], host), { dim: 0 })
      .item()
      .toFixed(12),
    '-1.000000000000',
  );
  hasRightGradient(t, (x, y) => F.cosineSimilarity(x, y), [a, b]);
  t.end();
});

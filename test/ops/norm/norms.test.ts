import fc from 'fast-check';
import test from 'tape';
import { F, gradcheck, type Tensor, tensor, zeros } from '../../../src/index.ts';
import { tensorOf } from '../../support/arbitraries.ts';
import { close } from '../../support/close.ts';

const host = { device: 'reference', dtype: 'float64' } as const;
const eps = 0.25;

test('layerNorm measures a row from its mean in its deviations: 1, 3 becomes −1, 1', (t) => {
  t.deepEqual(F.layerNorm(tensor([[1, 3]], host), 2, { eps: 0 }).toArray(), [[(1 - 2) / 1, (3 - 2) / 1]]);
  t.deepEqual(
    F.layerNorm(tensor([[1, 3]], host), [2], {
      weight: tensor([2, 4], host),
      bias: tensor([10, 20], host),
      eps: 0,
    }).toArray(),
    [[-1 * 2 + 10, 1 * 4 + 20]],
  );
  t.end();
});

test('batchNorm in training normalizes by the biased variance and stores the unbiased one', (t) => {
  const [mean, variance] = [zeros([1], host), zeros([1], host)];
  const output = F.batchNorm(tensor([[1], [3], [5]], host), mean, variance, { training: true, momentum: 0.5, eps: 0 });

  const biased = (4 + 0 + 4) / 3;
  const unbiased = (4 + 0 + 4) / (3 - 1);
  t.ok(close(output.toTypedArray()[0], (1 - 3) / Math.sqrt(biased)));
  t.equal(mean.item(), 0.5 * 0 + 0.5 * 3);
  t.equal(variance.item(), 0.5 * 0 + 0.5 * unbiased);
  t.deepEqual([mean.version, variance.version], [1, 1], 'changed in place, which the tape can see');
  t.end();
});

/** Images of channels of places, with a weight and a bias for each channel. */
const images = fc
  .record({
    count: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 1, max: 2 }),
    perGroup: fc.integer({ min: 1, max: 2 }),
    places: fc.constantFrom([2], [3], [1, 2], [2, 2]),
  })
  .chain(({ count, groups, perGroup, places }) => {
    const channels = groups * perGroup;
    return fc.record({
      groups: fc.constant(groups),
      input: tensorOf([count, channels, ...places]),
      weight: tensorOf([channels]),
      bias: tensorOf([channels]),
    });
  });

/** Normalizes by the definition: `groupOf` says which numbers share a mean, from the image, the channel and the place. */
function byDefinition(
  input: Tensor,
  groupOf: (image: number, channel: number) => string,
  weightOf: (channel: number) => [number, number],
): number[] {
  const numbers = Array.from(input.toTypedArray());
  const [, channels, ...rest] = input.shape;
  const places = rest.reduce((a, b) => a * b, 1);
  const channelOf = (i: number) => Math.floor(i / places) % channels;
  const keys = numbers.map((_, i) => groupOf(Math.floor(i / (places * channels)), channelOf(i)));
  return numbers.map((x, i) => {
    const group = numbers.filter((_, j) => keys[j] === keys[i]);
    const mean = group.reduce((a, b) => a + b) / group.length;
    const variance = group.reduce((a, b) => a + (b - mean) ** 2, 0) / group.length;
    const [weight, bias] = weightOf(channelOf(i));
    return ((x - mean) / Math.sqrt(variance + eps)) * weight + bias;
  });
}

test('batch, instance, group and layer norm are one definition with other groups', (t) => {
  fc.assert(
    fc.property(images, ({ input, groups, weight, bias }) => {
      const channels = input.shape[1];
      const perGroup = channels / groups;
      const affine = (c: number): [number, number] => [weight.storage.read()[c], bias.storage.read()[c]];
      const plain = (): [number, number] => [1, 0];
      const options = { weight, bias, eps };
      const cases: [Tensor, number[]][] = [
        [
          F.batchNorm(input, undefined, undefined, { ...options, training: true }),
          byDefinition(input, (_, c) => `${c}`, affine),
        ],
        [F.instanceNorm(input, options), byDefinition(input, (n, c) => `${n}, ${c}`, affine)],
        [
          F.groupNorm(input, groups, options),
          byDefinition(input, (n, c) => `${n}, ${Math.floor(c / perGroup)}`, affine),
        ],
        [F.layerNorm(input, input.shape.slice(1), { eps }), byDefinition(input, (n) => `${n}`, plain)],
      ];
      return cases.every(([actual, expected]) => actual.toTypedArray().every((x, i) => close(x, expected[i], 8)));
    }),
    { numRuns: 40 },
  );
  t.pass('for images, channels, groups and places');
  t.end();
});

test('the gradients of the norms equal finite differences at every element', (t) => {
  fc.assert(
    fc.property(images, ({ input, groups, weight, bias }) => {
      const channels = input.shape[1];
      const [mean, variance] = [tensor(new Array(channels).fill(0.5), host), tensor(new Array(channels).fill(2), host)];
      const inputs = [input, weight, bias];
      const norms: ((x: Tensor, w: Tensor, b: Tensor) => Tensor)[] = [
        (x, w, b) => F.batchNorm(x, undefined, undefined, { weight: w, bias: b, eps, training: true }),
        (x, w, b) => F.batchNorm(x, mean, variance, { weight: w, bias: b, eps }),
        (x, w, b) => F.instanceNorm(x, { weight: w, bias: b, eps }),
        (x, w, b) => F.groupNorm(x, groups, { weight: w, bias: b, eps }),
      ];
      const last = input.shape[input.ndim - 1];
      const row = [input, tensorLike(weight, last), tensorLike(bias, last)];
      return (
        norms.every((norm) => gradcheck(norm, inputs)) &&
        gradcheck((x, w, b) => F.layerNorm(x, last, { weight: w, bias: b, eps }), row) &&
        gradcheck((x) => F.groupNorm(x, groups, { eps }), [input])
      );
    }),
    { numRuns: 15 },
  );
  t.pass('by input, weight and bias');
  t.end();
});

/** `length` numbers made from another tensor's. */
function tensorLike(source: Tensor, length: number): Tensor {
  const numbers = source.toTypedArray();
  const values = Array.from({ length }, (_, i) => numbers[i % numbers.length] + i);
  return tensor(values, { ...host, requiresGrad: true });
}

test('groups longer than one piece are normalized as wholes', (t) => {
  const length = 3 * 4096;
  const rows = [0, 1].map((row) => Array.from({ length }, (_, i) => (row === 0 ? i % 5 : (i % 3) + 10)));
  const output = F.layerNorm(tensor(rows, { device: 'reference' }), length, { eps: 0 }).toTypedArray();
  rows.forEach((numbers, row) => {
    const mean = numbers.reduce((a, b) => a + b) / length;
    const deviation = Math.sqrt(numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / length);
    t.ok(
      numbers.every((x, i) => close(output[row * length + i], (x - mean) / deviation, 16)),
      `row ${row}`,
    );
  });
  t.end();
});

test('outside training batchNorm uses the running statistics, and leaves them', (t) => {
  const [mean, variance] = [tensor([1], host), tensor([4], host)];
  const output = F.batchNorm(tensor([[3], [5]], host), mean, variance, { eps: 0 });

  t.deepEqual(output.toArray(), [[(3 - 1) / 2], [(5 - 1) / 2]]);
  t.deepEqual([mean.item(), variance.item(), mean.version], [1, 4, 0]);
  t.end();
});

test('instanceNorm updates running statistics by the mean over the images', (t) => {
  const [runningMean, runningVar] = [zeros([1], host), zeros([1], host)];
  F.instanceNorm(tensor([[[1, 3]], [[5, 9]]], host), { runningMean, runningVar, momentum: 1 });
  t.equal(runningMean.item(), (2 + 7) / 2);
  t.equal(runningVar.item(), (2 + 8) / 2, 'the unbiased variances');
  const used = F.instanceNorm(tensor([[[4.5, 4.5]]], host), { runningMean, runningVar, useInputStats: false });
  t.deepEqual(used.toArray(), [[[0, 0]]]);
  t.end();
});

test('rmsNorm divides a row by its root mean square', (t) => {
  const row = tensor([[3, 4]], { ...host, requiresGrad: true });
  const weight = tensor([1, 10], { ...host, requiresGrad: true });
  const rms = Math.sqrt((9 + 16) / 2);
  const output = F.rmsNorm(row, 2, { weight, eps: 0 }).toTypedArray();
  t.ok(close(output[0], 3 / rms) && close(output[1], 40 / rms));
  t.ok(gradcheck((x, w) => F.rmsNorm(x, 2, { weight: w }), [row, weight]));
  t.throws(() => F.rmsNorm(row, 3), /rmsNorm: the input must end in normalizedShape \[3\]/);
  t.end();
});

test('norms explain what does not fit', (t) => {
  const x = zeros([1, 2]);
  const training = { training: true };
  t.throws(
    () => F.batchNorm(x, undefined, undefined, training),
    /more than one value per channel.*Given input \[1, 2\]/,
  );
  t.throws(() => F.batchNorm(x, undefined, undefined), /outside training it needs runningMean and runningVar/);
  t.throws(() => F.batchNorm(x, zeros([3]), zeros([3])), /runningMean must have one number for each of the 2 channels/);
  t.throws(() => F.batchNorm(zeros([3]), zeros([3]), zeros([3])), /expects input \[images, channels, …\]/);
  t.throws(() => F.instanceNorm(zeros([2, 2, 1])), /more than one place per channel/);
  t.throws(() => F.groupNorm(zeros([2, 3, 2]), 2), /3 channels cannot be divided among 2 groups/);
  t.throws(() => F.groupNorm(zeros([1, 2]), 2), /more than one value per group/);
  t.throws(() => F.groupNorm(zeros([1, 2]), 0.5), /numGroups must be a positive integer, but is 0\.5/);
  t.throws(
    () => F.layerNorm(zeros([2, 3]), [2]),
    /must end in normalizedShape \[2\], but ends in \[3\]\. Given input \[2, 3\]/,
  );
  t.throws(() => F.layerNorm(zeros([2, 3]), 3, { weight: zeros([2]) }), /weight must have the normalizedShape/);
  t.throws(() => F.layerNorm(zeros([2, 3]), 3, { eps: -1 }), /eps must be .*at least 0, but is -1/);
  t.end();
});

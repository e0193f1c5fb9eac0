import fc from 'fast-check';
import test from 'tape';
import { type ComparedConvolutions, compareConvolutions, explain, F, tensor } from '../../src/index.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { close } from '../support/close.ts';
import { type ConvCase, convCase } from '../support/windowArbitraries.ts';

const runs = { numRuns: 25 };
const image = tensor([[[[1, 2, 0, 1], [3, 1, 1, 0], [0, 2, 4, 1], [1, 0, 2, 3]]]]); // biome-ignore format: a picture
const weight = tensor([[[[1, 2], [3, 4]]]]); // biome-ignore format: a picture

const outputsOf = ({ sliding, im2col, matrix }: ComparedConvolutions) =>
  [sliding, im2col, matrix].map((way) => way.output);
const optionsOf = ({ stride, padding, dilation, groups }: ConvCase) => ({ stride, padding, dilation, groups });

test('three ways to convolve a 4×4 image: a sliding sum, columns times weights, a matrix', (t) => {
  const compared = compareConvolutions(image, weight, tensor([0.5]));
  const expected = [1 + 4 + 9 + 4 + 0.5, 2 + 0 + 3 + 4 + 0.5, 0 + 2 + 3 + 0 + 0.5]; // its first row, by hand
  for (const output of outputsOf(compared)) t.deepEqual(output.get(0, 0, 0).toArray(), expected);
  t.deepEqual(
    compared.im2col.columns.get(0, 0).toArray(),
    [1, 2, 0, 3, 1, 1, 0, 2, 4],
    'what lies under the first tap',
  );
  t.deepEqual(compared.im2col.weights.toArray(), [[1, 2, 3, 4]]);
  t.deepEqual(compared.matrix.dense.shape, [9, 16]);
  t.deepEqual(
    [compared.sliding.cost, compared.im2col.cost, compared.matrix.cost],
    [
      { multiplyAdds: 9 * 4, reads: 2 * 9 * 4, stored: 0 },
      { multiplyAdds: 9 * 4, reads: 9 * 4 + 2 * 9 * 4, stored: 4 * 9 },
      { multiplyAdds: 9 * 16, reads: 2 * 9 * 16, stored: 9 * 16 },
    ],
  );
  t.equal(
    String(compared),
    [
      '                   multiply-adds    numbers read  stored between',
      'sliding window                36              72               0',
      'im2col × weights              36             108              36',
      'matrix                       144             288             144',
      '',
      'columns [1, 4, 9], matrix [9, 16]; largest difference 0',
    ].join('\n'),
  );
  t.end();
});

test('the three ways give the same bits on half-integers, under every parameter', (t) => {
  fc.assert(
    fc.property(convCase, fc.constantFrom('zeros', 'reflect', 'replicate', 'circular'), (each, wish) => {
      const { input, bias } = each;
      // A mirror needs an axis longer than the padding.
      const paddingMode = [2, 3].every((axis) => input.shape[axis] > each.padding[axis - 2]) ? wish : 'zeros';
      const options = { ...optionsOf(each), paddingMode };
      const expected = F.conv2d(input, each.weight, bias, options);
      const compared = compareConvolutions(input, each.weight, bias, options);
      return (
        compared.largestDifference === 0 && outputsOf(compared).every((output) => isSame(output, expected, Object.is))
      );
    }),
    runs,
  );
  t.end();
});

test('the three ways agree on any float32 numbers, as far as rounding goes', (t) => {
  const number = fc.float({ min: -8, max: 8, noNaN: true });
  fc.assert(
    fc.property(convCase, fc.array(number, { minLength: 7, maxLength: 7 }), (each, numbers) => {
      const of = (like: Tensor, from: number) =>
        tensor(Array.from({ length: like.numel }, (_, i) => numbers[(from + i) % 7] * (1 + i / 16))).view(like.shape);
      const [input, weights, bias] = [each.input, each.weight, each.bias].map(of);
      const expected = F.conv2d(input, weights, bias, optionsOf(each));
      // Errors grow with what is added up, not with what is left of it.
      const sums = F.conv2d(input.abs(), weights.abs(), bias.abs(), optionsOf(each)).toTypedArray();
      const compared = compareConvolutions(input, weights, bias, optionsOf(each));
      const largest = Math.max(2 ** -40, ...sums);
      return (
        outputsOf(compared).every((output) =>
          isSame(output, expected, (a, b) => close((a - b) / largest, 0, weights.numel)),
        ) && compared.largestDifference <= 1e-5 * Math.max(1, largest)
      );
    }),
    runs,
  );
  t.end();
});

test('a sliding window multiplies what lies on the image alone; columns have the padding, and a matrix all zeros', (t) => {
  fc.assert(
    fc.property(convCase, (each) => {
      const { input, weight: kernel } = each;
      const { sliding, im2col, matrix } = compareConvolutions(input, kernel, undefined, optionsOf(each));
      const [outputs, taps] = [sliding.output.numel, kernel.numel / kernel.shape[0]];
      // Convolved with ones, an image of ones counts the taps that lie on it.
      const ones = (like: Tensor) => tensor(new Array(like.numel).fill(1)).view(like.shape);
      const onImage = F.conv2d(ones(input), ones(kernel), undefined, optionsOf(each)).sum().item();
      return (
        sliding.cost.multiplyAdds === onImage &&
        sliding.cost.reads === 2 * onImage &&
        im2col.cost.multiplyAdds === outputs * taps &&
        im2col.cost.stored === im2col.columns.numel &&
        matrix.cost.multiplyAdds === (outputs / input.shape[0]) * input.numel &&
        matrix.matrix.entries.reduce((sum, { weights }) => sum + weights.length, 0) * input.shape[0] === onImage
      );
    }),
    runs,
  );
  t.end();
});

test('a padding that copies is written down first, and counted', (t) => {
  const { sliding, im2col } = compareConvolutions(image, weight, undefined, { padding: 1, paddingMode: 'circular' });
  const padded = 6 * 4 + 6 * 6; // rows first, then columns
  t.deepEqual(sliding.cost, { multiplyAdds: 25 * 4, reads: padded + 2 * 25 * 4, stored: padded });
  t.equal(im2col.cost.stored, padded + 4 * 25);
  t.end();
});

test('an image without an axis of images is compared too, and each number can be asked', (t) => {
  const { sliding, im2col, matrix } = compareConvolutions(image.get(0), weight);
  t.deepEqual([sliding, im2col, matrix].map((way) => way.output.shape), [[1, 3, 3], [1, 3, 3], [1, 3, 3]]); // biome-ignore format: a list
  t.equal(explain(matrix.output, 0).kernel, 'matmul');
  t.equal(explain(sliding.output, 0).formula, '1·1 + 2·2 + 3·3 + 1·4 + 0 = 18');
  t.end();
});

test('what is too large to be counted is told with its numbers', (t) => {
  const large = tensor(new Array(2 * 40 * 40).fill(1)).view([2, 1, 40, 40]);
  t.throws(
    () => compareConvolutions(large, weight),
    /^ArgumentError: compareConvolutions: as a matrix it needs 2 · 1521 · 1600 = 4867200 multiply-adds, but at most 1000000/,
  );
  t.end();
});

function isSame(actual: Tensor, expected: Tensor, same: (a: number, b: number) => boolean): boolean {
  const [a, b] = [actual.toTypedArray(), expected.toTypedArray()];
  return actual.shape.join() === expected.shape.join() && a.every((value, i) => same(value, b[i]));
}

import fc from 'fast-check';
import test from 'tape';
import { ones, tensor } from '../../../src/tensor/create.ts';
import { conv1d, conv2d } from '../../../src/tensor/functions/convolution.ts';
import { cat } from '../../../src/tensor/functions/join.ts';
import { pad } from '../../../src/tensor/functions/padding.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { guideInput, guideKernel } from '../../../src/explain/arithmeticCases.ts';
import { fromArray } from '../../../src/tensor/fromArray.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { tensorOf } from '../../support/arbitraries.ts';
import { sameNumbers } from '../../support/coordinates.ts';
import { type ConvCase, convCase } from '../../support/windowArbitraries.ts';
import { convolvedByHand } from '../../support/windowDefinitions.ts';

const optionsOf = ({ stride, padding, dilation, groups }: ConvCase) => ({ stride, padding, dilation, groups });
const convolve = (c: ConvCase) => conv2d(c.input, c.weight, c.bias, optionsOf(c));
const numbers = (x: Tensor) => Array.from(x.toTypedArray());
const runs = { numRuns: 40 };

test('conv2d slides a 2×2 kernel of ones over a 3×3 image and adds what it covers', (t) => {
  const image = tensor([
    [
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
    ],
  ]);
  t.deepEqual(conv2d(image, ones([1, 1, 2, 2])).toArray(), [
    [
      [
        [1 + 2 + 4 + 5, 2 + 3 + 5 + 6],
        [4 + 5 + 7 + 8, 5 + 6 + 8 + 9],
      ],
    ],
  ]);
  t.end();
});

test('conv2d gives the numbers of the two worked figures of the guide to convolution arithmetic', (t) => {
  const [image, kernel] = [tensor([[guideInput]]), tensor([[guideKernel]])];
  t.deepEqual(conv2d(image, kernel).toArray(), [
    [
      [
        [12, 12, 17],
        [10, 17, 19],
        [9, 6, 14],
      ],
    ],
  ]);
  t.deepEqual(conv2d(image, kernel, undefined, { stride: 2, padding: 1 }).toArray(), [
    [
      [
        [6, 17, 3],
        [8, 17, 13],
        [6, 4, 4],
      ],
    ],
  ]);
  t.end();
});

test('conv2d adds its bias to every cell of a channel', (t) => {
  const image = tensor([[[[1, 2]]]]);
  const output = conv2d(image, tensor([[[[1]]], [[[10]]]]), tensor([0.5, -1]));
  t.deepEqual(output.toArray(), [[[[1.5, 2.5]], [[9, 19]]]]);
  t.end();
});

test('conv2d is the sliding sum, for every stride, padding, dilation and number of groups', (t) => {
  fc.assert(
    fc.property(convCase, (c) => {
      const { shape, numbers: expected } = convolvedByHand(c);
      const output = convolve(c);
      return `${output.shape}` === `${shape}` && sameNumbers(output.toTypedArray(), expected);
    }),
    { numRuns: 80 },
  );
  t.pass();
  t.end();
});

test('the gradients of conv2d by input, weight and bias equal finite differences', (t) => {
  fc.assert(
    fc.property(convCase, (c) =>
      gradcheck((input, weight, bias) => convolve({ ...c, input, weight, bias }), [c.input, c.weight, c.bias]),
    ),
    runs,
  );
  t.pass();
  t.end();
});

test('conv2d is linear: in its input, and in its weight', (t) => {
  const doubled = convCase.chain((c) =>
    fc.record({ c: fc.constant(c), x: tensorOf(c.input.shape), w: tensorOf(c.weight.shape) }),
  );
  fc.assert(
    fc.property(doubled, ({ c, x, w }) => {
      const at = (input: Tensor, weight: Tensor) => conv2d(input, weight, undefined, optionsOf(c));
      const inInput = at(c.input.add(x), c.weight);
      const inWeight = at(c.input, c.weight.add(w));
      return (
        sameNumbers(numbers(inInput), numbers(at(c.input, c.weight).add(at(x, c.weight)))) &&
        sameNumbers(numbers(inWeight), numbers(at(c.input, c.weight).add(at(c.input, w))))
      );
    }),
    runs,
  );
  t.pass();
  t.end();
});

test('groups are convolutions side by side', (t) => {
  fc.assert(
    fc.property(convCase, (c) => {
      const [inSize, outSize] = [c.weight.shape[1], c.weight.shape[0] / c.groups];
      const parts = Array.from({ length: c.groups }, (_, g) =>
        convolve({
          ...c,
          groups: 1,
          input: c.input.narrow(1, g * inSize, inSize),
          weight: c.weight.narrow(0, g * outSize, outSize),
          bias: c.bias.narrow(0, g * outSize, outSize),
        }),
      );
      return sameNumbers(numbers(convolve(c)), numbers(cat(parts, 1)));
    }),
    runs,
  );
  t.pass();
  t.end();
});

test('dilation is a kernel with zeros between its taps', (t) => {
  fc.assert(
    fc.property(convCase, (c) => {
      const [outChannels, groupIn, kernelHeight, kernelWidth] = c.weight.shape;
      const [dy, dx] = c.dilation;
      const [height, width] = [dy * (kernelHeight - 1) + 1, dx * (kernelWidth - 1) + 1];
      const stuffed = new Float64Array(outChannels * groupIn * height * width);
      c.weight.toTypedArray().forEach((value, k) => {
        const x = k % kernelWidth;
        const y = Math.floor(k / kernelWidth) % kernelHeight;
        const filter = Math.floor(k / (kernelWidth * kernelHeight));
        stuffed[(filter * height + y * dy) * width + x * dx] = value;
      });
      const weight = fromArray(stuffed, [outChannels, groupIn, height, width], { device: 'reference' });
      return sameNumbers(numbers(convolve(c)), numbers(convolve({ ...c, weight, dilation: [1, 1] })));
    }),
    runs,
  );
  t.pass();
  t.end();
});

test('an image moved by one stride gives an output moved by one place', (t) => {
  fc.assert(
    fc.property(convCase, (c) => {
      const still = { ...c, padding: [0, 0] as const };
      const [, , height, width] = c.input.shape;
      const [reachY, reachX] = [0, 1].map((a) => c.dilation[a] * (c.kernel[a] - 1) + 1);
      const [y, x] = c.stride;
      if (height < reachY + y || width < reachX + x) return true;
      const moved = c.input.narrow(2, y, height - y).narrow(3, x, width - x);
      const output = convolve(still);
      const [, , rows, columns] = output.shape;
      const expected = output.narrow(2, 1, rows - 1).narrow(3, 1, columns - 1);
      return sameNumbers(numbers(convolve({ ...still, input: moved })), numbers(expected));
    }),
    { numRuns: 80 },
  );
  t.pass();
  t.end();
});

test("padding 'same' keeps the size, with the odd zero at the end; 'valid' pads nothing", (t) => {
  const image = tensor([[[[1, 2, 3]]]]);
  const pairSum = ones([1, 1, 1, 2]);
  t.deepEqual(conv2d(image, pairSum, undefined, { padding: 'same' }).toArray(), [[[[1 + 2, 2 + 3, 3 + 0]]]]);
  t.deepEqual(conv2d(image, pairSum, undefined, { padding: 'valid' }).toArray(), [[[[1 + 2, 2 + 3]]]]);
  const wide = { padding: 'same', dilation: 3 } as const; // three zeros in all: one before, two after
  t.deepEqual(conv2d(image, pairSum, undefined, wide).toArray(), [[[[0 + 3, 1 + 0, 2 + 0]]]]);
  const weight = tensor([[[[1, 2]]]], { dtype: 'float64' });
  const input = tensor([[[[1, 2, 3]]]], { dtype: 'float64', requiresGrad: true });
  t.ok(gradcheck((x) => conv2d(x, weight, undefined, { padding: 'same' }), [input]));
  t.end();
});

test('a padding mode is padding first, then a convolution without', (t) => {
  const image = tensor([[[[1, 2, 3]]]]);
  const sumOf3 = ones([1, 1, 1, 3]);
  const padded = (paddingMode: 'reflect' | 'replicate' | 'circular') =>
    conv2d(image, sumOf3, undefined, { padding: [0, 1], paddingMode }).toArray();
  t.deepEqual(padded('reflect'), [[[[2 + 1 + 2, 1 + 2 + 3, 2 + 3 + 2]]]]);
  t.deepEqual(padded('replicate'), [[[[1 + 1 + 2, 1 + 2 + 3, 2 + 3 + 3]]]]);
  t.deepEqual(padded('circular'), [[[[3 + 1 + 2, 1 + 2 + 3, 2 + 3 + 1]]]]);
  const tall = tensor([
    [
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
    ],
  ]);
  const weight = tensor([
    [
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 10],
      ],
    ],
  ]);
  t.deepEqual(
    conv2d(tall, weight, undefined, { padding: [2, 1], paddingMode: 'reflect', stride: 2 }).toArray(),
    conv2d(pad(tall, [1, 1, 2, 2], { mode: 'reflect' }), weight, undefined, { stride: 2 }).toArray(),
  );
  t.end();
});

test('a single image is a batch of one, and a batch may be empty', (t) => {
  const image = tensor([
    [
      [1, 2],
      [3, 4],
    ],
  ]);
  t.deepEqual(conv2d(image, ones([1, 1, 2, 2])).toArray(), [[[1 + 2 + 3 + 4]]]);
  t.deepEqual(conv2d(fromArray(new Float32Array(0), [0, 1, 2, 2]), ones([5, 1, 2, 2])).shape, [0, 5, 1, 1]);
  t.end();
});

test('conv1d is conv2d on images of height 1', (t) => {
  const row = tensor([[[1, 2, 4, 8]]]);
  t.deepEqual(conv1d(row, tensor([[[1, -1]]]), tensor([0.5])).toArray(), [[[1 - 2 + 0.5, 2 - 4 + 0.5, 4 - 8 + 0.5]]]);
  t.deepEqual(conv1d(row, ones([1, 1, 2]), undefined, { stride: [2] }).toArray(), [[[1 + 2, 4 + 8]]]);
  t.deepEqual(conv1d(tensor([[1, 2, 4, 8]]), ones([1, 1, 2]), undefined, { padding: 1, dilation: 3 }).toArray(), [
    [0 + 4, 1 + 8, 2 + 0],
  ]);
  t.deepEqual(conv1d(row, ones([1, 1, 2]), undefined, { padding: 'same' }).toArray(), [[[1 + 2, 2 + 4, 4 + 8, 8 + 0]]]);
  t.deepEqual(conv1d(row, ones([1, 1, 3]), undefined, { padding: 1, paddingMode: 'circular' }).toArray(), [
    [[8 + 1 + 2, 1 + 2 + 4, 2 + 4 + 8, 4 + 8 + 1]],
  ]);
  t.end();
});

import test from 'tape';
import {
  type ArithmeticCase,
  arithmeticCases,
  arithmeticOutput,
  guideCases,
} from '../../src/explain/arithmeticCases.ts';
import { tensor } from '../../src/tensor/create.ts';
import { functional as F } from '../../src/tensor/methods.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

type Image = readonly (readonly number[])[];

/** The sizes in the guide's own list of its figures: the input's and the output's. */
const published: Readonly<Record<string, readonly [input: number, output: number]>> = {
  no_padding_no_strides: [4, 2],
  no_padding_no_strides_transposed: [2, 4],
  arbitrary_padding_no_strides: [5, 6],
  arbitrary_padding_no_strides_transposed: [6, 5],
  same_padding_no_strides: [5, 5],
  same_padding_no_strides_transposed: [5, 5],
  full_padding_no_strides: [5, 7],
  full_padding_no_strides_transposed: [7, 5],
  no_padding_strides: [5, 2],
  no_padding_strides_transposed: [2, 5],
  padding_strides: [5, 3],
  padding_strides_transposed: [3, 5],
  padding_strides_odd: [6, 3],
  padding_strides_odd_transposed: [3, 6],
  dilation: [7, 3],
  numerical_no_padding_no_strides: [5, 3],
  numerical_padding_strides: [5, 3],
  numerical_average_pooling: [5, 3],
  numerical_max_pooling: [5, 3],
};

test('the nineteen figures of the guide to convolution arithmetic have their published sizes', (t) => {
  const ours = guideCases.map((figure) => [figure.name, [figure.input, arithmeticOutput(figure)]]);
  t.deepEqual(Object.fromEntries(ours), published);
  t.equal(new Set(arithmeticCases.map(({ name }) => name)).size, arithmeticCases.length, 'every name is there once');
  t.end();
});

const square = (size: number, value: (y: number, x: number) => number): number[][] =>
  Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => value(y, x)));

/** Half-integers without a pattern, all different in small images. */
const halves = (y: number, x: number) => ((y * 37 + x * 23 + 11) % 101) / 2 - 25;

/** The definition of every operation, as bare loops that share nothing with the kernels. */
function byHand(figure: ArithmeticCase, image: Image, kernel: Image): number[][] {
  const { operation, input, stride, padding, dilation, outputPadding, windows, ceilMode } = figure;
  const k = figure.kernel;
  const inside = (y: number, x: number) => y >= 0 && x >= 0 && y < input && x < input;
  if (operation === 'convTranspose2d') {
    // Every cell stamps the kernel onto an output with its padding still around it; then the padding is cut off.
    const size = (input - 1) * stride + dilation * (k - 1) + 1 + outputPadding;
    const stamped = square(size, () => 0);
    for (let y = 0; y < input; y++)
      for (let x = 0; x < input; x++)
        for (let i = 0; i < k; i++)
          for (let j = 0; j < k; j++)
            stamped[y * stride + i * dilation][x * stride + j * dilation] += image[y][x] * kernel[i][j];
    return stamped.slice(padding, size - padding).map((row) => row.slice(padding, size - padding));
  }
  if (windows > 0) {
    const span = (i: number) => [Math.floor((i * input) / windows), Math.ceil(((i + 1) * input) / windows)];
    return square(windows, (i, j) => {
      const rows = image.slice(...span(i)).flatMap((row) => row.slice(...span(j)));
      return operation === 'adaptiveMaxPool2d' ? Math.max(...rows) : rows.reduce((a, b) => a + b, 0) / rows.length;
    });
  }
  const starts: number[] = [];
  for (let start = -padding; ; start += stride) {
    const fits = start + dilation * (k - 1) < input + padding;
    const before = start - stride + dilation * (k - 1) < input + padding - 1; // something was left for one more
    if (!(fits || (ceilMode && before && start < input))) break;
    starts.push(start);
  }
  return square(starts.length, (placeY, placeX) => {
    const taps: { value: number; weight: number; inImage: boolean; inPadding: boolean }[] = [];
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        const [y, x] = [starts[placeY] + i * dilation, starts[placeX] + j * dilation];
        const inPadding = y < input + padding && x < input + padding;
        const inImage = inside(y, x);
        taps.push({ value: inImage ? image[y][x] : 0, weight: kernel[i]?.[j] ?? 0, inImage, inPadding });
      }
    }
    if (operation === 'maxPool2d') return Math.max(...taps.filter((tap) => tap.inImage).map(({ value }) => value));
    if (operation === 'conv2d') return taps.reduce((sum, { value, weight }) => sum + value * weight, 0);
    const counted = taps.filter((tap) => (figure.countIncludePad ? tap.inPadding : tap.inImage));
    return taps.reduce((sum, { value }) => sum + value, 0) / counted.length;
  });
}

function byOperation(figure: ArithmeticCase, input: Tensor, kernel: Tensor): Tensor {
  const { operation, stride, padding, dilation, outputPadding, ceilMode, countIncludePad, windows } = figure;
  const steps = { stride, padding };
  if (operation === 'conv2d') return F.conv2d(input, kernel, undefined, { ...steps, dilation });
  if (operation === 'convTranspose2d')
    return F.convTranspose2d(input, kernel, undefined, { ...steps, dilation, outputPadding });
  if (operation === 'maxPool2d') return F.maxPool2d(input, figure.kernel, { ...steps, dilation, ceilMode });
  if (operation === 'avgPool2d') return F.avgPool2d(input, figure.kernel, { ...steps, ceilMode, countIncludePad });
  if (operation === 'adaptiveMaxPool2d') return F.adaptiveMaxPool2d(input, windows);
  return F.adaptiveAvgPool2d(input, windows);
}

test('every case has the size that its formula gives, and the numbers of its definition', (t) => {
  for (const figure of arithmeticCases) {
    const image = figure.numbers?.input ?? square(figure.input, halves);
    const kernel = figure.numbers?.kernel ?? square(figure.kernel, (y, x) => halves(x + 1, y));
    const expected = byHand(figure, image, kernel);
    const weight = tensor([[figure.kernel === 0 ? [[0]] : kernel]], { dtype: 'float64' });
    const output = byOperation(figure, tensor([[image]], { dtype: 'float64' }), weight);
    const size = arithmeticOutput(figure);
    t.deepEqual(output.shape, [1, 1, size, size], `${figure.name}: ${figure.input} → ${size}`);
    t.deepEqual(output.toArray(), [[expected]], figure.lesson);
  }
  t.end();
});

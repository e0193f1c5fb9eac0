import fc from 'fast-check';
import test from 'tape';
import { ones, tensor, zeros } from '../../../src/tensor/create.ts';
import { functional as F } from '../../../src/tensor/methods.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';

// Every message names the operation, what is wrong, and the numbers.

const image = ones([1, 3, 4, 4]);
const kernel = ones([8, 3, 2, 2]);
const conv =
  (options: object, input = image, weight = kernel, bias?: Tensor) =>
  () =>
    F.conv2d(input, weight, bias, options);

test('a convolution refuses steps that are no positive integers', (t) => {
  for (const stride of [0, -1, 1.5, NaN, Infinity]) {
    t.throws(conv({ stride }), new RegExp(`conv2d: stride must be a positive integer, but is ${stride}`));
  }
  t.throws(conv({ dilation: 0 }), /conv2d: dilation must be a positive integer, but is 0/);
  t.throws(conv({ dilation: NaN }), /conv2d: dilation must be a positive integer, but is NaN/);
  t.throws(conv({ padding: -1 }), /conv2d: padding must be a non-negative integer, but is -1/);
  t.throws(conv({ padding: 0.5 }), /conv2d: padding must be a non-negative integer, but is 0.5/);
  t.throws(conv({ groups: 0 }), /conv2d: groups must be a positive integer, but is 0/);
  t.throws(conv({ stride: [1, 2, 3] }), /conv2d: stride must be a number or a pair \[down, across\], but is 1,2,3/);
  t.end();
});

test('a convolution refuses words it does not know', (t) => {
  t.throws(conv({ pading: 1 }), /conv2d: unknown option "pading"; did you mean "padding"\?/);
  t.throws(conv({ padding: 'full' }), /conv2d: padding must be a number, a pair, 'same' or 'valid', but is 'full'/);
  t.throws(
    conv({ paddingMode: 'mirror' }),
    /paddingMode must be one of zeros, reflect, replicate, circular, but is mirror/,
  );
  t.throws(conv({ padding: 'same', stride: 2 }), /conv2d: padding 'same' needs stride 1, but stride is \[2, 2\]/);
  t.end();
});

test('a convolution refuses shapes that do not go together, and names them as they were given', (t) => {
  t.throws(
    conv({}, image, ones([8, 4, 2, 2])),
    /conv2d: input has 3 channels but weight expects 4. Given input \[1, 3, 4, 4\], weight \[8, 4, 2, 2\]\./,
  );
  t.throws(conv({ groups: 2 }), /input has 3 channels but weight expects 3 · 2 groups = 6/);
  t.throws(conv({ groups: 3 }, image, ones([8, 1, 2, 2])), /8 output channels cannot be divided among 3 groups/);
  t.throws(
    conv({}, ones([4, 4])),
    /conv2d: expects input \[images, channels, height, width\] or \[channels, height, width\]/,
  );
  t.throws(
    conv({}, image, kernel, ones([7])),
    /conv2d: bias must be \[8\], a number for each output channel. Given bias \[7\]/,
  );
  t.throws(
    conv({}, ones([3, 1, 1])),
    /the window does not fit: .* = 1·\(2 − 1\) \+ 1 = 2 elements, but the axis has 1 \+ 0 \+ 0 = 1/,
  );
  t.throws(conv({}, image, zeros([8, 3, 0, 2])), /conv2d: weight must not be empty/);
  t.throws(
    () => F.conv1d(ones([2, 3, 9]), ones([4, 2, 3])),
    /conv1d: input has 3 channels but weight expects 2. Given input \[2, 3, 9\], weight \[4, 2, 3\]/,
  );
  t.throws(
    () => F.conv1d(ones([2, 3, 9]), ones([4, 3])),
    /conv1d: expects weight \[outChannels, inChannels \/ groups, kernelSize\]/,
  );
  t.throws(
    () => F.conv1d(ones([9]), ones([4, 3, 3])),
    /conv1d: expects input \[images, channels, length\] or \[channels, length\]/,
  );
  t.end();
});

test('a convolution refuses dtypes that differ or have no fractions', (t) => {
  t.throws(conv({}, ones([1, 3, 4, 4], { dtype: 'int32' })), /conv2d: input must be float32 or float64, but is int32/);
  const double = ones([8, 3, 2, 2], { dtype: 'float64' });
  t.throws(conv({}, image, double), /conv2d: weight is float64, but input is float32. Use .to\('float32'\)/);
  t.end();
});

test('an output that could not be addressed is refused before it is made', (t) => {
  t.throws(
    conv({ padding: 2 ** 20 }),
    /conv2d: the output would have \d+ elements, more than 2³¹ − 1. Given output \[1, 8, /,
  );
  t.throws(
    () => F.convTranspose2d(image, ones([3, 1, 2, 2]), undefined, { stride: 2 ** 15 }),
    /convTranspose2d: the output would have/,
  );
  t.end();
});

test('a transposed convolution refuses what its output cannot be', (t) => {
  const stamp =
    (options: object, weight = ones([3, 2, 2, 2])) =>
    () =>
      F.convTranspose2d(image, weight, undefined, options);
  t.throws(
    stamp({ outputPadding: 1 }),
    /outputPadding must be smaller than stride or dilation, but is 1 ≥ max\(1, 1\)/,
  );
  t.throws(stamp({ outputPadding: -1 }), /outputPadding must be a non-negative integer, but is -1/);
  t.throws(
    stamp({ padding: 3 }),
    /nothing is left of the output: .* = \(4 − 1\)·1 \+ 1·\(2 − 1\) \+ 1 − 2·3 \+ 0 = -1/,
  );
  t.throws(stamp({}, ones([4, 2, 2, 2])), /convTranspose2d: input has 3 channels but weight expects 4/);
  t.throws(stamp({ groups: 2 }), /3 input channels cannot be divided among 2 groups/);
  t.throws(stamp({ stride: 0 }), /convTranspose2d: stride must be a positive integer, but is 0/);
  t.end();
});

test('pooling refuses windows that are none, or lie in the padding', (t) => {
  const pool =
    (size: number, options: object = {}) =>
    () =>
      F.maxPool2d(image, size, options);
  for (const size of [0, -2, 2.5, NaN]) {
    t.throws(pool(size), new RegExp(`maxPool2d: kernelSize must be a positive integer, but is ${size}`));
  }
  t.throws(pool(2, { stride: 0 }), /maxPool2d: stride must be a positive integer, but is 0/);
  t.throws(pool(3, { padding: 2 }), /maxPool2d: padding 2 is more than half the kernel: ⌊3 \/ 2⌋ = 1/);
  t.throws(pool(5), /maxPool2d: the window does not fit/);
  t.throws(pool(2, { ceilmode: true }), /unknown option "ceilmode"; did you mean "ceilMode"\?/);
  t.throws(pool(2, { ceilMode: 1 }), /ceilMode must be true or false, but is 1/);
  t.throws(
    () => F.maxPool2d(ones([1, 1, 2, 2]), 2, { padding: 1, dilation: 3 }),
    /at place 0 every tap of the window lies in the padding/,
  );
  t.throws(
    () => F.maxPool2d(ones([2, 2]), 2),
    /maxPool2d: expects input \[images, channels, height, width\] or \[channels, height, width\]/,
  );
  t.throws(() => F.maxPool2d(ones([1, 0, 2, 2]), 2), /only the images axis may be empty/);
  t.throws(() => F.maxPool1d(ones([1, 1, 2]), 3), /maxPool1d: the window does not fit/);
  t.throws(
    () => F.avgPool2d(image, 2, { divisorOverride: 0 }),
    /divisorOverride must be an integer other than 0, but is 0/,
  );
  t.throws(
    () => F.avgPool2d(image, 2, { divisorOverride: 1.5 }),
    /divisorOverride must be an integer other than 0, but is 1.5/,
  );
  t.throws(() => F.avgPool2d(ones([1, 1, 2, 2], { dtype: 'int32' }), 2), /avgPool2d: input must be float32 or float64/);
  t.throws(
    () => F.adaptiveAvgPool2d(image, [-1, 2]),
    /adaptiveAvgPool2d: outputSize must be a non-negative integer, but is -1/,
  );
  t.throws(() => F.adaptiveMaxPool2d(image, [1, 2, 3] as never), /outputSize must be a number or a pair/);
  t.end();
});

test('unpooling refuses indices outside the plane, and sizes that no pooling could have had', (t) => {
  const values = ones([1, 1, 1, 1]);
  const index = (value: number) => tensor([[[[value]]]], { dtype: 'int32' });
  t.throws(
    () => F.maxUnpool2d(values, index(4), 2),
    /maxUnpool2d: indices must lie in 0 … 3 \(a plane of 2 · 2\), but reach from 4 to 4/,
  );
  t.throws(() => F.maxUnpool2d(values, index(-1), 2), /reach from -1 to -1/);
  t.throws(
    () => F.maxUnpool2d(values, index(0), 2, { outputSize: [4, 2] }),
    /outputSize must differ from .* = \(1 − 1\)·2 − 2·0 \+ 2 = 2 by less than the stride 2, but is 4/,
  );
  t.throws(() => F.maxUnpool2d(values, ones([1, 1, 1, 1]), 2), /indices must be int32, but are float32/);
  t.throws(
    () => F.maxUnpool2d(values, tensor([[[[0, 1]]]], { dtype: 'int32' }), 2),
    /every input element needs an index/,
  );
  t.end();
});

test('folding refuses columns that no window has', (t) => {
  t.throws(
    () => F.fold(ones([1, 5, 4]), [3, 3], 2),
    /fold: axis 1 of input must be a multiple of the window's taps, 2 · 2 = 4/,
  );
  t.throws(
    () => F.fold(ones([1, 4, 3]), [3, 3], 2),
    /fold: the window has 2 · 2 = 4 places on an image of 3 × 3, but input has 3 columns/,
  );
  t.throws(() => F.fold(ones([4]), [3, 3], 2), /fold: expects input/);
  t.throws(() => F.fold(ones([1, 4, 4]), [0, 3], 2), /outputSize must be a positive integer, but is 0/);
  t.throws(() => F.unfold(image, 5), /unfold: the window does not fit/);
  t.throws(() => F.unfold(image, 2, { stride: 0 }), /unfold: stride must be a positive integer, but is 0/);
  t.end();
});

test('whatever numbers come in, the answer is a tensor or an error of ours', (t) => {
  const odd = fc.constantFrom(0, 1, 2, 3, -1, 0.5, NaN, Infinity, 2 ** 31, 2 ** 53, 1e308);
  fc.assert(
    fc.property(odd, odd, odd, odd, odd, (kernelSize, stride, padding, dilation, other) => {
      const calls = [
        () => F.conv2d(image, kernel, undefined, { stride, padding, dilation, groups: other }),
        () =>
          F.convTranspose2d(image, ones([3, 1, 2, 2]), undefined, { stride, padding, dilation, outputPadding: other }),
        () => F.maxPool2d(image, kernelSize, { stride, padding, dilation }),
        () => F.avgPool2d(image, kernelSize, { stride, padding, divisorOverride: other }),
        () => F.unfold(image, kernelSize, { stride, padding, dilation }),
        () => F.adaptiveAvgPool2d(image, [kernelSize, stride]),
        () => F.pad(image, [padding, other], { mode: 'replicate' }),
        () => F.interpolate(image, { size: kernelSize }),
        () => F.interpolate(image, { scaleFactor: other, mode: 'bilinear' }),
      ];
      return calls.every((call) => {
        try {
          return call().shape.every((size) => Number.isSafeInteger(size));
        } catch (error) {
          return error instanceof Error && /^(Argument|Shape|DType)Error$/.test(error.name);
        }
      });
    }),
    { numRuns: 150 },
  );
  t.pass();
  t.end();
});

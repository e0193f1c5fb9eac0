import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { conv2d as kernel } from '../../kernels/window/conv2d.ts';
import { conv2dGradInput } from '../../kernels/window/conv2dGradInput.ts';
import { conv2dGradWeight } from '../../kernels/window/conv2dGradWeight.ts';
import type { ConvSizes } from '../../kernels/window/convSizes.ts';
import { sumAxes } from '../reduce/sum.ts';

/**
 * 2-D convolution (a cross-correlation, as in every deep-learning library: the kernel is not flipped).
 *
 *   input   [images, inChannels, inHeight, inWidth]
 *   weight  [outChannels, inChannels / groups, kernelHeight, kernelWidth]
 *   bias    [outChannels]
 *   output  [images, outChannels, outHeight, outWidth]
 *
 *   output[n, o, y, x] = bias[o] + Σ_{c,i,j} weight[o, c, i, j] · input[n, c, y·s₀ + i·d₀ − p₀, x·s₁ + j·d₁ − p₁]
 *
 * The sum is linear in input and in weight, so each gradient is the same sum with the other factor: a pixel collects
 * gradOutput · weight from every place that read it, a weight collects gradOutput · input from every place of the
 * window, and the bias, which every place added once, collects gradOutput.
 *
 * Its sizes are read off the shapes, and checked, by `convSizes`.
 */
export const conv2d: Operation<ConvSizes, { input: NdArray; weight: NdArray }> = {
  name: 'conv2d',

  forward(run, [input, weight, bias], sizes) {
    const shape = [sizes.images, sizes.outChannels, sizes.outHeight, sizes.outWidth];
    const output = run(kernel, [input, weight, bias], { sizes, shape, dtype: input.storage.dtype });
    return { output, saved: { input, weight } };
  },

  backward(run, { gradOutput, saved: { input, weight }, inputs: [, , bias], params: sizes, wants }) {
    const { dtype } = gradOutput.storage;
    return [
      wants[0] ? run(conv2dGradInput, [gradOutput, weight], { sizes, shape: input.shape, dtype }) : undefined,
      wants[1] ? run(conv2dGradWeight, [gradOutput, input], { sizes, shape: weight.shape, dtype }) : undefined,
      wants[2] ? { shape: bias.shape, storage: sumAxes(run, gradOutput, everyPlace).storage } : undefined,
    ];
  },
};

/** The axes of the output along which a bias is repeated: images, height and width. */
const everyPlace = [0, 2, 3];

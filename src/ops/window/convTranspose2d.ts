import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { conv2d } from '../../kernels/window/conv2d.ts';
import { conv2dGradInput } from '../../kernels/window/conv2dGradInput.ts';
import { conv2dGradWeight } from '../../kernels/window/conv2dGradWeight.ts';
import { zeros } from '../zeros.ts';
import { type ConvTransposeParams, transposedConvSizes } from './convGeometry.ts';

/**
 * Transposed 2-D convolution: the gradient of a convolution, used forwards. Every input element stamps the kernel,
 * weighted with its value, onto the output; where stamps overlap they add up.
 *
 *   input   [images, inChannels, inHeight, inWidth]
 *   weight  [inChannels, outChannels / groups, kernelHeight, kernelWidth]
 *   output  [images, outChannels, outHeight, outWidth], out = (in − 1)·stride − 2·pad + dilation·(k − 1) + 1 + outputPadding
 *
 * Write conv for the convolution with this weight, which goes the other way, from output to input. Convolving is a
 * matrix C; this is Cᵀ, which `conv2dGradInput` computes. So our gradients are those of conv with the two ends
 * exchanged: the gradient of our input is C · gradOutput, which is `conv2d` itself, and the gradient of the weight is
 * `conv2dGradWeight`, where what conv read is our gradOutput, and what it received is our input.
 *
 * @throws ShapeError if the channel counts do not go together, ArgumentError if the window cannot be.
 */
export const convTranspose2d: Operation<ConvTransposeParams, { input: NdArray; weight: NdArray }> = {
  name: 'convTranspose2d',
  isPart: true,

  forward(run, [input, weight], params) {
    const sizes = transposedConvSizes('convTranspose2d', input.shape, weight.shape, params);
    const shape = [sizes.images, sizes.inChannels, sizes.inHeight, sizes.inWidth];
    const output = run(conv2dGradInput, [input, weight], { sizes, shape, dtype: input.storage.dtype });
    return { output, saved: { input, weight } };
  },

  backward(run, { gradOutput, saved: { input, weight }, params, wants }) {
    const sizes = transposedConvSizes('convTranspose2d', input.shape, weight.shape, params);
    const { dtype } = gradOutput.storage;
    const gradInput = () => {
      const noBias = zeros(run, { shape: [sizes.outChannels], dtype }, gradOutput);
      return run(conv2d, [gradOutput, weight, noBias], { sizes, shape: input.shape, dtype });
    };
    const gradWeight = () => run(conv2dGradWeight, [input, gradOutput], { sizes, shape: weight.shape, dtype });
    return [wants[0] ? gradInput() : undefined, wants[1] ? gradWeight() : undefined];
  },
};

import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { gather } from '../../kernels/index/gather.ts';
import { maxUnpool2d as kernel } from '../../kernels/window/maxUnpool2d.ts';
import { type Pair, resized } from './geometry.ts';

/**
 * Puts pooled values back to the cells that won, and zeros everywhere else.
 *
 *   input    [images, channels, inHeight, inWidth], or without images
 *   indices  the same shape, int32: flat within the output's plane, as max pooling gives them
 *   output   [images, channels, outHeight, outWidth]
 *
 * An input element went to one cell, so its gradient is read there.
 */
export const maxUnpool2d: Operation<{ readonly outputSize: Pair }, { indices: NdArray }> = {
  name: 'maxUnpool2d',
  forward(run, [input, indices], { outputSize: [height, width] }) {
    const [inHeight, inWidth] = input.shape.slice(-2);
    const sizes = { inSize: inHeight * inWidth, outSize: height * width };
    const shape = resized('maxUnpool2d', input.shape, height, width);
    const output = run(kernel, [input, indices], { sizes, shape, dtype: input.storage.dtype });
    return { output, saved: { indices } };
  },
  backward(run, { gradOutput, saved: { indices }, inputs: [{ shape, dtype }], params: { outputSize } }) {
    const [inHeight, inWidth] = shape.slice(-2);
    const sizes = { inSize: outputSize[0] * outputSize[1], outSize: inHeight * inWidth, inner: 1 };
    return [run(gather, [gradOutput, indices], { sizes, shape, dtype }), undefined];
  },
};

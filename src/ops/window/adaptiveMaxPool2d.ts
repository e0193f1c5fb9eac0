import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { gather } from '../../kernels/index/gather.ts';
import { adaptiveMaxPool2dGrad } from '../../kernels/window/adaptiveMaxPool2dGrad.ts';
import { adaptiveMaxPool2dIndices as kernel } from '../../kernels/window/adaptiveMaxPool2dIndices.ts';
import { type AdaptivePoolParams, adaptivePoolSizes } from './adaptivePoolGeometry.ts';
import { resized } from './geometry.ts';

/**
 * Which element wins under every window of an adaptive pooling, as a flat index within its plane. Not differentiable.
 *
 *   input   [images, channels, inHeight, inWidth], or without images
 *   output  [images, channels, outHeight, outWidth], int32
 */
export const adaptiveMaxPool2dIndices: Operation<AdaptivePoolParams> = {
  name: 'adaptiveMaxPool2dIndices',
  forward(run, [input], { outputSize }) {
    const sizes = adaptivePoolSizes('adaptiveMaxPool2d', input.shape, outputSize);
    const shape = resized('adaptiveMaxPool2d', input.shape, ...outputSize);
    return { output: run(kernel, [input], { sizes, shape, dtype: 'int32' }), saved: {} };
  },
};

/**
 * Adaptive max pooling, given its winners: every output cell reads its winner, and sends its whole gradient there.
 *
 *   input    [images, channels, inHeight, inWidth], or without images
 *   indices  [images, channels, outHeight, outWidth], int32, from adaptiveMaxPool2dIndices
 *   output   [images, channels, outHeight, outWidth]
 */
export const adaptiveMaxPool2d: Operation<AdaptivePoolParams, { indices: NdArray }> = {
  name: 'adaptiveMaxPool2d',
  forward(run, [input, indices], { outputSize }) {
    const { inHeight, inWidth, outHeight, outWidth } = adaptivePoolSizes('adaptiveMaxPool2d', input.shape, outputSize);
    const sizes = { inSize: inHeight * inWidth, outSize: outHeight * outWidth, inner: 1 };
    const output = run(gather, [input, indices], { sizes, shape: indices.shape, dtype: input.storage.dtype });
    return { output, saved: { indices } };
  },
  backward(run, { gradOutput, saved: { indices }, inputs: [{ shape, dtype }], params: { outputSize } }) {
    const sizes = adaptivePoolSizes('adaptiveMaxPool2d', shape, outputSize);
    return [run(adaptiveMaxPool2dGrad, [gradOutput, indices], { sizes, shape, dtype }), undefined];
  },
};

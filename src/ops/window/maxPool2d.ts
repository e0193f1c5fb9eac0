import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { gather } from '../../kernels/index/gather.ts';
import { maxPool2dGrad } from '../../kernels/window/maxPool2dGrad.ts';
import { maxPool2dIndices as kernel } from '../../kernels/window/maxPool2dIndices.ts';
import { resized } from './geometry.ts';
import { type PoolParams, poolSizes } from './poolGeometry.ts';

/**
 * Which element wins under every window, as a flat index within its plane. Not differentiable.
 *
 *   input   [images, channels, inHeight, inWidth], or without images
 *   output  [images, channels, outHeight, outWidth], int32
 *
 * @throws ShapeError, ArgumentError if the window cannot be.
 */
export const maxPool2dIndices: Operation<PoolParams> = {
  name: 'maxPool2dIndices',
  forward(run, [input], params) {
    const sizes = poolSizes('maxPool2d', input.shape, params);
    const shape = resized('maxPool2d', input.shape, sizes.outHeight, sizes.outWidth);
    return { output: run(kernel, [input], { sizes, shape, dtype: 'int32' }), saved: {} };
  },
};

/**
 * Max pooling, given its winners: every output cell reads its winner.
 *
 *   input    [images, channels, inHeight, inWidth], or without images
 *   indices  [images, channels, outHeight, outWidth], int32, from maxPool2dIndices
 *   output   [images, channels, outHeight, outWidth]
 *
 * The winner receives the whole gradient, the others nothing; a cell that wins in several windows adds up.
 */
export const maxPool2d: Operation<PoolParams, { indices: NdArray }> = {
  name: 'maxPool2d',
  forward(run, [input, indices], params) {
    const { inHeight, inWidth, outHeight, outWidth } = poolSizes('maxPool2d', input.shape, params);
    const sizes = { inSize: inHeight * inWidth, outSize: outHeight * outWidth, inner: 1 };
    const output = run(gather, [input, indices], { sizes, shape: indices.shape, dtype: input.storage.dtype });
    return { output, saved: { indices } };
  },
  backward(run, { gradOutput, saved: { indices }, inputs: [{ shape, dtype }], params }) {
    const sizes = poolSizes('maxPool2d', shape, params);
    return [run(maxPool2dGrad, [gradOutput, indices], { sizes, shape, dtype }), undefined];
  },
};

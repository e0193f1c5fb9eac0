import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { gather } from '../../kernels/index/gather.ts';
import { maxPool2dGrad } from '../../kernels/window/maxPool2dGrad.ts';
import { maxPool2dIndices as kernel } from '../../kernels/window/maxPool2dIndices.ts';
import type { PoolSizes } from '../../kernels/window/poolSizes.ts';
import { resized } from './geometry.ts';

/**
 * Which element wins under every window, as a flat index within its plane. Not differentiable.
 *
 *   input   [images, channels, inHeight, inWidth], or without images
 *   output  [images, channels, outHeight, outWidth], int32
 *
 * Its sizes are read off the input's shape, and checked, by `poolSizes`.
 */
export const maxPool2dIndices: Operation<PoolSizes> = {
  name: 'maxPool2dIndices',
  forward(run, [input], sizes) {
    return { output: findWinners(run, input, sizes), saved: {} };
  },
};

/**
 * Max pooling: every output cell reads the winner under its window.
 *
 *   input    [images, channels, inHeight, inWidth], or without images
 *   indices  [images, channels, outHeight, outWidth], int32, from maxPool2dIndices; found here where they are not given
 *   output   [images, channels, outHeight, outWidth]
 *
 * The winner receives the whole gradient, the others nothing; a cell that wins in several windows adds up.
 */
export const maxPool2d: Operation<PoolSizes, { indices: NdArray }> = {
  name: 'maxPool2d',
  forward(run, [input, given], sizes) {
    const indices = given ?? findWinners(run, input, sizes);
    const planes = { inSize: sizes.inHeight * sizes.inWidth, outSize: sizes.outHeight * sizes.outWidth, inner: 1 };
    const { dtype } = input.storage;
    const output = run(gather, [input, indices], { sizes: planes, shape: indices.shape, dtype });
    return { output, saved: { indices } };
  },
  backward(run, { gradOutput, saved: { indices }, inputs: [{ shape, dtype }], params: sizes }) {
    return [run(maxPool2dGrad, [gradOutput, indices], { sizes, shape, dtype })];
  },
};

function findWinners(run: Run, input: NdArray, sizes: PoolSizes): NdArray {
  const shape = resized('maxPool2d', input.shape, sizes.outHeight, sizes.outWidth);
  return run(kernel, [input], { sizes, shape, dtype: 'int32' });
}

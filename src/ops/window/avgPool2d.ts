import type { Operation } from '../../autograd/operation.ts';
import { avgPool2d as kernel } from '../../kernels/window/avgPool2d.ts';
import { avgPool2dGrad } from '../../kernels/window/avgPool2dGrad.ts';
import { resized } from './geometry.ts';
import { type AvgPoolParams, avgPoolSizes } from './poolGeometry.ts';

/**
 * The average under every window.
 *
 *   input   [images, channels, inHeight, inWidth], or without images
 *   output  [images, channels, outHeight, outWidth]
 *
 * The sum is divided by `divisorOverride` where there is one; else by the cells under the window, with those of the
 * padding (`countIncludePad`) or without. Every cell has an equal share, and that share of the gradient goes back to it.
 *
 * @throws ShapeError, ArgumentError if the window cannot be.
 */
export const avgPool2d: Operation<AvgPoolParams> = {
  name: 'avgPool2d',
  forward(run, [input], params) {
    const sizes = avgPoolSizes('avgPool2d', input.shape, params);
    const shape = resized('avgPool2d', input.shape, sizes.outHeight, sizes.outWidth);
    return { output: run(kernel, [input], { sizes, shape, dtype: input.storage.dtype }), saved: {} };
  },
  backward(run, { gradOutput, inputs: [{ shape, dtype }], params }) {
    const sizes = avgPoolSizes('avgPool2d', shape, params);
    return [run(avgPool2dGrad, [gradOutput], { sizes, shape, dtype })];
  },
};

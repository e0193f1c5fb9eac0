import type { Operation } from '../../autograd/operation.ts';
import { adaptiveAvgPool2d as kernel } from '../../kernels/window/adaptiveAvgPool2d.ts';
import { adaptiveAvgPool2dGrad } from '../../kernels/window/adaptiveAvgPool2dGrad.ts';
import { type AdaptivePoolParams, adaptivePoolSizes } from './adaptivePoolGeometry.ts';
import { resized } from './geometry.ts';

/**
 * Averages under as many windows as asked for; window i covers ⌊i·in/out⌋ … ⌈(i+1)·in/out⌉ of each axis.
 *
 *   input   [images, channels, inHeight, inWidth], or without images
 *   output  [images, channels, outHeight, outWidth]
 *
 * Every cell has an equal share in the average of each window over it, and that share of the gradient goes back to it.
 */
export const adaptiveAvgPool2d: Operation<AdaptivePoolParams> = {
  name: 'adaptiveAvgPool2d',
  forward(run, [input], { outputSize }) {
    const sizes = adaptivePoolSizes('adaptiveAvgPool2d', input.shape, outputSize);
    const shape = resized('adaptiveAvgPool2d', input.shape, ...outputSize);
    return { output: run(kernel, [input], { sizes, shape, dtype: input.storage.dtype }), saved: {} };
  },
  backward(run, { gradOutput, inputs: [{ shape, dtype }], params: { outputSize } }) {
    const sizes = adaptivePoolSizes('adaptiveAvgPool2d', shape, outputSize);
    return [run(adaptiveAvgPool2dGrad, [gradOutput], { sizes, shape, dtype })];
  },
};

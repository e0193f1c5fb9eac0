import type { Operation } from '../../autograd/operation.ts';
import { labelWeights as kernel } from '../../kernels/loss/labelWeights.ts';

/**
 * How much every row counts in a mean: its label's weight, 0 where the label is ignored. Not differentiable.
 *
 *   labels  [images, …], int32
 *   weight  [classes]
 *   output  [images, …], in the weight's dtype
 */
export const labelWeights: Operation<{ readonly ignoreIndex: number }> = {
  name: 'labelWeights',
  forward(run, [labels, weight], { ignoreIndex }) {
    const output = run(kernel, [labels, weight], {
      sizes: { classes: weight.shape[0] },
      scalars: [ignoreIndex],
      shape: labels.shape,
      dtype: weight.storage.dtype,
    });
    return { output, saved: {} };
  },
};

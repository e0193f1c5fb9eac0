import type { Operation } from '../../autograd/operation.ts';
import { oneHot as kernel } from '../../kernels/index/oneHot.ts';

/** Labels […] as rows of 0 with one 1, […, classes], int32. Not differentiable. */
export const oneHot: Operation<{ readonly classes: number }> = {
  name: 'oneHot',
  forward(run, [labels], { classes }) {
    const shape = [...labels.shape, classes];
    return { output: run(kernel, [labels], { sizes: { classes }, shape, dtype: 'int32' }), saved: {} };
  },
};

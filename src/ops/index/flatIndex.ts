import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { flatIndex as kernel } from '../../kernels/index/flatIndex.ts';
import { zeros } from '../zeros.ts';

/**
 * One index along several axes seen as one: Σ indexₐ · strideₐ, where negative indices count from the end, and −1 where
 * one lies outside its axis. Not differentiable.
 *
 *   inputs  an index tensor for each of `sizes`, all of one shape, int32
 *   output  the same shape, int32
 */
export const flatIndex: Operation<{ readonly sizes: readonly number[] }> = {
  name: 'flatIndex',
  forward(run, indices, { sizes }) {
    const { shape } = indices[0];
    const dtype = 'int32';
    let flat: NdArray = zeros(run, { shape, dtype }, indices[0]);
    sizes.forEach((size, i) => {
      flat = run(kernel, [flat, indices[i]], { sizes: { size }, shape, dtype });
    });
    return { output: flat, saved: {} };
  },
};

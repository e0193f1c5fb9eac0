import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { lastWriter } from '../../kernels/index/lastWriter.ts';
import { scatter as kernel } from '../../kernels/index/scatter.ts';
import { scatterAdd } from '../../kernels/index/scatterAdd.ts';
import { zeros } from '../zeros.ts';
import { gatherSizes } from './geometry.ts';

/**
 * Overwrites along one axis: every element of `source` goes to the place that its index names. Where several name the
 * same place, the last one stays.
 *
 *   input    [outer…, size, inner…]
 *   source   [outer…, count, inner…]
 *   indices  [outer…, count, inner…], int32
 *   output   [outer…, size, inner…]
 *
 * First every place asks who writes there (`lastWriter`), and then reads its writer. So the source's gradient goes to
 * the writers, and the input's is 0 where it was overwritten.
 */
export const scatter: Operation<{ readonly axis: number }, { writers: NdArray }> = {
  name: 'scatter',
  forward(run, [input, source, indices], { axis }) {
    const { shape, storage } = input;
    const sizes = gatherSizes(shape, axis, indices.shape[axis]);
    const writers = run(lastWriter, [indices], { sizes, shape, dtype: 'int32' });
    return {
      output: run(kernel, [input, source, writers], { sizes, shape, dtype: storage.dtype }),
      saved: { writers },
    };
  },
  backward(run, { gradOutput, inputs: [input, source], params: { axis }, saved: { writers }, wants }) {
    const sizes = gatherSizes(input.shape, axis, source.shape[axis]);
    // `writers` are indices into the source: seen from there, the axes have changed places.
    const turned = { ...sizes, inSize: sizes.outSize, outSize: sizes.inSize };
    return [
      wants[0] ? run(kernel, [gradOutput, zeros(run, source, gradOutput), writers], { sizes, ...input }) : undefined,
      wants[1] ? run(scatterAdd, [gradOutput, writers], { sizes: turned, ...source }) : undefined,
      undefined,
    ];
  },
};

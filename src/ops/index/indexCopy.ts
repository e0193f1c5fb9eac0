import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { indexAdd } from '../../kernels/index/indexAdd.ts';
import { indexCopy as kernel } from '../../kernels/index/indexCopy.ts';
import { lastWriter } from '../../kernels/index/lastWriter.ts';
import { zeros } from '../zeros.ts';
import { gatherSizes } from './geometry.ts';

/**
 * Overwrites whole slices along one axis: every slice of `source` goes where its index says. Where several name the
 * same place, the last one stays.
 *
 *   input    [outer…, size, inner…]
 *   source   [outer…, count, inner…]
 *   indices  [count], int32
 *   output   [outer…, size, inner…]
 *
 * The gradients are those of `scatter`, slice by slice.
 */
export const indexCopy: Operation<{ readonly axis: number }, { writers: NdArray }> = {
  name: 'indexCopy',
  forward(run, [input, source, indices], { axis }) {
    const { shape, storage } = input;
    const sizes = gatherSizes(shape, axis, indices.shape[0]);
    const writers = run(lastWriter, [indices], { sizes: { ...sizes, inner: 1 }, shape: [shape[axis]], dtype: 'int32' });
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
      wants[1] ? run(indexAdd, [gradOutput, writers], { sizes: turned, ...source }) : undefined,
      undefined,
    ];
  },
};

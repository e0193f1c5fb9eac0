import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { indexAdd as indexAddKernel } from '../../kernels/index/indexAdd.ts';
import { indexSelect as indexSelectKernel } from '../../kernels/index/indexSelect.ts';
import type { IndexedAxis } from './gather.ts';
import { gatherSizes, withSize } from './geometry.ts';

/**
 * Picks whole slices along one axis.
 *
 *   input    [outer…, size, inner…]
 *   indices  [count], int32
 *   output   [outer…, count, inner…]
 *
 *   output[o, k, i] = input[o, indices[k], i]
 *
 * A slice may have been picked several times: its gradient is the sum over those who picked it.
 */
export const indexSelect: Operation<{ readonly axis: number }, { indices: NdArray }> = {
  name: 'indexSelect',
  forward(run, [input, indices], { axis }) {
    return { output: pickSlices(run, input, indices, axis), saved: { indices } };
  },
  backward(run, { gradOutput, inputs: [{ shape }], params: { axis }, saved: { indices } }) {
    return [addSlices(run, gradOutput, indices, { axis, size: shape[axis] }), undefined];
  },
};

/**
 * Adds every slice of `source` to the slice that its index names, in zeros.
 *
 *   source   [outer…, count, inner…]
 *   indices  [count], int32
 *   output   [outer…, size, inner…]
 *
 *   output[o, k, i] = Σ source[o, j, i] over all j with indices[j] = k
 *
 * This and `indexSelect` are each other's gradient.
 */
export const indexAdd: Operation<IndexedAxis, { indices: NdArray }> = {
  name: 'indexAdd',
  forward(run, [source, indices], params) {
    return { output: addSlices(run, source, indices, params), saved: { indices } };
  },
  backward(run, { gradOutput, params: { axis }, saved: { indices } }) {
    return [pickSlices(run, gradOutput, indices, axis), undefined];
  },
};

function pickSlices(run: Run, input: NdArray, indices: NdArray, axis: number): NdArray {
  const [count] = indices.shape;
  const sizes = gatherSizes(input.shape, axis, count);
  const shape = withSize(input.shape, axis, count);
  return run(indexSelectKernel, [input, indices], { sizes, shape, dtype: input.storage.dtype });
}

function addSlices(run: Run, source: NdArray, indices: NdArray, { axis, size }: IndexedAxis): NdArray {
  const shape = withSize(source.shape, axis, size);
  const sizes = gatherSizes(shape, axis, indices.shape[0]);
  return run(indexAddKernel, [source, indices], { sizes, shape, dtype: source.storage.dtype });
}

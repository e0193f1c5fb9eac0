import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { gather as gatherKernel } from '../../kernels/index/gather.ts';
import { scatterAdd as scatterAddKernel } from '../../kernels/index/scatterAdd.ts';
import { gatherSizes, withSize } from './geometry.ts';

/**
 * Picks along one axis, an element for every index.
 *
 *   input    [outer…, size, inner…]
 *   indices  [outer…, count, inner…], int32
 *   output   [outer…, count, inner…]
 *
 *   output[o, k, i] = input[o, indices[o, k, i], i]
 *
 * An element may have been picked several times: its gradient is the sum over those who picked it.
 */
export const gather: Operation<{ readonly axis: number }, { indices: NdArray }> = {
  name: 'gather',
  forward(run, [input, indices], { axis }) {
    return { output: pick(run, input, indices, axis), saved: { indices } };
  },
  backward(run, { gradOutput, inputs: [{ shape }], params: { axis }, saved: { indices } }) {
    return [addUp(run, gradOutput, indices, { axis, size: shape[axis] }), undefined];
  },
};

/** The axis that indices count along, and its size. */
export interface IndexedAxis {
  readonly axis: number;
  readonly size: number;
}

/**
 * Adds every element of `source` to the place that its index names, in zeros.
 *
 *   source   [outer…, count, inner…]
 *   indices  [outer…, count, inner…], int32
 *   output   [outer…, size, inner…]
 *
 *   output[o, k, i] = Σ source[o, j, i] over all j with indices[o, j, i] = k
 *
 * Each source was added in one place, so its gradient is picked there: this and `gather` are each other's gradient.
 */
export const scatterAdd: Operation<IndexedAxis, { indices: NdArray }> = {
  name: 'scatterAdd',
  forward(run, [source, indices], params) {
    return { output: addUp(run, source, indices, params), saved: { indices } };
  },
  backward(run, { gradOutput, params: { axis }, saved: { indices } }) {
    return [pick(run, gradOutput, indices, axis), undefined];
  },
};

function pick(run: Run, input: NdArray, indices: NdArray, axis: number): NdArray {
  const sizes = gatherSizes(input.shape, axis, indices.shape[axis]);
  return run(gatherKernel, [input, indices], { sizes, shape: indices.shape, dtype: input.storage.dtype });
}

function addUp(run: Run, source: NdArray, indices: NdArray, { axis, size }: IndexedAxis): NdArray {
  const shape = withSize(source.shape, axis, size);
  const sizes = gatherSizes(shape, axis, indices.shape[axis]);
  return run(scatterAddKernel, [source, indices], { sizes, shape, dtype: source.storage.dtype });
}

import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { gather } from '../../kernels/index/gather.ts';
import { shareEvenly } from './extreme.ts';

/**
 * The number at an index of a vector: a median, say. All numbers equal to it might as well have been picked, so they
 * share the gradient evenly.
 *
 *   input   [size]
 *   index   [1], int32
 *   output  [1]
 */
export const pickShared: Operation<object, { input: NdArray; output: NdArray }> = {
  name: 'pickShared',
  forward(run, [input, index]) {
    const sizes = { inSize: input.shape[0], outSize: 1, inner: 1 };
    const output = run(gather, [input, index], { sizes, shape: [1], dtype: input.storage.dtype });
    return { output, saved: { input, output } };
  },
  backward(run, { gradOutput, saved }) {
    return [shareEvenly(run, gradOutput, saved, [0]), undefined];
  },
};

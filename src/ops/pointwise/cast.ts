import type { Operation } from '../../autograd/operation.ts';
import type { DType } from '../../dtype.ts';
import { copy } from '../../kernels/pointwise/copy.ts';

/** The same numbers in another dtype (or copied, in the same). Towards integers the fraction is cut off. */
export const cast: Operation<{ readonly dtype: DType }> = {
  name: 'cast',
  forward(run, [input], { dtype }) {
    return { output: run(copy, [input], { sizes: {}, shape: input.shape, dtype }), saved: {} };
  },
  backward(run, { gradOutput, inputs: [{ shape, dtype }] }) {
    return [run(copy, [gradOutput], { sizes: {}, shape, dtype })];
  },
};

import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { mul } from '../../kernels/pointwise/mul.ts';
import { likeInput } from '../form.ts';

/**
 * input · mask, where the mask is 0 for what is dropped and 1 / (1 − p) for what stays, so that the expected value is the
 * input's. The mask is data, drawn by the generator; the gradient goes through it in the same way.
 */
export const dropout: Operation<object, { mask: NdArray }> = {
  name: 'dropout',
  forward(run, [input, mask]) {
    return { output: run(mul, [input, mask], likeInput(input)), saved: { mask } };
  },
  backward(run, { gradOutput, saved: { mask } }) {
    return [run(mul, [gradOutput, mask], likeInput(gradOutput)), undefined];
  },
};

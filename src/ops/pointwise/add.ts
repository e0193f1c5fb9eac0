import type { Operation } from '../../autograd/operation.ts';
import { add as kernel } from '../../kernels/pointwise/add.ts';
import { likeInput } from '../form.ts';

/** a + b, of the same shape and dtype. Both gradients are the output's gradient. */
export const add: Operation<object> = {
  name: 'add',
  forward(run, [a, b]) {
    return { output: run(kernel, [a, b], likeInput(a)), saved: {} };
  },
  backward(_run, { gradOutput }) {
    return [gradOutput, gradOutput];
  },
};

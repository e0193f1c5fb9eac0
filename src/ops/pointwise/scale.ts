import type { Operation } from '../../autograd/operation.ts';
import { scale as kernel } from '../../kernels/pointwise/scale.ts';
import { likeInput } from '../form.ts';

/** input · factor, where the factor is a plain number. The gradient is scaled the same. */
export const scale: Operation<{ readonly factor: number }> = {
  name: 'scale',
  forward(run, [input], { factor }) {
    return { output: run(kernel, [input], likeInput(input, [factor, 1])), saved: {} };
  },
  backward(run, { gradOutput, params: { factor } }) {
    return [run(kernel, [gradOutput], likeInput(gradOutput, [factor, 1]))];
  },
};

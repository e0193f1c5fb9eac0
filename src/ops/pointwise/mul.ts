import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { mul as kernel } from '../../kernels/pointwise/mul.ts';
import { likeInput } from '../form.ts';

/** a · b, of the same shape and dtype. The gradient of each is the output's gradient times the other. */
export const mul: Operation<object, { a: NdArray; b: NdArray }> = {
  name: 'mul',
  forward(run, [a, b]) {
    return { output: run(kernel, [a, b], likeInput(a)), saved: { a, b } };
  },
  backward(run, { gradOutput, saved: { a, b }, wants }) {
    return [
      wants[0] ? run(kernel, [gradOutput, b], likeInput(gradOutput)) : undefined,
      wants[1] ? run(kernel, [gradOutput, a], likeInput(gradOutput)) : undefined,
    ];
  },
};

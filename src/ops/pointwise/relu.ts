import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { relu as kernel, reluGrad } from '../../kernels/pointwise/relu.ts';
import { likeForm, likeInput } from '../form.ts';

/** max(x, 0). The gradient passes where the output is above 0. */
export const relu: Operation<object, { output: NdArray }> = {
  name: 'relu',
  forward(run, [input]) {
    const output = run(kernel, [input], likeInput(input));
    return { output, saved: { output } };
  },
  backward(run, { gradOutput, inputs: [input], saved }) {
    return [run(reluGrad, [gradOutput, saved.output], likeForm(input))];
  },
};

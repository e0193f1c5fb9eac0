import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { nanToZero as kernel, nanToZeroGrad } from '../../kernels/reduce/nanToZero.ts';
import { likeInput } from '../form.ts';

/** NaN replaced by 0. What was NaN gets no gradient. */
export const nanToZero: Operation<object, { input: NdArray }> = {
  name: 'nanToZero',
  forward(run, [input]) {
    return { output: run(kernel, [input], likeInput(input)), saved: { input } };
  },
  backward(run, { gradOutput, saved: { input } }) {
    return [run(nanToZeroGrad, [gradOutput, input], likeInput(input))];
  },
};

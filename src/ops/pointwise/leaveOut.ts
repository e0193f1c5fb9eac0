import type { Operation } from '../../autograd/operation.ts';
import { fill } from '../../kernels/pointwise/fill.ts';
import { likeInput } from '../form.ts';

/** 0 · input, where even NaN and infinity become 0: what a factor of exactly 0 means in `addmm`. The gradient is 0. */
export const leaveOut: Operation<object> = {
  name: 'leaveOut',
  forward(run, [input]) {
    return { output: run(fill, [], { ...likeInput(input, [0]), like: input }), saved: {} };
  },
  backward(run, { gradOutput }) {
    return [run(fill, [], { ...likeInput(gradOutput, [0]), like: gradOutput })];
  },
};

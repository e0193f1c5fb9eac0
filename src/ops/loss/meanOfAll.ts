import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { spread } from '../../kernels/loss/spread.ts';
import { scale } from '../../kernels/pointwise/scale.ts';
import { likeForm, likeInput } from '../form.ts';
import { sumAxes } from '../reduce/sum.ts';

/**
 * The sum of all elements, divided by a number: how the losses of rows become one. The output is a scalar.
 *
 * Every element has the same share, so the gradient is the scalar's, divided, for all of them.
 */
export const meanOfAll: Operation<{ readonly divisor: number }> = {
  name: 'meanOfAll',
  forward(run, [input], { divisor }) {
    const total = sumOfAll(run, input);
    // What was not summed (a scalar) is divided even by 1: an operation's output has storage of its own.
    const isOwn = total.storage !== input.storage;
    return { output: isOwn && divisor === 1 ? total : run(scale, [total], likeInput(total, [1, divisor])), saved: {} };
  },
  backward(run, { gradOutput, inputs: [input], params: { divisor } }) {
    return [run(spread, [gradOutput], likeForm(input, [divisor]))];
  },
};

/** The sum of an array's elements as a scalar. (Of a scalar, the scalar itself.) */
export function sumOfAll(run: Run, input: NdArray): NdArray {
  const axes = input.shape.map((_, axis) => axis);
  return { shape: [], storage: sumAxes(run, input, axes).storage };
}

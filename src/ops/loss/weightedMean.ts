import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { spreadOver } from '../../kernels/loss/spread.ts';
import { div } from '../../kernels/pointwise/arithmetic.ts';
import { likeForm, likeInput } from '../form.ts';
import { sumOfAll } from './meanOfAll.ts';

/**
 * Σ rows / Σ weights, a scalar: the mean of rows that are weighted already, where `weights` says how much each counts.
 * All weights 0 give NaN.
 *
 * The weights are data, so the gradient is the scalar's divided by Σ weights, for every row.
 */
export const weightedMean: Operation<object, { divisor: NdArray }> = {
  name: 'weightedMean',
  forward(run, [rows, weights]) {
    const divisor = sumOfAll(run, weights);
    const total = sumOfAll(run, rows);
    return { output: run(div, [total, divisor], likeInput(total)), saved: { divisor } };
  },
  backward(run, { gradOutput, saved: { divisor }, inputs: [rows] }) {
    return [run(spreadOver, [gradOutput, divisor], likeForm(rows)), undefined];
  },
};

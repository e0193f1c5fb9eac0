import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { logSoftmax as kernel, logSoftmaxGrad } from '../../kernels/norm/logSoftmax.ts';
import { sum } from '../../kernels/reduce/sum.ts';
import { likeInput } from '../form.ts';
import { type AxisParams, axisSizes } from './axis.ts';
import { rowStatistics } from './softmax.ts';

/**
 * x − log Σ exp along one axis.
 *
 * The derivative of log Σ exp is the softmax, so the gradient is g − softmax·Σ g.
 */
export const logSoftmax: Operation<AxisParams, { output: NdArray }> = {
  name: 'logSoftmax',
  forward(run, [input], { axis }) {
    const { largest, total } = rowStatistics(run, input, axis);
    const output = run(kernel, [input, largest, total], { ...likeInput(input), sizes: axisSizes(input.shape, axis) });
    return { output, saved: { output } };
  },
  backward(run, { gradOutput, saved: { output }, params: { axis } }) {
    if (output.storage.length === 0) return [gradOutput];
    const sizes = axisSizes(output.shape, axis);
    const { dtype } = output.storage;
    const gradSum = run(sum, [gradOutput], { sizes, shape: [sizes.outer, sizes.inner], dtype });
    return [run(logSoftmaxGrad, [gradOutput, output, gradSum], { sizes, shape: output.shape, dtype })];
  },
};

import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { logSumExpGrad } from '../../kernels/norm/logSumExpGrad.ts';
import { fill } from '../../kernels/pointwise/fill.ts';
import { logSumExp as kernel } from '../../kernels/reduce/logSumExp.ts';
import { type AxisParams, axisSizes } from './axis.ts';

/**
 * log Σ exp along one axis, which remains with size 1: a maximum with round corners.
 *
 * Its derivative is the softmax: gradOutput·exp(x − logSumExp).
 */
export const logSumExp: Operation<AxisParams, { input: NdArray; output: NdArray }> = {
  name: 'logSumExp',
  forward(run, [input], { axis }) {
    const shape = input.shape.map((size, k) => (k === axis ? 1 : size));
    const sizes = axisSizes(input.shape, axis);
    const { dtype } = input.storage;
    const output =
      sizes.size === 0 // log 0, and no row to read
        ? run(fill, [], { sizes: {}, scalars: [-Infinity], shape, dtype, like: input })
        : run(kernel, [input], { sizes, shape, dtype });
    return { output, saved: { input, output } };
  },
  backward(run, { gradOutput, saved: { input, output }, params: { axis } }) {
    const { shape, storage } = input;
    const request = { sizes: axisSizes(shape, axis), shape, dtype: storage.dtype };
    return [run(logSumExpGrad, [gradOutput, input, output], request)];
  },
};

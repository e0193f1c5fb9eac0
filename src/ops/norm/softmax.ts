import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { softmax as kernel, softmaxGrad, softmaxGradRows, sumExp } from '../../kernels/norm/softmax.ts';
import { fill } from '../../kernels/pointwise/fill.ts';
import { amax } from '../../kernels/reduce/amax.ts';
import { likeInput } from '../form.ts';
import { type AxisParams, axisSizes } from './axis.ts';

/**
 * exp(x) / Σ exp along one axis, where x is first lowered by the row's largest, which changes nothing and cannot
 * overflow.
 *
 * Raising one logit takes from all the others in proportion: ∂yᵢ/∂xⱼ = yᵢ·([i = j] − yⱼ), so the gradient is
 * y·(g − Σ g·y).
 */
export const softmax: Operation<AxisParams, { output: NdArray }> = {
  name: 'softmax',
  forward(run, [input], { axis }) {
    const { largest, total } = rowStatistics(run, input, axis);
    const output = run(kernel, [input, largest, total], { ...likeInput(input), sizes: axisSizes(input.shape, axis) });
    return { output, saved: { output } };
  },
  backward(run, { gradOutput, saved: { output }, params: { axis } }) {
    if (output.storage.length === 0) return [gradOutput];
    const sizes = axisSizes(output.shape, axis);
    const { dtype } = output.storage;
    const common = run(softmaxGradRows, [gradOutput, output], { sizes, shape: [sizes.outer, sizes.inner], dtype });
    return [run(softmaxGrad, [gradOutput, output, common], { sizes, shape: output.shape, dtype })];
  },
};

/** The largest of every row, and Σ exp(x − largest). */
export function rowStatistics(run: Run, input: NdArray, axis: number): { largest: NdArray; total: NdArray } {
  const sizes = axisSizes(input.shape, axis);
  const request = { sizes, shape: [sizes.outer, sizes.inner], dtype: input.storage.dtype };
  if (sizes.size === 0) {
    const nothing = run(fill, [], { ...request, sizes: {}, scalars: [0], like: input });
    return { largest: nothing, total: nothing };
  }
  const largest = run(amax, [input], request);
  return { largest, total: run(sumExp, [input, largest], request) };
}

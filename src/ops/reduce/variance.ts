import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { scale } from '../../kernels/pointwise/scale.ts';
import { squaredDeviation, varGrad } from '../../kernels/reduce/deviation.ts';
import { root } from '../../kernels/reduce/norm.ts';
import { stdGrad } from '../../kernels/reduce/stdGrad.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { likeInput } from '../form.ts';
import { type FoldParams, reduction } from './keepdim.ts';
import { countAlong, meanAxes } from './mean.ts';
import { repeatTo } from './repeatTo.ts';
import { sumAxes } from './sum.ts';

/** `correction` is taken off the count in the divisor: 1 for the unbiased estimate, 0 for the variance of the numbers. */
export interface VarianceParams extends FoldParams {
  readonly correction: number;
}

interface Kept extends Record<string, NdArray> {
  readonly input: NdArray;
  readonly mean: NdArray;
}

/**
 * The variance over some axes, which remain with size 1, in two passes: Σ (x − mean)² / (n − correction).
 *
 * The gradient is 2 (x − mean) / (n − correction).
 */
export const variance = reduction<VarianceParams, Kept>({
  name: 'var',
  forward(run, [input], params) {
    const { output, mean } = varianceAxes(run, input, params);
    return { output, saved: { input, mean } };
  },
  backward(run, { gradOutput, params, saved }) {
    return [sendBack(run, gradOutput, saved, params)];
  },
});

/** √variance. Where all values are equal it has a kink, and the gradient there is 0. */
export const std = reduction<VarianceParams, Kept & { readonly output: NdArray }>({
  name: 'std',
  forward(run, [input], params) {
    const { output: squared, mean } = varianceAxes(run, input, params);
    const output = run(root, [squared], likeInput(squared, [2]));
    return { output, saved: { input, mean, output } };
  },
  backward(run, { gradOutput, params, saved }) {
    const gradVariance = run(stdGrad, [gradOutput, saved.output], likeInput(gradOutput));
    return [sendBack(run, gradVariance, saved, params)];
  },
});

function varianceAxes(run: Run, input: NdArray, params: VarianceParams): { output: NdArray; mean: NdArray } {
  const mean = meanAxes(run, input, params.axes);
  const squares = run(squaredDeviation, [input, repeatTo(run, mean, input.shape)], likeInput(input));
  const total = sumAxes(run, squares, params.axes);
  return { output: run(scale, [total], likeInput(total, [1, divisor(input.shape, params)])), mean };
}

function sendBack(run: Run, gradVariance: NdArray, { input, mean }: Kept, params: VarianceParams): NdArray {
  const { shape } = input;
  const gradients = repeatTo(run, gradVariance, shape);
  return run(varGrad, [gradients, input, repeatTo(run, mean, shape)], likeInput(input, [divisor(shape, params)]));
}

/** Too few numbers for an unbiased estimate make it 0, and the variance NaN or infinite. */
function divisor(shape: Shape, { axes, correction }: VarianceParams): number {
  return Math.max(0, countAlong(shape, axes) - correction);
}

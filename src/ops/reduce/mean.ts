import type { Saved } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { scale } from '../../kernels/pointwise/scale.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { likeInput } from '../form.ts';
import { type FoldParams, reduction } from './keepdim.ts';
import { repeatTo } from './repeatTo.ts';
import { sumAxes } from './sum.ts';

/**
 * The mean over some axes, which remain with size 1: the sum, divided by how many were summed.
 *
 * Each of n elements has 1/n of the gradient, repeated along those axes.
 */
export const mean = reduction<FoldParams, Saved>({
  name: 'mean',
  forward(run, [input], { axes }) {
    return { output: meanAxes(run, input, axes), saved: {} };
  },
  backward(run, { gradOutput, inputs: [{ shape }], params: { axes } }) {
    const share = run(scale, [gradOutput], likeInput(gradOutput, [1, countAlong(shape, axes)]));
    return [repeatTo(run, share, shape)];
  },
});

export function meanAxes(run: Run, input: NdArray, axes: readonly number[]): NdArray {
  const total = sumAxes(run, input, axes);
  return run(scale, [total], likeInput(total, [1, countAlong(input.shape, axes)]));
}

/** How many elements are folded into one. */
export function countAlong(shape: Shape, axes: readonly number[]): number {
  return axes.reduce((count, axis) => count * shape[axis], 1);
}

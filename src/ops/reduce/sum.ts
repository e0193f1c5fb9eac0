import type { Saved } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { foldAxes, sumFold } from './fold.ts';
import { type FoldParams, reduction } from './keepdim.ts';
import { repeatTo } from './repeatTo.ts';

/**
 * The sum over some axes, which remain with size 1.
 *
 * Every summed element has the same share in the result, so the gradient is repeated along those axes.
 */
export const sum = reduction<FoldParams, Saved>({
  name: 'sum',
  forward(run, [input], { axes }) {
    return { output: sumAxes(run, input, axes), saved: {} };
  },
  backward(run, { gradOutput, inputs: [{ shape }] }) {
    return [repeatTo(run, gradOutput, shape)];
  },
});

/** Sums over `axes` (each named once, ascending), leaving size 1 in their place. */
export function sumAxes(run: Run, input: NdArray, axes: readonly number[]): NdArray {
  return foldAxes(run, input, axes, sumFold);
}

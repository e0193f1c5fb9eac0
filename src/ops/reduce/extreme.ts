import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { ties, tiesGrad } from '../../kernels/reduce/ties.ts';
import { likeInput } from '../form.ts';
import { amaxFold, aminFold, type Fold, foldAxes } from './fold.ts';
import { type FoldParams, reduction } from './keepdim.ts';
import { repeatTo } from './repeatTo.ts';
import { sumAxes } from './sum.ts';

/** The largest number over some axes, which remain with size 1. NaN if there is one. */
export const amax = extreme('amax', amaxFold);

/** The smallest number over some axes, which remain with size 1. NaN if there is one. */
export const amin = extreme('amin', aminFold);

/** Several elements may be as extreme as the extreme: they share the gradient evenly. */
function extreme(name: string, fold: Fold): Operation<FoldParams, { input: NdArray; output: NdArray }> {
  return reduction({
    name,
    forward(run, [input], { axes }) {
      const output = foldAxes(run, input, axes, fold);
      return { output, saved: { input, output } };
    },
    backward(run, { gradOutput, params: { axes }, saved }) {
      return [shareEvenly(run, gradOutput, saved, axes)];
    },
  });
}

/** The gradient of a number that was chosen over `axes`: all elements equal to it share it evenly. */
export function shareEvenly(
  run: Run,
  gradOutput: NdArray,
  { input, output }: { readonly input: NdArray; readonly output: NdArray },
  axes: readonly number[],
): NdArray {
  const { shape } = input;
  const chosen = repeatTo(run, output, shape);
  const tied = run(ties, [input, chosen], likeInput(input));
  const count = repeatTo(run, sumAxes(run, tied, axes), shape);
  return run(tiesGrad, [repeatTo(run, gradOutput, shape), input, chosen, count], likeInput(input));
}

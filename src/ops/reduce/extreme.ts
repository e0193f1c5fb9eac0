import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { ties, tiesGrad } from '../../kernels/reduce/ties.ts';
import { likeForm, likeInput } from '../form.ts';
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
    backward(run, { gradOutput, inputs: [form], params: { axes }, saved: { input, output } }) {
      const winner = repeatTo(run, output, form.shape);
      const tied = run(ties, [input, winner], likeInput(input));
      const count = repeatTo(run, sumAxes(run, tied, axes), form.shape);
      const share = repeatTo(run, gradOutput, form.shape);
      return [run(tiesGrad, [share, input, winner, count], likeForm(form))];
    },
  });
}

import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { copy } from '../../kernels/pointwise/copy.ts';
import { type Fold, foldAxes, prodFold, sumFold } from './fold.ts';
import { type FoldParams, reduction } from './keepdim.ts';

/** Whether any element along some axes, which remain with size 1, is not 0. NaN is not 0. */
export const any = truth('any', sumFold);

/** Whether all elements along some axes, which remain with size 1, are not 0. Of nothing, all are. */
export const all = truth('all', prodFold);

/** In bool, where everything but 0 is stored as 1, a sum is "or" and a product is "and". */
function truth(name: string, fold: Fold): Operation<FoldParams> {
  return reduction({
    name,
    forward(run, [input], { axes }) {
      const { shape } = input;
      const truths: NdArray = run(copy, [input], { sizes: {}, shape, dtype: 'bool' });
      return { output: foldAxes(run, truths, axes, fold), saved: {} };
    },
  });
}

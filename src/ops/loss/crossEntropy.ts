import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { crossEntropyGrad } from '../../kernels/loss/crossEntropyGrad.ts';
import { crossEntropyRows } from '../../kernels/loss/crossEntropyRows.ts';
import { logSumExp } from '../../kernels/reduce/logSumExp.ts';
import { rowSizes } from './rows.ts';

export interface CrossEntropyParams {
  /** Rows with this label give 0 and receive no gradient. */
  readonly ignoreIndex: number;
  /** ε: how much of the truth is spread evenly over all classes. */
  readonly labelSmoothing: number;
}

/**
 * The cross entropy of every row's softmax against its label (the reduction over rows comes after).
 *
 *   logits  [images, classes, …]
 *   labels  [images, …], int32
 *   weight  [classes]
 *   output  [images, …]
 *
 *   output = (1 − ε)·weight[t]·(logSumExp − logits[t]) + ε/classes · Σ_c weight[c]·(logSumExp − logits[c])
 *
 * The derivative of logSumExp by a logit is its softmax, so the gradient is softmax − onehot(t), weighted.
 */
export const crossEntropy: Operation<
  CrossEntropyParams,
  { logits: NdArray; labels: NdArray; normaliser: NdArray; weight: NdArray }
> = {
  name: 'crossEntropy',

  forward(run, [logits, labels, weight], { ignoreIndex, labelSmoothing }) {
    const { dtype } = logits.storage;
    const sizes = rowSizes(logits.shape);
    const { classes, inner } = sizes;
    const { shape } = labels;
    const outer = logits.shape[0];
    const normaliser = run(logSumExp, [logits], { sizes: { outer, size: classes, inner }, shape, dtype });
    const output = run(crossEntropyRows, [logits, labels, normaliser, weight], {
      sizes,
      scalars: [ignoreIndex, labelSmoothing],
      shape,
      dtype,
    });
    return { output, saved: { logits, labels, normaliser, weight } };
  },

  backward(run, { gradOutput, saved, params: { ignoreIndex, labelSmoothing } }) {
    const { logits, labels, normaliser, weight } = saved;
    const gradLogits = run(crossEntropyGrad, [gradOutput, logits, labels, normaliser, weight], {
      sizes: rowSizes(logits.shape),
      scalars: [ignoreIndex, labelSmoothing],
      shape: logits.shape,
      dtype: logits.storage.dtype,
    });
    return [gradLogits, undefined, undefined];
  },
};

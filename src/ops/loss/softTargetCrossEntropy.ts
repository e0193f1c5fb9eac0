import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import {
  softTargetGradLogits,
  softTargetGradTarget,
  softTargetMass,
  softTargetRows,
} from '../../kernels/loss/softTargets.ts';
import { logSumExp } from '../../kernels/reduce/logSumExp.ts';
import { rowSizes } from './rows.ts';

/**
 * The cross entropy of every row's softmax against a distribution (the reduction over rows comes after).
 *
 *   logits  [images, classes, …]
 *   target  [images, classes, …], probabilities
 *   weight  [classes]
 *   output  [images, …] = Σ_c weight[c]·truth[c]·(logSumExp − logits[c]), truth = (1 − ε)·target + ε/classes
 *
 * With mass = Σ_c weight[c]·truth[c], the gradient by the logits is softmax·mass − weight·truth: for probabilities
 * without weights mass is 1, and this is softmax − truth. By the target it is (1 − ε)·weight·(logSumExp − logits).
 */
export const softTargetCrossEntropy: Operation<
  { readonly labelSmoothing: number },
  { logits: NdArray; target: NdArray; normaliser: NdArray; weight: NdArray }
> = {
  name: 'softTargetCrossEntropy',

  forward(run, [logits, target, weight], { labelSmoothing }) {
    const sizes = rowSizes(logits.shape);
    const { classes, inner } = sizes;
    const { dtype } = logits.storage;
    const shape = logits.shape.filter((_, axis) => axis !== 1);
    const outer = logits.shape[0];
    const normaliser = run(logSumExp, [logits], { sizes: { outer, size: classes, inner }, shape, dtype });
    const request = { sizes, scalars: [labelSmoothing], shape, dtype };
    const output = run(softTargetRows, [logits, target, normaliser, weight], request);
    return { output, saved: { logits, target, normaliser, weight } };
  },

  backward(run, { gradOutput, saved: { logits, target, normaliser, weight }, params: { labelSmoothing }, wants }) {
    const { shape, storage } = logits;
    const request = { sizes: rowSizes(shape), scalars: [labelSmoothing], shape, dtype: storage.dtype };
    const byLogits = () => {
      const mass = run(softTargetMass, [target, weight], { ...request, shape: gradOutput.shape });
      return run(softTargetGradLogits, [gradOutput, logits, target, normaliser, weight, mass], request);
    };
    return [
      wants[0] ? byLogits() : undefined,
      wants[1] ? run(softTargetGradTarget, [gradOutput, logits, normaliser, weight], request) : undefined,
      undefined,
    ];
  },
};

import type { Saved } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { prodGrad } from '../../kernels/reduce/prod.ts';
import { fill, foldedShape, foldStep, foldSteps, prodFold, unfill } from './fold.ts';
import { type FoldParams, reduction } from './keepdim.ts';

/**
 * The product over some axes, which remain with size 1.
 *
 * The gradient of a factor is the product of the others. Long rows are products of products of parts, and the gradient
 * goes back through those step by step; nothing is divided, so zeros (one, or many) need no special case.
 */
export const prod = reduction<FoldParams, Saved>({
  name: 'prod',
  forward(run, [input], { axes }) {
    const saved: Record<string, NdArray> = {};
    let folded = input;
    foldSteps(input.shape, axes, prodFold.longestRow).forEach((step, i) => {
      const factors = fill(run, folded, step, prodFold);
      saved[`factors${i}`] = factors;
      folded = foldStep(run, factors, step, prodFold);
    });
    return { output: { shape: foldedShape(input.shape, axes), storage: folded.storage }, saved };
  },
  backward(run, { gradOutput, inputs: [{ shape, dtype }], params: { axes }, saved }) {
    const steps = foldSteps(shape, axes, prodFold.longestRow);
    let gradient = gradOutput;
    for (let i = steps.length - 1; i >= 0; i--) {
      const { outer, inner, parts, length } = steps[i];
      const sizes = { outer: outer * parts, size: length, inner };
      const request = { sizes, shape: [outer, parts * length, inner], dtype };
      gradient = unfill(run, run(prodGrad, [gradient, saved[`factors${i}`]], request), steps[i]);
    }
    return [{ shape, storage: gradient.storage }];
  },
});

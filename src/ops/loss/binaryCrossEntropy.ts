import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { binaryCrossEntropyGrad, binaryCrossEntropy as kernel } from '../../kernels/loss/binaryCrossEntropy.ts';
import { likeInput } from '../form.ts';

/**
 * −(target·log input + (1 − target)·log(1 − input)) of probabilities, with logarithms cut off at −100.
 *
 * Its derivative by the input is (input − target) / (input·(1 − input)). The target is data: it gets no gradient.
 */
export const binaryCrossEntropy: Operation<object, { input: NdArray; target: NdArray }> = {
  name: 'binaryCrossEntropy',
  forward(run, [input, target]) {
    return { output: run(kernel, [input, target], likeInput(input)), saved: { input, target } };
  },
  backward(run, { gradOutput, saved: { input, target } }) {
    return [run(binaryCrossEntropyGrad, [gradOutput, input, target], likeInput(gradOutput)), undefined];
  },
};

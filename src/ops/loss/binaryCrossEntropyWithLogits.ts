import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import {
  binaryCrossEntropyWithLogitsGrad,
  binaryCrossEntropyWithLogits as kernel,
} from '../../kernels/loss/binaryCrossEntropyWithLogits.ts';
import { likeInput } from '../form.ts';

/**
 * Binary cross entropy of sigmoid(input): posWeight·target·softplus(−input) + (1 − target)·softplus(input), all of one
 * shape.
 *
 * The derivative of softplus is the sigmoid σ, so the gradient is (1 − target)·σ(input) − posWeight·target·σ(−input).
 * Target and posWeight are data: they get no gradient.
 */
export const binaryCrossEntropyWithLogits: Operation<object, { input: NdArray; target: NdArray; posWeight: NdArray }> =
  {
    name: 'binaryCrossEntropyWithLogits',
    forward(run, [input, target, posWeight]) {
      return {
        output: run(kernel, [input, target, posWeight], likeInput(input)),
        saved: { input, target, posWeight },
      };
    },
    backward(run, { gradOutput, saved: { input, target, posWeight } }) {
      const arrays = [gradOutput, input, target, posWeight];
      return [run(binaryCrossEntropyWithLogitsGrad, arrays, likeInput(gradOutput)), undefined, undefined];
    },
  };

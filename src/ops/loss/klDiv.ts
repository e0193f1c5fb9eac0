import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { klDivGradInput, klDivGradTarget, klDiv as probabilities } from '../../kernels/loss/klDiv.ts';
import {
  klDivLogTargetGradInput,
  klDivLogTargetGradTarget,
  klDivLogTarget as logProbabilities,
} from '../../kernels/loss/klDivLogTarget.ts';
import { likeInput } from '../form.ts';

/**
 * One term of the Kullback-Leibler divergence, of log-probabilities `input`: target·(log target − input), or
 * exp(target)·(target − input) where the target is given as logarithms too.
 *
 * It is linear in the input, so the input's gradient is minus the target's probability.
 */
export const klDiv: Operation<{ readonly logTarget: boolean }, { input: NdArray; target: NdArray }> = {
  name: 'klDiv',
  forward(run, [input, target], { logTarget }) {
    const kernel = logTarget ? logProbabilities : probabilities;
    return { output: run(kernel, [input, target], likeInput(input)), saved: { input, target } };
  },
  backward(run, { gradOutput, saved: { input, target }, params: { logTarget }, wants }) {
    const byInput = logTarget ? klDivLogTargetGradInput : klDivGradInput;
    const byTarget = logTarget ? klDivLogTargetGradTarget : klDivGradTarget;
    const request = likeInput(gradOutput);
    return [
      wants[0] ? run(byInput, [gradOutput, target], request) : undefined,
      wants[1] ? run(byTarget, [gradOutput, input, target], request) : undefined,
    ];
  },
};

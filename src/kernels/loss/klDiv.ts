import type { FlatArray, Position } from '../kernel.ts';
import { pointwiseGrad } from '../pointwise/pointwise.ts';
import { elementLoss, elementLossGrad } from './elementLoss.ts';

/** target·(log target − input): one term of the Kullback-Leibler divergence, of log-probabilities `input`. */
export const klDiv = elementLoss('klDiv', element);

function element(this: Position<object>, input: FlatArray, target: FlatArray): number {
  const t = target[this.thread.x];
  // t·log t tends to 0 with t.
  const own = t === 0 ? 0 : t * Math.log(t);
  return own - t * input[this.thread.x];
}

/** By the input: −target. */
export const klDivGradInput = pointwiseGrad('klDivGradInput', ['target'], gradInputElement);

function gradInputElement(this: Position<object>, gradOutput: FlatArray, target: FlatArray): number {
  return -gradOutput[this.thread.x] * target[this.thread.x];
}

/** By the target: log target + 1 − input; NaN at 0, where there is no slope. */
export const klDivGradTarget = elementLossGrad('klDivGradTarget', gradTargetElement);

function gradTargetElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray, target: FlatArray): number {
  const t = target[this.thread.x];
  return t === 0 ? 0 / 0 : gradOutput[this.thread.x] * (Math.log(t) + 1 - input[this.thread.x]);
}

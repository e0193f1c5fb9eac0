import type { FlatArray, Position } from '../kernel.ts';
import { pointwiseGrad } from '../pointwise/pointwise.ts';
import { elementLoss, elementLossGrad } from './elementLoss.ts';

/** exp(target)·(target − input): `klDiv` where the target, too, is given as log-probabilities. */
export const klDivLogTarget = elementLoss('klDivLogTarget', element);

function element(this: Position<object>, input: FlatArray, target: FlatArray): number {
  const t = target[this.thread.x];
  return Math.exp(t) * (t - input[this.thread.x]);
}

/** By the input: −exp(target). */
export const klDivLogTargetGradInput = pointwiseGrad('klDivLogTargetGradInput', ['target'], gradInputElement);

function gradInputElement(this: Position<object>, gradOutput: FlatArray, target: FlatArray): number {
  return -gradOutput[this.thread.x] * Math.exp(target[this.thread.x]);
}

/** By the target: exp(target)·(target − input + 1). */
export const klDivLogTargetGradTarget = elementLossGrad('klDivLogTargetGradTarget', gradTargetElement);

function gradTargetElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray, target: FlatArray): number {
  const t = target[this.thread.x];
  return gradOutput[this.thread.x] * Math.exp(t) * (t - input[this.thread.x] + 1);
}

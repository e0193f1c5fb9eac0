import type { FlatArray, Position } from '../kernel.ts';
import { elementLoss, elementLossGrad } from './elementLoss.ts';

/**
 * The surprise of a probability `input` at a truth `target`: −(target·log input + (1 − target)·log(1 − input)).
 * Logarithms are cut off at −100, so that a certainty that was wrong costs 100 and not infinity.
 */
export const binaryCrossEntropy = elementLoss('binaryCrossEntropy', element);

function element(this: Position<object>, input: FlatArray, target: FlatArray): number {
  const p = input[this.thread.x];
  const t = target[this.thread.x];
  const logYes = Math.log(p);
  const logNo = Math.log(1 - p);
  return -(t * (logYes < -100 ? -100 : logYes) + (1 - t) * (logNo < -100 ? -100 : logNo));
}

/** By the input: (input − target) / (input·(1 − input)), whose divisor is at least 1e-12. */
export const binaryCrossEntropyGrad = elementLossGrad('binaryCrossEntropyGrad', gradElement);

function gradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray, target: FlatArray): number {
  const p = input[this.thread.x];
  const divisor = p * (1 - p);
  return (gradOutput[this.thread.x] * (p - target[this.thread.x])) / (divisor < 1e-12 ? 1e-12 : divisor);
}

import type { FlatArray, Position } from '../kernel.ts';
import { elementLoss, elementLossGrad } from './elementLoss.ts';

/** |input − target|. */
export const l1Loss = elementLoss('l1Loss', element);

function element(this: Position<object>, input: FlatArray, target: FlatArray): number {
  return Math.abs(input[this.thread.x] - target[this.thread.x]);
}

/** By the input: the sign of input − target, 0 where they are equal. Exchanged, it is the target's. */
export const l1LossGrad = elementLossGrad('l1LossGrad', gradElement);

function gradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray, target: FlatArray): number {
  const distance = input[this.thread.x] - target[this.thread.x];
  const gradient = gradOutput[this.thread.x];
  return distance > 0 ? gradient : distance < 0 ? -gradient : 0;
}

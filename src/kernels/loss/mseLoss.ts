import type { FlatArray, Position } from '../kernel.ts';
import { elementLoss, elementLossGrad } from './elementLoss.ts';

/** (input − target)². */
export const mseLoss = elementLoss('mseLoss', element);

function element(this: Position<object>, input: FlatArray, target: FlatArray): number {
  const distance = input[this.thread.x] - target[this.thread.x];
  return distance * distance;
}

/** By the input: 2·(input − target). With input and target exchanged it is the target's. */
export const mseLossGrad = elementLossGrad('mseLossGrad', gradElement);

function gradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray, target: FlatArray): number {
  return 2 * (input[this.thread.x] - target[this.thread.x]) * gradOutput[this.thread.x];
}

import type { FlatArray, Position } from '../kernel.ts';
import { elementLoss, elementLossGrad } from './elementLoss.ts';

/**
 * A parabola near the target, a straight line of slope 1 from distance `beta` on, with z = |input − target|:
 * z < beta ? z² / (2·beta) : z − beta / 2.
 */
export const smoothL1Loss = elementLoss('smoothL1Loss', element, ['beta']);

function element(this: Position<object>, input: FlatArray, target: FlatArray, beta: number): number {
  const distance = Math.abs(input[this.thread.x] - target[this.thread.x]);
  return distance < beta ? (0.5 * distance * distance) / beta : distance - 0.5 * beta;
}

/** By the input: (input − target) / beta, cut off at ±1. Exchanged, it is the target's. */
export const smoothL1LossGrad = elementLossGrad('smoothL1LossGrad', gradElement, ['beta']);

function gradElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  target: FlatArray,
  beta: number,
): number {
  const distance = input[this.thread.x] - target[this.thread.x];
  const gradient = gradOutput[this.thread.x];
  if (distance === 0) {
    return 0;
  }
  return distance >= beta ? gradient : distance <= -beta ? -gradient : (gradient * distance) / beta;
}

import type { FlatArray, Position } from '../kernel.ts';
import { elementLoss, elementLossGrad } from './elementLoss.ts';

/**
 * A parabola near the target, a straight line of slope `delta` from distance delta on, with z = |input − target|:
 * z < delta ? z² / 2 : delta·(z − delta / 2). (smoothL1Loss is this divided by its beta.)
 */
export const huberLoss = elementLoss('huberLoss', element, ['delta']);

function element(this: Position<object>, input: FlatArray, target: FlatArray, delta: number): number {
  const distance = Math.abs(input[this.thread.x] - target[this.thread.x]);
  return distance < delta ? 0.5 * distance * distance : delta * (distance - 0.5 * delta);
}

/** By the input: input − target, cut off at ±delta. Exchanged, it is the target's. */
export const huberLossGrad = elementLossGrad('huberLossGrad', gradElement, ['delta']);

function gradElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  target: FlatArray,
  delta: number,
): number {
  const distance = input[this.thread.x] - target[this.thread.x];
  const slope = distance > delta ? delta : distance < -delta ? -delta : distance;
  return gradOutput[this.thread.x] * slope;
}

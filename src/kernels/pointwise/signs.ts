import type { FlatArray, Position } from '../kernel.ts';
import { signOf } from './numbers.ts';
import { pointwiseGrad, unary } from './pointwise.ts';

/** −x; it is also its own gradient. */
export const neg = unary('neg', negElement);

function negElement(this: Position<object>, input: FlatArray): number {
  return -input[this.thread.x];
}

/** |x|. */
export const abs = unary('abs', absElement);

function absElement(this: Position<object>, input: FlatArray): number {
  return Math.abs(input[this.thread.x]);
}

/** The gradient keeps or turns its sign with x. At the kink it is 0. */
export const absGrad = pointwiseGrad('absGrad', ['input'], absGradElement, { helpers: [signOf] });

function absGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] * signOf(input[this.thread.x]);
}

/** −1, 0 or 1; 0 for NaN. */
export const sign = unary('sign', signElement, { helpers: [signOf] });

function signElement(this: Position<object>, input: FlatArray): number {
  return signOf(input[this.thread.x]);
}

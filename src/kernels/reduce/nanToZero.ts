import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Position } from '../kernel.ts';
import { pointwiseGrad, unary } from '../pointwise/pointwise.ts';

/** NaN becomes 0, and what is a number stays: what a sum that leaves NaN out adds up. */
export const nanToZero = unary('nanToZero', element, { helpers: [isNotANumber] });

function element(this: Position<object>, input: FlatArray): number {
  const x = input[this.thread.x];
  return isNotANumber(x) === 1 ? 0 : x;
}

/** What was NaN gets no gradient. */
export const nanToZeroGrad = pointwiseGrad('nanToZeroGrad', ['input'], gradElement, { helpers: [isNotANumber] });

function gradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return isNotANumber(input[this.thread.x]) === 1 ? 0 : gradOutput[this.thread.x];
}

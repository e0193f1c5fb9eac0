import type { FlatArray, Position } from '../kernel.ts';
import { pointwiseGrad, unary } from './pointwise.ts';

/** max(x, 0); NaN stays NaN. */
export const relu = unary('relu', element);

function element(this: Position<object>, input: FlatArray): number {
  const x = input[this.thread.x];
  return x <= 0 ? 0 : x;
}

/** The gradient passes where the output is above 0. At the kink itself it is 0. */
export const reluGrad = pointwiseGrad('reluGrad', ['output'], gradElement);

function gradElement(this: Position<object>, gradOutput: FlatArray, output: FlatArray): number {
  return output[this.thread.x] <= 0 ? 0 : gradOutput[this.thread.x];
}

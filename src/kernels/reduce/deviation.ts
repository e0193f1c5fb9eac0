import type { FlatArray, Position } from '../kernel.ts';
import { binary, pointwiseGrad } from '../pointwise/pointwise.ts';

/** (x − mean)²: what variance adds up. */
export const squaredDeviation = binary('squaredDeviation', element);

function element(this: Position<object>, input: FlatArray, mean: FlatArray): number {
  const deviation = input[this.thread.x] - mean[this.thread.x];
  return deviation * deviation;
}

/** The gradient of Σ (x − mean)² / divisor: 2 (x − mean) / divisor. (Moving the mean itself changes nothing there.) */
export const varGrad = pointwiseGrad('varGrad', ['input', 'mean'], gradElement, { scalars: ['divisor'] });

function gradElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  mean: FlatArray,
  divisor: number,
): number {
  const x = this.thread.x;
  return (gradOutput[x] * 2 * (input[x] - mean[x])) / divisor;
}

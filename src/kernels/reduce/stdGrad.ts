import type { FlatArray, Position } from '../kernel.ts';
import { binary } from '../pointwise/pointwise.ts';

/**
 * The gradient of √variance by the variance: 1 / (2 std). Where all values are equal the standard deviation has a kink,
 * and the gradient there is 0.
 */
export const stdGrad = binary('stdGrad', element);

function element(this: Position<object>, gradOutput: FlatArray, std: FlatArray): number {
  const x = this.thread.x;
  return std[x] === 0 ? 0 : gradOutput[x] / (2 * std[x]);
}

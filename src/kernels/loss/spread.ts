import type { FlatArray } from '../kernel.ts';
import { pointwiseGrad } from '../pointwise/pointwise.ts';

/** The gradient of a mean over everything: the one gradient divided by `divisor`, for every element. */
export const spread = pointwiseGrad('spread', [], element, { scalars: ['divisor'] });

function element(gradOutput: FlatArray, divisor: number): number {
  return gradOutput[0] / divisor;
}

/** The same where the divisor is known to the device only: an array of one element. */
export const spreadOver = pointwiseGrad('spreadOver', ['divisor'], overElement);

function overElement(gradOutput: FlatArray, divisor: FlatArray): number {
  return gradOutput[0] / divisor[0];
}

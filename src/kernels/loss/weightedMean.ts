import type { FlatArray, Kernel, Position } from '../kernel.ts';

/** total / divisor, both of one element: a weighted mean from its two sums. 0 / 0 is NaN. */
export const weightedMean: Kernel<object> = {
  name: 'weightedMean',
  inputs: ['total', 'divisor'],
  sizes: [],
  scalars: [],
  element,
  helpers: [],
};

function element(this: Position<object>, total: FlatArray, divisor: FlatArray): number {
  return total[this.thread.x] / divisor[this.thread.x];
}

/** By every summed element: the one gradient divided by the divisor. */
export const weightedMeanGrad: Kernel<object> = {
  name: 'weightedMeanGrad',
  inputs: ['gradOutput', 'divisor'],
  sizes: [],
  scalars: [],
  element: gradElement,
  helpers: [],
};

function gradElement(gradOutput: FlatArray, divisor: FlatArray): number {
  return gradOutput[0] / divisor[0];
}

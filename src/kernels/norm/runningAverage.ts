import type { FlatArray, Kernel, Position } from '../kernel.ts';

/**
 * A running statistic after one more batch: (1 − momentum)·running + momentum·factor·batch. `factor` makes the batch's
 * biased variance unbiased.
 */
export const runningAverage: Kernel<object> = {
  name: 'runningAverage',
  inputs: ['running', 'batch'],
  sizes: [],
  scalars: ['momentum', 'factor'],
  element,
  helpers: [],
};

function element(
  this: Position<object>,
  running: FlatArray,
  batch: FlatArray,
  momentum: number,
  factor: number,
): number {
  return (1 - momentum) * running[this.thread.x] + momentum * factor * batch[this.thread.x];
}

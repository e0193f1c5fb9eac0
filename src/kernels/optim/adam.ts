import type { FlatArray, Kernel, Position } from '../kernel.ts';

/**
 * One step of Adam: p' = keep·p − stepSize·m / (√v / correction + eps), where m and v are the moments after this step.
 * `stepSize` is lr / (1 − beta1ᵗ), `correction` √(1 − beta2ᵗ), and `keep` 1 − lr·weightDecay where decay is decoupled
 * (AdamW), else 1.
 */
export const adamStep: Kernel<object> = {
  name: 'adamStep',
  inputs: ['param', 'firstMoment', 'secondMoment'],
  sizes: [],
  scalars: ['stepSize', 'correction', 'eps', 'keep'],
  element,
  helpers: [],
};

function element(
  this: Position<object>,
  param: FlatArray,
  firstMoment: FlatArray,
  secondMoment: FlatArray,
  stepSize: number,
  correction: number,
  eps: number,
  keep: number,
): number {
  const spread = Math.sqrt(secondMoment[this.thread.x]) / correction + eps;
  return keep * param[this.thread.x] - (stepSize * firstMoment[this.thread.x]) / spread;
}

/** One step of Adamax: p' = p − stepSize·m / u, where u is the fading largest gradient. */
export const adamaxStep: Kernel<object> = {
  name: 'adamaxStep',
  inputs: ['param', 'firstMoment', 'infinityMoment'],
  sizes: [],
  scalars: ['stepSize'],
  element: adamaxElement,
  helpers: [],
};

function adamaxElement(
  this: Position<object>,
  param: FlatArray,
  firstMoment: FlatArray,
  infinityMoment: FlatArray,
  stepSize: number,
): number {
  return param[this.thread.x] - (stepSize * firstMoment[this.thread.x]) / infinityMoment[this.thread.x];
}

/**
 * One step of NAdam: p' = keep·p − (gradFactor·g + momentFactor·m) / (√v + eps), where g is the gradient of this step
 * and m and v the moments after it: the gradient's share looks one step ahead, as Nesterov's momentum does.
 */
export const nadamStep: Kernel<object> = {
  name: 'nadamStep',
  inputs: ['param', 'gradient', 'firstMoment', 'secondMoment'],
  sizes: [],
  scalars: ['gradFactor', 'momentFactor', 'eps', 'keep'],
  element: nadamElement,
  helpers: [],
};

function nadamElement(
  this: Position<object>,
  param: FlatArray,
  gradient: FlatArray,
  firstMoment: FlatArray,
  secondMoment: FlatArray,
  gradFactor: number,
  momentFactor: number,
  eps: number,
  keep: number,
): number {
  const direction = gradFactor * gradient[this.thread.x] + momentFactor * firstMoment[this.thread.x];
  return keep * param[this.thread.x] - direction / (Math.sqrt(secondMoment[this.thread.x]) + eps);
}

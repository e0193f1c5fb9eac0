import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { decayed } from './decayed.ts';

/** The gradient that a step goes by: sign·grad + weightDecay·param. `sign` is −1 to maximise. */
export const decayedGradient: Kernel<object> = {
  name: 'decayedGradient',
  inputs: ['param', 'grad'],
  sizes: [],
  scalars: ['weightDecay', 'sign'],
  element: decayedElement,
  helpers: [decayed],
};

function decayedElement(
  this: Position<object>,
  param: FlatArray,
  grad: FlatArray,
  weightDecay: number,
  sign: number,
): number {
  return decayed(param[this.thread.x], grad[this.thread.x], weightDecay, sign);
}

/** v − m²: the variance of the gradient, from the averages of its square and of itself (centered RMSprop). */
export const centeredMoment: Kernel<object> = {
  name: 'centeredMoment',
  inputs: ['secondMoment', 'firstMoment'],
  sizes: [],
  scalars: [],
  element: centeredElement,
  helpers: [],
};

function centeredElement(this: Position<object>, secondMoment: FlatArray, firstMoment: FlatArray): number {
  return secondMoment[this.thread.x] - firstMoment[this.thread.x] * firstMoment[this.thread.x];
}

/**
 * Where RMSprop goes: b' = momentum·b + g / (√v + eps), with g as in decayedGradient and v the average of g², or its
 * variance.
 */
export const rmspropDirection: Kernel<object> = {
  name: 'rmspropDirection',
  inputs: ['buffer', 'param', 'grad', 'secondMoment'],
  sizes: [],
  scalars: ['momentum', 'eps', 'weightDecay', 'sign'],
  element: rmspropElement,
  helpers: [decayed],
};

function rmspropElement(
  this: Position<object>,
  buffer: FlatArray,
  param: FlatArray,
  grad: FlatArray,
  secondMoment: FlatArray,
  momentum: number,
  eps: number,
  weightDecay: number,
  sign: number,
): number {
  const g = decayed(param[this.thread.x], grad[this.thread.x], weightDecay, sign);
  return momentum * buffer[this.thread.x] + g / (Math.sqrt(secondMoment[this.thread.x]) + eps);
}

/** Where Adagrad goes: g / (√sum + eps), with g as in decayedGradient and `sum` all its squares so far. */
export const adagradDirection: Kernel<object> = {
  name: 'adagradDirection',
  inputs: ['param', 'grad', 'sum'],
  sizes: [],
  scalars: ['eps', 'weightDecay', 'sign'],
  element: adagradElement,
  helpers: [decayed],
};

function adagradElement(
  this: Position<object>,
  param: FlatArray,
  grad: FlatArray,
  sum: FlatArray,
  eps: number,
  weightDecay: number,
  sign: number,
): number {
  const g = decayed(param[this.thread.x], grad[this.thread.x], weightDecay, sign);
  return g / (Math.sqrt(sum[this.thread.x]) + eps);
}

/** Where Adadelta goes: g·√(d + eps) / √(v + eps), with d the average of squared steps and v of squared gradients. */
export const adadeltaDirection: Kernel<object> = {
  name: 'adadeltaDirection',
  inputs: ['param', 'grad', 'secondMoment', 'squaredSteps'],
  sizes: [],
  scalars: ['eps', 'weightDecay', 'sign'],
  element: adadeltaElement,
  helpers: [decayed],
};

function adadeltaElement(
  this: Position<object>,
  param: FlatArray,
  grad: FlatArray,
  secondMoment: FlatArray,
  squaredSteps: FlatArray,
  eps: number,
  weightDecay: number,
  sign: number,
): number {
  const g = decayed(param[this.thread.x], grad[this.thread.x], weightDecay, sign);
  return (Math.sqrt(squaredSteps[this.thread.x] + eps) / Math.sqrt(secondMoment[this.thread.x] + eps)) * g;
}

import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { decayed } from './decayed.ts';

/**
 * The running average of the gradient: m' = beta·m + rest·g, where g = sign·grad + weightDecay·param. `rest` is 1 − beta,
 * given apart because 1 − 0.999 in float32 is wrong in the fifth digit.
 */
export const firstMoment: Kernel<object> = {
  name: 'firstMoment',
  inputs: ['moment', 'param', 'grad'],
  sizes: [],
  scalars: ['beta', 'rest', 'weightDecay', 'sign'],
  element: firstElement,
  helpers: [decayed],
};

function firstElement(
  this: Position<object>,
  moment: FlatArray,
  param: FlatArray,
  grad: FlatArray,
  beta: number,
  rest: number,
  weightDecay: number,
  sign: number,
): number {
  const g = decayed(param[this.thread.x], grad[this.thread.x], weightDecay, sign);
  return beta * moment[this.thread.x] + rest * g;
}

/** The running average of the squared gradient: v' = beta·v + rest·g², with g and rest as in firstMoment. */
export const secondMoment: Kernel<object> = {
  name: 'secondMoment',
  inputs: ['moment', 'param', 'grad'],
  sizes: [],
  scalars: ['beta', 'rest', 'weightDecay', 'sign'],
  element: secondElement,
  helpers: [decayed],
};

function secondElement(
  this: Position<object>,
  moment: FlatArray,
  param: FlatArray,
  grad: FlatArray,
  beta: number,
  rest: number,
  weightDecay: number,
  sign: number,
): number {
  const g = decayed(param[this.thread.x], grad[this.thread.x], weightDecay, sign);
  return beta * moment[this.thread.x] + rest * g * g;
}

/** The largest gradient, fading: u' = max(beta·u, |g| + eps), with g as in firstMoment (Adamax). NaN stays NaN. */
export const infinityMoment: Kernel<object> = {
  name: 'infinityMoment',
  inputs: ['moment', 'param', 'grad'],
  sizes: [],
  scalars: ['beta', 'eps', 'weightDecay', 'sign'],
  element: infinityElement,
  helpers: [decayed, isNotANumber],
};

function infinityElement(
  this: Position<object>,
  moment: FlatArray,
  param: FlatArray,
  grad: FlatArray,
  beta: number,
  eps: number,
  weightDecay: number,
  sign: number,
): number {
  const faded = beta * moment[this.thread.x];
  const now = Math.abs(decayed(param[this.thread.x], grad[this.thread.x], weightDecay, sign)) + eps;
  return now > faded || isNotANumber(now) === 1 ? now : faded;
}

/** The largest second moment so far (AMSGrad): max(largest, moment). NaN stays NaN. */
export const largestMoment: Kernel<object> = {
  name: 'largestMoment',
  inputs: ['largest', 'moment'],
  sizes: [],
  scalars: [],
  element: largestElement,
  helpers: [isNotANumber],
};

function largestElement(this: Position<object>, largest: FlatArray, moment: FlatArray): number {
  const m = moment[this.thread.x];
  return m > largest[this.thread.x] || isNotANumber(m) === 1 ? m : largest[this.thread.x];
}

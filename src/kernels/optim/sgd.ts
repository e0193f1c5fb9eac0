import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { decayed } from './decayed.ts';

/**
 * The momentum buffer of SGD after one step, b' = momentum·b + (1 − dampening)·g, where g is the gradient with weight
 * decay: g = ±grad + weightDecay·param. `sign` is −1 to maximise.
 *
 *   every input and the output [elements]
 */
export const sgdMomentum: Kernel<object> = {
  name: 'sgdMomentum',
  inputs: ['buffer', 'param', 'grad'],
  sizes: [],
  scalars: ['momentum', 'dampening', 'weightDecay', 'sign'],
  element: momentumElement,
  helpers: [decayed],
};

function momentumElement(
  this: Position<object>,
  buffer: FlatArray,
  param: FlatArray,
  grad: FlatArray,
  momentum: number,
  dampening: number,
  weightDecay: number,
  sign: number,
): number {
  const g = decayed(param[this.thread.x], grad[this.thread.x], weightDecay, sign);
  return momentum * buffer[this.thread.x] + (1 - dampening) * g;
}

/**
 * The parameter after one step of SGD: p' = p − lr·(gradFactor·g + bufferFactor·b), with g as in sgdMomentum.
 * Plain SGD has the factors (1, 0), with momentum (0, 1), and Nesterov's (1, momentum).
 */
export const sgdStep: Kernel<object> = {
  name: 'sgdStep',
  inputs: ['param', 'grad', 'buffer'],
  sizes: [],
  scalars: ['lr', 'gradFactor', 'bufferFactor', 'weightDecay', 'sign'],
  element: stepElement,
  helpers: [decayed],
};

function stepElement(
  this: Position<object>,
  param: FlatArray,
  grad: FlatArray,
  buffer: FlatArray,
  lr: number,
  gradFactor: number,
  bufferFactor: number,
  weightDecay: number,
  sign: number,
): number {
  const p = param[this.thread.x];
  const g = decayed(p, grad[this.thread.x], weightDecay, sign);
  return p - lr * (gradFactor * g + bufferFactor * buffer[this.thread.x]);
}

import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Position } from '../kernel.ts';
import { binary, pointwiseGrad, unary } from './pointwise.ts';

// Activations made of straight pieces (and of one exponential one, in elu). `relu` has a file of its own.

/** x above 0, slope·x from 0 down. */
export const leakyRelu = unary('leakyRelu', leakyReluElement, { scalars: ['slope'] });

function leakyReluElement(this: Position<object>, input: FlatArray, slope: number): number {
  const x = input[this.thread.x];
  return x > 0 ? x : slope * x;
}

/** 1 above 0, the slope from 0 down. */
export const leakyReluGrad = pointwiseGrad('leakyReluGrad', ['input'], leakyReluGradElement, { scalars: ['slope'] });

function leakyReluGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray, slope: number): number {
  return input[this.thread.x] > 0 ? gradOutput[this.thread.x] : slope * gradOutput[this.thread.x];
}

/** `leakyRelu` with a slope to learn: x above 0, weight·x from 0 down. */
export const prelu = binary('prelu', preluElement);

function preluElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  const x = a[this.thread.x];
  return x > 0 ? x : b[this.thread.x] * x;
}

/** 1 above 0, the weight from 0 down. */
export const preluGradInput = pointwiseGrad('preluGradInput', ['a', 'b'], preluGradInputElement);

function preluGradInputElement(this: Position<object>, gradOutput: FlatArray, a: FlatArray, b: FlatArray): number {
  return a[this.thread.x] > 0 ? gradOutput[this.thread.x] : b[this.thread.x] * gradOutput[this.thread.x];
}

/** x where it is not above 0: only there has the weight a say. */
export const preluGradWeight = pointwiseGrad('preluGradWeight', ['a'], preluGradWeightElement);

function preluGradWeightElement(this: Position<object>, gradOutput: FlatArray, a: FlatArray): number {
  return a[this.thread.x] > 0 ? 0 : gradOutput[this.thread.x] * a[this.thread.x];
}

const eluScalars = { scalars: ['alpha', 'scale', 'steepness'] };

/** scale·x above 0, scale·α·(e^(steepness·x) − 1) from 0 down. elu, selu and celu are this with other numbers. */
export const elu = unary('elu', eluElement, eluScalars);

function eluElement(this: Position<object>, input: FlatArray, alpha: number, scale: number, steepness: number): number {
  const x = input[this.thread.x];
  return x <= 0 ? scale * alpha * Math.expm1(steepness * x) : scale * x;
}

/** scale above 0, scale·α·steepness·e^(steepness·x) from 0 down. */
export const eluGrad = pointwiseGrad('eluGrad', ['input'], eluGradElement, eluScalars);

function eluGradElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  alpha: number,
  scale: number,
  steepness: number,
): number {
  const x = input[this.thread.x];
  const slope = x > 0 ? scale : scale * alpha * steepness * Math.exp(steepness * x);
  return gradOutput[this.thread.x] * slope;
}

/** The gradient of `clamp` used as an activation: it passes strictly between the bounds. */
export const hardtanhGrad = pointwiseGrad('hardtanhGrad', ['input'], hardtanhGradElement, {
  scalars: ['low', 'high'],
});

function hardtanhGradElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  low: number,
  high: number,
): number {
  return input[this.thread.x] > low && input[this.thread.x] < high ? gradOutput[this.thread.x] : 0;
}

/** x above the threshold, else the value. */
export const threshold = unary('threshold', thresholdElement, { scalars: ['edge', 'value'] });

function thresholdElement(this: Position<object>, input: FlatArray, edge: number, value: number): number {
  return input[this.thread.x] <= edge ? value : input[this.thread.x];
}

/** The gradient passes above the threshold. */
export const thresholdGrad = pointwiseGrad('thresholdGrad', ['input'], thresholdGradElement, { scalars: ['edge'] });

function thresholdGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray, edge: number): number {
  return input[this.thread.x] <= edge ? 0 : gradOutput[this.thread.x];
}

/** x, but 0 within ±lambda. */
export const hardshrink = unary('hardshrink', hardshrinkElement, { scalars: ['lambda'] });

function hardshrinkElement(this: Position<object>, input: FlatArray, lambda: number): number {
  const x = input[this.thread.x];
  return x >= -lambda && x <= lambda ? 0 : x;
}

/** x moved towards 0 by lambda, and 0 where it would get past. */
export const softshrink = unary('softshrink', softshrinkElement, {
  scalars: ['lambda'],
  helpers: [isNotANumber],
});

function softshrinkElement(this: Position<object>, input: FlatArray, lambda: number): number {
  const x = input[this.thread.x];
  if (x > lambda) return x - lambda;
  if (x < -lambda) return x + lambda;
  return isNotANumber(x) === 1 ? x : 0; // and not x · 0, which a shader takes for 0
}

/** Of both shrinks: the gradient passes beyond ±lambda. */
export const shrinkGrad = pointwiseGrad('shrinkGrad', ['input'], shrinkGradElement, { scalars: ['lambda'] });

function shrinkGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray, lambda: number): number {
  return input[this.thread.x] < -lambda || input[this.thread.x] > lambda ? gradOutput[this.thread.x] : 0;
}

/** A sigmoid of straight pieces: 0 up to −3, 1 from 3 on, x/6 + ½ between. */
export const hardsigmoid = unary('hardsigmoid', hardsigmoidElement);

function hardsigmoidElement(this: Position<object>, input: FlatArray): number {
  const x = input[this.thread.x];
  return x <= -3 ? 0 : x >= 3 ? 1 : (x + 3) / 6;
}

/** 1/6 strictly between −3 and 3. */
export const hardsigmoidGrad = pointwiseGrad('hardsigmoidGrad', ['input'], hardsigmoidGradElement);

function hardsigmoidGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return input[this.thread.x] > -3 && input[this.thread.x] < 3 ? gradOutput[this.thread.x] / 6 : 0;
}

/** x·hardsigmoid(x). */
export const hardswish = unary('hardswish', hardswishElement);

function hardswishElement(this: Position<object>, input: FlatArray): number {
  const x = input[this.thread.x];
  return x * (x <= -3 ? 0 : x >= 3 ? 1 : (x + 3) / 6);
}

/** x/3 + ½ strictly between −3 and 3, where it is 0 below and 1 above. */
export const hardswishGrad = pointwiseGrad('hardswishGrad', ['input'], hardswishGradElement);

function hardswishGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  const x = input[this.thread.x];
  return x <= -3 ? 0 : x >= 3 ? gradOutput[this.thread.x] : gradOutput[this.thread.x] * (x / 3 + 0.5);
}

import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Position } from '../kernel.ts';
import { larger, smaller } from './numbers.ts';
import { binary, pointwiseGrad, ternary, unary } from './pointwise.ts';

/** a where the condition is true, else b. */
export const where = ternary('where', ['condition', 'a', 'b'], whereElement);

function whereElement(this: Position<object>, condition: FlatArray, a: FlatArray, b: FlatArray): number {
  return condition[this.thread.x] === 0 ? b[this.thread.x] : a[this.thread.x];
}

/** The gradient goes to a where the condition is true. */
export const whereGradTrue = pointwiseGrad('whereGradTrue', ['condition'], whereGradTrueElement);

function whereGradTrueElement(this: Position<object>, gradOutput: FlatArray, condition: FlatArray): number {
  return condition[this.thread.x] === 0 ? 0 : gradOutput[this.thread.x];
}

/** The gradient goes to b where the condition is false. */
export const whereGradFalse = pointwiseGrad('whereGradFalse', ['condition'], whereGradFalseElement);

function whereGradFalseElement(this: Position<object>, gradOutput: FlatArray, condition: FlatArray): number {
  return condition[this.thread.x] === 0 ? gradOutput[this.thread.x] : 0;
}

/** The larger of a and b; NaN if either is. */
export const maximum = binary('maximum', maximumElement, { helpers: [larger, isNotANumber] });

function maximumElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return larger(a[this.thread.x], b[this.thread.x]);
}

/** The gradient goes to the larger input; at a tie each gets half. */
export const maximumGrad = pointwiseGrad('maximumGrad', ['own', 'other'], maximumGradElement);

function maximumGradElement(this: Position<object>, gradOutput: FlatArray, own: FlatArray, other: FlatArray): number {
  if (own[this.thread.x] < other[this.thread.x]) return 0;
  return own[this.thread.x] === other[this.thread.x] ? gradOutput[this.thread.x] / 2 : gradOutput[this.thread.x];
}

/** The smaller of a and b; NaN if either is. */
export const minimum = binary('minimum', minimumElement, { helpers: [smaller, isNotANumber] });

function minimumElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return smaller(a[this.thread.x], b[this.thread.x]);
}

/** The gradient goes to the smaller input; at a tie each gets half. */
export const minimumGrad = pointwiseGrad('minimumGrad', ['own', 'other'], minimumGradElement);

function minimumGradElement(this: Position<object>, gradOutput: FlatArray, own: FlatArray, other: FlatArray): number {
  if (own[this.thread.x] > other[this.thread.x]) return 0;
  return own[this.thread.x] === other[this.thread.x] ? gradOutput[this.thread.x] / 2 : gradOutput[this.thread.x];
}

/** min(max(x, low), high): where low > high, it is high. */
export const clamp = unary('clamp', clampElement, {
  scalars: ['low', 'high'],
  helpers: [larger, smaller, isNotANumber],
});

function clampElement(this: Position<object>, input: FlatArray, low: number, high: number): number {
  return smaller(larger(input[this.thread.x], low), high);
}

/** The gradient passes where x lies within the bounds, or on one. */
export const clampGrad = pointwiseGrad('clampGrad', ['input'], clampGradElement, { scalars: ['low', 'high'] });

function clampGradElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  low: number,
  high: number,
): number {
  return input[this.thread.x] >= low && input[this.thread.x] <= high ? gradOutput[this.thread.x] : 0;
}

/** `clamp` with bounds of their own for every element. */
export const clampBetween = ternary('clampBetween', ['input', 'low', 'high'], clampBetweenElement, {
  helpers: [larger, smaller, isNotANumber],
});

function clampBetweenElement(this: Position<object>, input: FlatArray, low: FlatArray, high: FlatArray): number {
  return smaller(larger(input[this.thread.x], low[this.thread.x]), high[this.thread.x]);
}

/** The gradient goes to x where it lies within the bounds, or on one. */
export const clampBetweenGradInput = pointwiseGrad(
  'clampBetweenGradInput',
  ['input', 'low', 'high'],
  clampBetweenGradInputElement,
);

function clampBetweenGradInputElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  low: FlatArray,
  high: FlatArray,
): number {
  const x = input[this.thread.x];
  return x >= low[this.thread.x] && x <= high[this.thread.x] ? gradOutput[this.thread.x] : 0;
}

/** The gradient goes to the lower bound where x is below it, unless the upper bound is the lower of the two. */
export const clampBetweenGradLow = pointwiseGrad(
  'clampBetweenGradLow',
  ['input', 'low', 'high'],
  clampBetweenGradLowElement,
);

function clampBetweenGradLowElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  low: FlatArray,
  high: FlatArray,
): number {
  const bound = low[this.thread.x];
  return input[this.thread.x] < bound && bound < high[this.thread.x] ? gradOutput[this.thread.x] : 0;
}

/** The gradient goes to the upper bound where x is above it, or the lower bound is. */
export const clampBetweenGradHigh = pointwiseGrad(
  'clampBetweenGradHigh',
  ['input', 'low', 'high'],
  clampBetweenGradHighElement,
);

function clampBetweenGradHighElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  low: FlatArray,
  high: FlatArray,
): number {
  const bound = high[this.thread.x];
  return input[this.thread.x] > bound || low[this.thread.x] > bound ? gradOutput[this.thread.x] : 0;
}

/** start + weight·(end − start), counted from the nearer end, so that weights 0 and 1 give the ends exactly. */
export const lerp = ternary('lerp', ['start', 'end', 'weight'], lerpElement);

function lerpElement(this: Position<object>, start: FlatArray, end: FlatArray, weight: FlatArray): number {
  const share = weight[this.thread.x];
  const way = end[this.thread.x] - start[this.thread.x];
  return Math.abs(share) < 0.5 ? start[this.thread.x] + share * way : end[this.thread.x] - (1 - share) * way;
}

/** 1 − weight. */
export const lerpGradStart = pointwiseGrad('lerpGradStart', ['weight'], lerpGradStartElement);

function lerpGradStartElement(this: Position<object>, gradOutput: FlatArray, weight: FlatArray): number {
  return gradOutput[this.thread.x] * (1 - weight[this.thread.x]);
}

/** end − start. */
export const lerpGradWeight = pointwiseGrad('lerpGradWeight', ['start', 'end'], lerpGradWeightElement);

function lerpGradWeightElement(
  this: Position<object>,
  gradOutput: FlatArray,
  start: FlatArray,
  end: FlatArray,
): number {
  return gradOutput[this.thread.x] * (end[this.thread.x] - start[this.thread.x]);
}

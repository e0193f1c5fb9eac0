import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Position } from '../kernel.ts';
import { larger, sigmoidOf } from './numbers.ts';
import { binary, pointwiseGrad, unary } from './pointwise.ts';

/** eˣ. Its gradient is itself. */
export const exp = unary('exp', expElement);

function expElement(this: Position<object>, input: FlatArray): number {
  return Math.exp(input[this.thread.x]);
}

/** 2ˣ. */
export const exp2 = unary('exp2', exp2Element);

function exp2Element(this: Position<object>, input: FlatArray): number {
  return Math.pow(2, input[this.thread.x]);
}

/** 2ˣ·log 2. */
export const exp2Grad = pointwiseGrad('exp2Grad', ['output'], exp2GradElement);

function exp2GradElement(this: Position<object>, gradOutput: FlatArray, output: FlatArray): number {
  return gradOutput[this.thread.x] * output[this.thread.x] * Math.LN2;
}

/** eˣ − 1, exact near 0, where subtracting would leave rounding errors only. */
export const expm1 = unary('expm1', expm1Element);

function expm1Element(this: Position<object>, input: FlatArray): number {
  return Math.expm1(input[this.thread.x]);
}

/** eˣ, one more than the output. */
export const expm1Grad = pointwiseGrad('expm1Grad', ['output'], expm1GradElement);

function expm1GradElement(this: Position<object>, gradOutput: FlatArray, output: FlatArray): number {
  return gradOutput[this.thread.x] * (output[this.thread.x] + 1);
}

/** The natural logarithm: −∞ at 0, NaN below. Its gradient is a division by x. */
export const log = unary('log', logElement);

function logElement(this: Position<object>, input: FlatArray): number {
  return Math.log(input[this.thread.x]);
}

/** The logarithm to base 2. */
export const log2 = unary('log2', log2Element);

function log2Element(this: Position<object>, input: FlatArray): number {
  return Math.log2(input[this.thread.x]);
}

/** 1 / (x·log 2). */
export const log2Grad = pointwiseGrad('log2Grad', ['input'], log2GradElement);

function log2GradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] / (input[this.thread.x] * Math.LN2);
}

/** The logarithm to base 10. */
export const log10 = unary('log10', log10Element);

function log10Element(this: Position<object>, input: FlatArray): number {
  return Math.log10(input[this.thread.x]);
}

/** 1 / (x·log 10). */
export const log10Grad = pointwiseGrad('log10Grad', ['input'], log10GradElement);

function log10GradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] / (input[this.thread.x] * Math.LN10);
}

/** log(1 + x), exact near 0, where the sum would lose x. */
export const log1p = unary('log1p', log1pElement);

function log1pElement(this: Position<object>, input: FlatArray): number {
  return Math.log1p(input[this.thread.x]);
}

/** 1 / (1 + x). */
export const log1pGrad = pointwiseGrad('log1pGrad', ['input'], log1pGradElement);

function log1pGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] / (1 + input[this.thread.x]);
}

/** a·log b, and 0 where a is 0, whatever the logarithm (but NaN). */
export const xlogy = binary('xlogy', xlogyElement, { helpers: [isNotANumber] });

function xlogyElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  const factor = a[this.thread.x];
  const argument = b[this.thread.x];
  return factor === 0 && isNotANumber(argument) === 0 ? 0 : factor * Math.log(argument);
}

/** log b, and 0 where a is 0 and the logarithm is infinite or undefined. */
export const xlogyGradFactor = pointwiseGrad('xlogyGradFactor', ['a', 'b'], xlogyGradFactorElement);

function xlogyGradFactorElement(this: Position<object>, gradOutput: FlatArray, a: FlatArray, b: FlatArray): number {
  const argument = b[this.thread.x];
  return a[this.thread.x] === 0 && argument <= 0 ? 0 : gradOutput[this.thread.x] * Math.log(argument);
}

/** a / b. */
export const xlogyGradArgument = pointwiseGrad('xlogyGradArgument', ['a', 'b'], xlogyGradArgumentElement);

function xlogyGradArgumentElement(this: Position<object>, gradOutput: FlatArray, a: FlatArray, b: FlatArray): number {
  return (gradOutput[this.thread.x] * a[this.thread.x]) / b[this.thread.x];
}

/** log(eᵃ + eᵇ), as the larger + log(1 + e^(smaller − larger)), which cannot overflow. */
export const logaddexp = binary('logaddexp', logaddexpElement, { helpers: [larger, isNotANumber] });

function logaddexpElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  const most = larger(a[this.thread.x], b[this.thread.x]);
  // Two equal infinities have no difference.
  if (most === Infinity || most === -Infinity) return most;
  return most + Math.log1p(Math.exp(-Math.abs(a[this.thread.x] - b[this.thread.x])));
}

/** Each exponent's share in the sum: e^own / (e^own + e^other). */
export const logaddexpGrad = pointwiseGrad('logaddexpGrad', ['own', 'other'], logaddexpGradElement, {
  helpers: [sigmoidOf],
});

function logaddexpGradElement(this: Position<object>, gradOutput: FlatArray, own: FlatArray, other: FlatArray): number {
  return gradOutput[this.thread.x] * sigmoidOf(own[this.thread.x] - other[this.thread.x]);
}

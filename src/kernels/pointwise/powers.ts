import type { FlatArray, Position } from '../kernel.ts';
import { power } from './numbers.ts';
import { binary, pointwiseGrad, unary } from './pointwise.ts';

/** a to the power of b; 0⁰ is 1. */
export const pow = binary('pow', powElement, { helpers: [power] });

function powElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return power(a[this.thread.x], b[this.thread.x]);
}

/** b·aᵇ⁻¹, and 0 where b is 0: a constant there, even for a = 0. */
export const powGradBase = pointwiseGrad('powGradBase', ['a', 'b'], powGradBaseElement, { helpers: [power] });

function powGradBaseElement(this: Position<object>, gradOutput: FlatArray, a: FlatArray, b: FlatArray): number {
  const exponent = b[this.thread.x];
  return exponent === 0 ? 0 : gradOutput[this.thread.x] * exponent * power(a[this.thread.x], exponent - 1);
}

/** aᵇ·log a, and 0 where a is 0 and b is not negative: 0ᵇ is 0 for every such b but 0 itself. */
export const powGradExponent = pointwiseGrad('powGradExponent', ['a', 'b', 'output'], powGradExponentElement);

function powGradExponentElement(
  this: Position<object>,
  gradOutput: FlatArray,
  a: FlatArray,
  b: FlatArray,
  output: FlatArray,
): number {
  const base = a[this.thread.x];
  if (base === 0 && b[this.thread.x] >= 0) return 0;
  return gradOutput[this.thread.x] * output[this.thread.x] * Math.log(base);
}

/** x to the power of a number. */
export const powScalar = unary('powScalar', powScalarElement, { scalars: ['exponent'], helpers: [power] });

function powScalarElement(this: Position<object>, input: FlatArray, exponent: number): number {
  return power(input[this.thread.x], exponent);
}

/** exponent·x^(exponent − 1), and 0 for the exponent 0. */
export const powScalarGrad = pointwiseGrad('powScalarGrad', ['input'], powScalarGradElement, {
  scalars: ['exponent'],
  helpers: [power],
});

function powScalarGradElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  exponent: number,
): number {
  return exponent === 0 ? 0 : gradOutput[this.thread.x] * exponent * power(input[this.thread.x], exponent - 1);
}

/** x². */
export const square = unary('square', squareElement);

function squareElement(this: Position<object>, input: FlatArray): number {
  return input[this.thread.x] * input[this.thread.x];
}

/** 2x. */
export const squareGrad = pointwiseGrad('squareGrad', ['input'], squareGradElement);

function squareGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] * 2 * input[this.thread.x];
}

/** √x; NaN below 0. */
export const sqrt = unary('sqrt', sqrtElement);

function sqrtElement(this: Position<object>, input: FlatArray): number {
  return Math.sqrt(input[this.thread.x]);
}

/** 1 / (2√x), which is infinite at 0. */
export const sqrtGrad = pointwiseGrad('sqrtGrad', ['output'], sqrtGradElement);

function sqrtGradElement(this: Position<object>, gradOutput: FlatArray, output: FlatArray): number {
  return gradOutput[this.thread.x] / (2 * output[this.thread.x]);
}

/** 1 / √x. */
export const rsqrt = unary('rsqrt', rsqrtElement);

function rsqrtElement(this: Position<object>, input: FlatArray): number {
  return 1 / Math.sqrt(input[this.thread.x]);
}

/** −½·x^(−3/2), the cube of the output. */
export const rsqrtGrad = pointwiseGrad('rsqrtGrad', ['output'], rsqrtGradElement);

function rsqrtGradElement(this: Position<object>, gradOutput: FlatArray, output: FlatArray): number {
  const y = output[this.thread.x];
  return -0.5 * gradOutput[this.thread.x] * y * y * y;
}

/** 1 / x. */
export const reciprocal = unary('reciprocal', reciprocalElement);

function reciprocalElement(this: Position<object>, input: FlatArray): number {
  return 1 / input[this.thread.x];
}

/** −1 / x², the square of the output. */
export const reciprocalGrad = pointwiseGrad('reciprocalGrad', ['output'], reciprocalGradElement);

function reciprocalGradElement(this: Position<object>, gradOutput: FlatArray, output: FlatArray): number {
  const y = output[this.thread.x];
  return -gradOutput[this.thread.x] * y * y;
}

import type { FlatArray, Position } from '../kernel.ts';
import { binary, pointwiseGrad, unary } from './pointwise.ts';

/** sin x, of radians. */
export const sin = unary('sin', sinElement);

function sinElement(this: Position<object>, input: FlatArray): number {
  return Math.sin(input[this.thread.x]);
}

/** cos x. */
export const sinGrad = pointwiseGrad('sinGrad', ['input'], sinGradElement);

function sinGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] * Math.cos(input[this.thread.x]);
}

/** cos x, of radians. */
export const cos = unary('cos', cosElement);

function cosElement(this: Position<object>, input: FlatArray): number {
  return Math.cos(input[this.thread.x]);
}

/** −sin x. */
export const cosGrad = pointwiseGrad('cosGrad', ['input'], cosGradElement);

function cosGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return -gradOutput[this.thread.x] * Math.sin(input[this.thread.x]);
}

/** tan x, of radians. */
export const tan = unary('tan', tanElement);

function tanElement(this: Position<object>, input: FlatArray): number {
  return Math.tan(input[this.thread.x]);
}

/** 1 + tan² x. */
export const tanGrad = pointwiseGrad('tanGrad', ['output'], tanGradElement);

function tanGradElement(this: Position<object>, gradOutput: FlatArray, output: FlatArray): number {
  return gradOutput[this.thread.x] * (1 + output[this.thread.x] * output[this.thread.x]);
}

/** The angle in [−π/2, π/2] whose sine is x; NaN beyond ±1. */
export const asin = unary('asin', asinElement);

function asinElement(this: Position<object>, input: FlatArray): number {
  return Math.asin(input[this.thread.x]);
}

/** 1 / √(1 − x²). */
export const asinGrad = pointwiseGrad('asinGrad', ['input'], asinGradElement);

function asinGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] / Math.sqrt(1 - input[this.thread.x] * input[this.thread.x]);
}

/** The angle in [0, π] whose cosine is x; NaN beyond ±1. */
export const acos = unary('acos', acosElement);

function acosElement(this: Position<object>, input: FlatArray): number {
  return Math.acos(input[this.thread.x]);
}

/** −1 / √(1 − x²). */
export const acosGrad = pointwiseGrad('acosGrad', ['input'], acosGradElement);

function acosGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return -gradOutput[this.thread.x] / Math.sqrt(1 - input[this.thread.x] * input[this.thread.x]);
}

/** The angle in [−π/2, π/2] whose tangent is x. */
export const atan = unary('atan', atanElement);

function atanElement(this: Position<object>, input: FlatArray): number {
  return Math.atan(input[this.thread.x]);
}

/** 1 / (1 + x²). */
export const atanGrad = pointwiseGrad('atanGrad', ['input'], atanGradElement);

function atanGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] / (1 + input[this.thread.x] * input[this.thread.x]);
}

/** The angle in [−π, π] of the point that lies b to the right and a up. */
export const atan2 = binary('atan2', atan2Element);

function atan2Element(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return Math.atan2(a[this.thread.x], b[this.thread.x]);
}

/** b / (a² + b²), and 0 at the origin, which has no angle. */
export const atan2GradUp = pointwiseGrad('atan2GradUp', ['a', 'b'], atan2GradUpElement);

function atan2GradUpElement(this: Position<object>, gradOutput: FlatArray, a: FlatArray, b: FlatArray): number {
  const up = a[this.thread.x];
  const right = b[this.thread.x];
  return up === 0 && right === 0 ? 0 : (gradOutput[this.thread.x] * right) / (up * up + right * right);
}

/** −a / (a² + b²), and 0 at the origin. */
export const atan2GradRight = pointwiseGrad('atan2GradRight', ['a', 'b'], atan2GradRightElement);

function atan2GradRightElement(this: Position<object>, gradOutput: FlatArray, a: FlatArray, b: FlatArray): number {
  const up = a[this.thread.x];
  const right = b[this.thread.x];
  return up === 0 && right === 0 ? 0 : (-gradOutput[this.thread.x] * up) / (up * up + right * right);
}

/** √(a² + b²), scaled by the longer side, so that the squares neither overflow nor vanish. */
export const hypot = binary('hypot', hypotElement);

function hypotElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  const width = Math.abs(a[this.thread.x]);
  const height = Math.abs(b[this.thread.x]);
  // An infinite side makes the diagonal infinite, even beside NaN.
  if (width === Infinity || height === Infinity) return Infinity;
  const long = width > height ? width : height;
  const short = width > height ? height : width;
  const ratio = long === 0 ? 0 : short / long;
  return long === 0 ? width + height : long * Math.sqrt(1 + ratio * ratio);
}

/** The cosine of the angle between that side and the diagonal: own / output. */
export const hypotGrad = pointwiseGrad('hypotGrad', ['own', 'output'], hypotGradElement);

function hypotGradElement(this: Position<object>, gradOutput: FlatArray, own: FlatArray, output: FlatArray): number {
  return gradOutput[this.thread.x] * (own[this.thread.x] / output[this.thread.x]);
}

/** sin(πx) / πx, and its limit 1 at 0. */
export const sinc = unary('sinc', sincElement);

function sincElement(this: Position<object>, input: FlatArray): number {
  const angle = Math.PI * input[this.thread.x];
  return angle === 0 ? 1 : Math.sin(angle) / angle;
}

/** (cos(πx) − sinc x) / x, and its limit 0 at 0. */
export const sincGrad = pointwiseGrad('sincGrad', ['input', 'output'], sincGradElement);

function sincGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray, output: FlatArray): number {
  const x = input[this.thread.x];
  return x === 0 ? 0 : (gradOutput[this.thread.x] * (Math.cos(Math.PI * x) - output[this.thread.x])) / x;
}

import type { FlatArray, Position } from '../kernel.ts';
import { pointwiseGrad, unary } from './pointwise.ts';

/** (eˣ − e⁻ˣ) / 2. */
export const sinh = unary('sinh', sinhElement);

function sinhElement(this: Position<object>, input: FlatArray): number {
  return Math.sinh(input[this.thread.x]);
}

/** cosh x. */
export const sinhGrad = pointwiseGrad('sinhGrad', ['input'], sinhGradElement);

function sinhGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] * Math.cosh(input[this.thread.x]);
}

/** (eˣ + e⁻ˣ) / 2. */
export const cosh = unary('cosh', coshElement);

function coshElement(this: Position<object>, input: FlatArray): number {
  return Math.cosh(input[this.thread.x]);
}

/** sinh x. */
export const coshGrad = pointwiseGrad('coshGrad', ['input'], coshGradElement);

function coshGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] * Math.sinh(input[this.thread.x]);
}

/** sinh x / cosh x: from −1 to 1, steepest at 0. */
export const tanh = unary('tanh', tanhElement);

function tanhElement(this: Position<object>, input: FlatArray): number {
  return Math.tanh(input[this.thread.x]);
}

/** 1 − tanh² x. */
export const tanhGrad = pointwiseGrad('tanhGrad', ['output'], tanhGradElement);

function tanhGradElement(this: Position<object>, gradOutput: FlatArray, output: FlatArray): number {
  return gradOutput[this.thread.x] * (1 - output[this.thread.x] * output[this.thread.x]);
}

/** The inverse of sinh. */
export const asinh = unary('asinh', asinhElement);

function asinhElement(this: Position<object>, input: FlatArray): number {
  return Math.asinh(input[this.thread.x]);
}

/** 1 / √(x² + 1). */
export const asinhGrad = pointwiseGrad('asinhGrad', ['input'], asinhGradElement);

function asinhGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] / Math.sqrt(input[this.thread.x] * input[this.thread.x] + 1);
}

/** The inverse of cosh, from 1 on; NaN below. */
export const acosh = unary('acosh', acoshElement);

function acoshElement(this: Position<object>, input: FlatArray): number {
  return Math.acosh(input[this.thread.x]);
}

/** 1 / √(x² − 1). */
export const acoshGrad = pointwiseGrad('acoshGrad', ['input'], acoshGradElement);

function acoshGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] / Math.sqrt(input[this.thread.x] * input[this.thread.x] - 1);
}

/** The inverse of tanh: ±∞ at ±1, NaN beyond. */
export const atanh = unary('atanh', atanhElement);

function atanhElement(this: Position<object>, input: FlatArray): number {
  return Math.atanh(input[this.thread.x]);
}

/** 1 / (1 − x²). */
export const atanhGrad = pointwiseGrad('atanhGrad', ['input'], atanhGradElement);

function atanhGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] / (1 - input[this.thread.x] * input[this.thread.x]);
}

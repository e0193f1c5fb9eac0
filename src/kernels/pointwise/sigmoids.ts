import type { FlatArray, Position } from '../kernel.ts';
import { erfcOf, erfSeries, sigmoidOf } from './numbers.ts';
import { pointwiseGrad, unary } from './pointwise.ts';

// Smooth activations: the logistic curve and what is made of it. `tanh` is among the hyperbolic functions.

/** σ(x) = 1 / (1 + e⁻ˣ): from 0 to 1. */
export const sigmoid = unary('sigmoid', sigmoidElement, { helpers: [sigmoidOf] });

function sigmoidElement(this: Position<object>, input: FlatArray): number {
  return sigmoidOf(input[this.thread.x]);
}

/** σ(x)·(1 − σ(x)). */
export const sigmoidGrad = pointwiseGrad('sigmoidGrad', ['output'], sigmoidGradElement);

function sigmoidGradElement(this: Position<object>, gradOutput: FlatArray, output: FlatArray): number {
  return gradOutput[this.thread.x] * output[this.thread.x] * (1 - output[this.thread.x]);
}

/** The inverse of sigmoid, log(x / (1 − x)). */
export const logit = unary('logit', logitElement);

function logitElement(this: Position<object>, input: FlatArray): number {
  const x = input[this.thread.x];
  return Math.log(x / (1 - x));
}

/** 1 / (x·(1 − x)); NaN beyond 0 and 1, where logit is no number either. */
export const logitGrad = pointwiseGrad('logitGrad', ['input'], logitGradElement);

function logitGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  const x = input[this.thread.x];
  return x < 0 || x > 1 ? 0 / 0 : gradOutput[this.thread.x] / (x * (1 - x));
}

/** log σ(x), as min(x, 0) − log(1 + e^(−|x|)), which cannot overflow. */
export const logSigmoid = unary('logSigmoid', logSigmoidElement);

function logSigmoidElement(this: Position<object>, input: FlatArray): number {
  const x = input[this.thread.x];
  return (x < 0 ? x : 0) - Math.log1p(Math.exp(-Math.abs(x)));
}

/** σ(−x). */
export const logSigmoidGrad = pointwiseGrad('logSigmoidGrad', ['input'], logSigmoidGradElement, {
  helpers: [sigmoidOf],
});

function logSigmoidGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  return gradOutput[this.thread.x] * sigmoidOf(-input[this.thread.x]);
}

/** x·σ(x), also called swish. */
export const silu = unary('silu', siluElement);

function siluElement(this: Position<object>, input: FlatArray): number {
  return input[this.thread.x] / (1 + Math.exp(-input[this.thread.x]));
}

/** σ(x)·(1 + x·(1 − σ(x))). */
export const siluGrad = pointwiseGrad('siluGrad', ['input'], siluGradElement, { helpers: [sigmoidOf] });

function siluGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  const x = input[this.thread.x];
  const share = sigmoidOf(x);
  return gradOutput[this.thread.x] * share * (1 + x * (1 - share));
}

/** x·tanh(log(1 + eˣ)). */
export const mish = unary('mish', mishElement);

function mishElement(this: Position<object>, input: FlatArray): number {
  return input[this.thread.x] * Math.tanh(Math.log1p(Math.exp(input[this.thread.x])));
}

/** t + x·σ(x)·(1 − t²), where t = tanh(log(1 + eˣ)). */
export const mishGrad = pointwiseGrad('mishGrad', ['input'], mishGradElement, { helpers: [sigmoidOf] });

function mishGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  const x = input[this.thread.x];
  const t = Math.tanh(Math.log1p(Math.exp(x)));
  return gradOutput[this.thread.x] * (t + x * sigmoidOf(x) * (1 - t * t));
}

/** log(1 + e^(beta·x)) / beta, a smooth relu; x itself where beta·x is above the limit and the two agree. */
export const softplus = unary('softplus', softplusElement, { scalars: ['beta', 'limit'] });

function softplusElement(this: Position<object>, input: FlatArray, beta: number, limit: number): number {
  const x = input[this.thread.x];
  return x * beta > limit ? x : Math.log1p(Math.exp(x * beta)) / beta;
}

/** σ(beta·x), and 1 above the limit. */
export const softplusGrad = pointwiseGrad('softplusGrad', ['input'], softplusGradElement, {
  scalars: ['beta', 'limit'],
  helpers: [sigmoidOf],
});

function softplusGradElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  beta: number,
  limit: number,
): number {
  const x = input[this.thread.x] * beta;
  return x > limit ? gradOutput[this.thread.x] : gradOutput[this.thread.x] * sigmoidOf(x);
}

/** x / (1 + |x|). */
export const softsign = unary('softsign', softsignElement);

function softsignElement(this: Position<object>, input: FlatArray): number {
  return input[this.thread.x] / (1 + Math.abs(input[this.thread.x]));
}

/** 1 / (1 + |x|)². */
export const softsignGrad = pointwiseGrad('softsignGrad', ['input'], softsignGradElement);

function softsignGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  const distance = 1 + Math.abs(input[this.thread.x]);
  return gradOutput[this.thread.x] / (distance * distance);
}

/** x·Φ(x), where Φ(x) = ½·erfc(−x/√2) is the share of normal deviates below x. */
export const gelu = unary('gelu', geluElement, { helpers: [erfcOf, erfSeries] });

function geluElement(this: Position<object>, input: FlatArray): number {
  const x = input[this.thread.x];
  return x * 0.5 * erfcOf(-x * Math.SQRT1_2);
}

/** Φ(x) + x·φ(x), where φ(x) = e^(−x²/2) / √(2π) is the normal density. */
export const geluGrad = pointwiseGrad('geluGrad', ['input'], geluGradElement, { helpers: [erfcOf, erfSeries] });

function geluGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  const x = input[this.thread.x];
  const below = 0.5 * erfcOf(-x * Math.SQRT1_2);
  const density = 0.3989422804014327 * Math.exp(-0.5 * x * x); // 1/√(2π)
  return gradOutput[this.thread.x] * (below + x * density);
}

/**
 * gelu with Φ(x) taken as ½·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
 *
 * Source: Hendrycks & Gimpel, "Gaussian Error Linear Units" (2016).
 */
export const geluTanh = unary('geluTanh', geluTanhElement);

function geluTanhElement(this: Position<object>, input: FlatArray): number {
  const x = input[this.thread.x];
  const bent = 0.7978845608028654 * (x + 0.044715 * x * x * x); // √(2/π)
  return 0.5 * x * (1 + Math.tanh(bent));
}

/** ½·(1 + t) + ½·x·(1 − t²)·√(2/π)·(1 + 3·0.044715·x²), where t is the tanh. */
export const geluTanhGrad = pointwiseGrad('geluTanhGrad', ['input'], geluTanhGradElement);

function geluTanhGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  const x = input[this.thread.x];
  const t = Math.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)); // √(2/π)
  const slope = 0.7978845608028654 * (1 + 0.134145 * x * x);
  return gradOutput[this.thread.x] * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * slope);
}

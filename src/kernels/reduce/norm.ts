import type { FlatArray, Position } from '../kernel.ts';
import { pointwiseGrad, unary } from '../pointwise/pointwise.ts';

/** |x|^p: what a norm adds up. For p = 0 it counts what is not 0. */
export const absPower = unary('absPower', powerElement, { scalars: ['p'] });

function powerElement(this: Position<object>, input: FlatArray, p: number): number {
  const x = input[this.thread.x];
  if (p === 0) {
    return x === 0 ? 0 : 1;
  }
  if (p === 2) {
    return x * x;
  }
  return p === 1 ? Math.abs(x) : Math.pow(Math.abs(x), p);
}

/** The p-th root of such a sum. For p = 0 the sum itself. */
export const root = unary('root', rootElement, { scalars: ['p'] });

function rootElement(this: Position<object>, sum: FlatArray, p: number): number {
  const x = sum[this.thread.x];
  if (p === 0 || p === 1) {
    return x;
  }
  return p === 2 ? Math.sqrt(x) : Math.pow(x, 1 / p);
}

/**
 * The gradient of a p-norm: sign(x) · (|x| / norm)^(p − 1). It is 0 at x = 0, and where the norm is 0; counting (p = 0)
 * has no other gradient than 0.
 */
export const normGrad = pointwiseGrad('normGrad', ['input', 'norm'], gradElement, { scalars: ['p'] });

function gradElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  norm: FlatArray,
  p: number,
): number {
  const x = input[this.thread.x];
  const length = norm[this.thread.x];
  if (x === 0 || length === 0 || p === 0) {
    return 0;
  }
  const share = p === 1 ? 1 : Math.pow(Math.abs(x) / length, p - 1);
  const direction = x < 0 ? -1 : x > 0 ? 1 : 0; // 0 for NaN
  return gradOutput[this.thread.x] * direction * share;
}

import { checkOptions } from '../../options.ts';
import type { Tensor } from '../tensor.ts';
import { requireNumber } from './arguments.ts';
import { clampMin } from './choice.ts';
import { together } from './common.ts';
import { norm } from './norm.ts';
import { add, div, mul, sub } from './pointwise.ts';
import { sum } from './reduce.ts';

export interface NormalizeOptions {
  /** Which norm. Default: 2. */
  readonly p?: number;
  /** The axis (or axes) along which the vectors lie. Default: 1. */
  readonly dim?: number | readonly number[];
  /** The least divisor, so that a vector of zeros stays one. Default: 1e-12. */
  readonly eps?: number;
}

/** Every vector divided by its norm: x / max(‖x‖, eps). */
export function normalize(input: Tensor, options: NormalizeOptions = {}): Tensor {
  checkOptions('normalize', options, ['p', 'dim', 'eps']);
  const { p = 2, dim = 1, eps = 1e-12 } = options;
  requireNumber('normalize', 'eps', eps);
  return div(input, clampMin(norm(input, p, dim, { keepdim: true }), eps));
}

/**
 * The cosine of the angle between two vectors: x1 · x2 / (max(‖x1‖, eps)·max(‖x2‖, eps)), along `dim` (default 1) of
 * tensors that are broadcast. `eps` is 1e-8 by default.
 */
export function cosineSimilarity(
  x1: Tensor,
  x2: Tensor,
  options: { readonly dim?: number; readonly eps?: number } = {},
): Tensor {
  checkOptions('cosineSimilarity', options, ['dim', 'eps']);
  const { dim = 1, eps = 1e-8 } = options;
  requireNumber('cosineSimilarity', 'eps', eps);
  const [a, b] = together('cosineSimilarity', x1, x2);
  return sum(mul(normalize(a, { dim, eps }), normalize(b, { dim, eps })), dim);
}

export interface PairwiseDistanceOptions {
  /** Which norm. Default: 2. */
  readonly p?: number;
  /** Added to every difference, against the kink of the norm at 0. Default: 1e-6. */
  readonly eps?: number;
  readonly keepdim?: boolean;
}

/** The distance ‖x1 − x2 + eps‖ of vectors that lie along the last axis; broadcast. */
export function pairwiseDistance(x1: Tensor, x2: Tensor, options: PairwiseDistanceOptions = {}): Tensor {
  checkOptions('pairwiseDistance', options, ['p', 'eps', 'keepdim']);
  const { p = 2, eps = 1e-6, keepdim = false } = options;
  requireNumber('pairwiseDistance', 'eps', eps);
  return norm(add(sub(x1, x2), eps), p, -1, { keepdim });
}

import { ArgumentError, ShapeError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';
import type { Tensor } from '../tensor.ts';
import { logSigmoid, relu } from './activations.ts';
import { requireNumber } from './arguments.ts';
import { minimum, where } from './choice.ts';
import { eq, ne } from './compare.ts';
import type { LossOptions } from './elementLosses.ts';
import { exp, log1p, neg, sqrt, square } from './math.ts';
import { add, div, mul, rsub, sub } from './pointwise.ts';
import { mean, sum } from './reduce.ts';
import { checkReduction, reduceLosses } from './reduction.ts';
import { pairwiseDistance } from './similarity.ts';

export interface MarginOptions extends LossOptions {
  readonly margin?: number;
}

/** max(0, margin − target·(input1 − input2)): input1 should be the larger where target is 1, the smaller where −1. */
export function marginRankingLoss(input1: Tensor, input2: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  const { margin, reduction } = read('marginRankingLoss', options, 0);
  return reduceLosses(relu(add(mul(neg(target), sub(input1, input2)), margin)), reduction);
}

/** input where target is 1, max(0, margin − input) where it is −1: for distances, with margin 1 by default. */
export function hingeEmbeddingLoss(input: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  const { margin, reduction } = read('hingeEmbeddingLoss', options, 1);
  const far = where(ne(target, 1), relu(rsub(input, margin)), 0);
  return reduceLosses(add(far, where(ne(target, -1), input, 0)), reduction);
}

/** log(1 + exp(−target·input)): logistic loss for targets 1 and −1. */
export function softMarginLoss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const { reduction } = read('softMarginLoss', options, 0);
  return reduceLosses(log1p(exp(mul(neg(target), input))), reduction);
}

/**
 * 1 − cos where target is 1, max(0, cos − margin) where it is −1, with the cosine of the angle between two vectors.
 *
 *   input1, input2  [images, dimensions] or [dimensions]
 *   target          [images] or []
 */
export function cosineEmbeddingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  options: MarginOptions = {},
): Tensor {
  const { margin, reduction } = read('cosineEmbeddingLoss', options, 0);
  if (target.ndim > 1 || input1.ndim !== target.ndim + 1 || input2.ndim !== input1.ndim) {
    const rule = 'expects inputs [images, dimensions] with target [images], or [dimensions] with a scalar';
    const shapes = { input1: input1.shape, input2: input2.shape, target: target.shape };
    throw new ShapeError('cosineEmbeddingLoss', rule, shapes);
  }
  const length = (input: Tensor) => add(sum(square(input), -1), 1e-12);
  const cosine = div(sum(mul(input1, input2), -1), sqrt(mul(length(input1), length(input2))));
  const alike = where(eq(target, 1), rsub(cosine, 1), 0);
  return reduceLosses(add(alike, where(eq(target, -1), relu(sub(cosine, margin)), 0)), reduction);
}

export interface TripletMarginOptions extends MarginOptions {
  /** Which norm measures. Default: 2. */
  readonly p?: number;
  readonly eps?: number;
  /** Whether the negative's distance is taken from the positive, where that is smaller. Default: false. */
  readonly swap?: boolean;
}

/**
 * max(0, d(anchor, positive) − d(anchor, negative) + margin): the negative should be farther away, by a margin
 * (default 1). The vectors lie along the last axis.
 */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletMarginOptions = {},
): Tensor {
  const { margin, reduction } = read('tripletMarginLoss', options, 1, ['p', 'eps', 'swap']);
  const { p = 2, eps = 1e-6, swap = false } = options;
  if (typeof margin !== 'number' || !(margin > 0)) {
    throw new ArgumentError('tripletMarginLoss', `margin must be positive, but is ${margin}`);
  }
  const near = pairwiseDistance(anchor, positive, { p, eps });
  const away = pairwiseDistance(anchor, negative, { p, eps });
  const far = swap ? minimum(away, pairwiseDistance(positive, negative, { p, eps })) : away;
  return reduceLosses(relu(add(sub(near, far), margin)), reduction);
}

/** Binary cross entropy of every class with its logit, averaged over the classes: input and target [images, classes]. */
export function multilabelSoftMarginLoss(
  input: Tensor,
  target: Tensor,
  options: LossOptions & { readonly weight?: Tensor | undefined } = {},
): Tensor {
  const { reduction } = read('multilabelSoftMarginLoss', options, 0, ['weight']);
  const loss = neg(add(mul(target, logSigmoid(input)), mul(rsub(target, 1), logSigmoid(neg(input)))));
  const weighted = options.weight === undefined ? loss : mul(loss, options.weight);
  return reduceLosses(mean(weighted, -1), reduction);
}

function read(
  operation: string,
  options: MarginOptions,
  defaultMargin: number,
  others: readonly string[] = [],
): Required<MarginOptions> {
  checkOptions(operation, options, ['reduction', 'margin', ...others]);
  const { reduction = 'mean', margin = defaultMargin } = options;
  requireNumber(operation, 'margin', margin);
  checkReduction(operation, reduction);
  return { reduction, margin };
}

import { ArgumentError, ShapeError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';
import { sameShape } from '../../shape/rowMajor.ts';
import type { Tensor } from '../tensor.ts';
import { clampMin, where } from './choice.ts';
import { gt } from './compare.ts';
import type { LossOptions } from './elementLosses.ts';
import { exp, log, square } from './math.ts';
import { unsqueeze } from './move.ts';
import { add, div, mul, sub } from './pointwise.ts';
import { checkReduction, reduceLosses } from './reduction.ts';

export interface PoissonNllOptions extends LossOptions {
  /** Whether the input is the logarithm of the rate (default), or the rate. */
  readonly logInput?: boolean;
  /** Whether Stirling's approximation of the constant term, log target!, is added. Default: false. */
  readonly full?: boolean;
  /** Added under the logarithm of a rate. Default: 1e-8. */
  readonly eps?: number;
}

/** How unlikely counts `target` are under a Poisson distribution: exp(input) − target·input, up to a constant. */
export function poissonNllLoss(input: Tensor, target: Tensor, options: PoissonNllOptions = {}): Tensor {
  checkOptions('poissonNllLoss', options, ['reduction', 'logInput', 'full', 'eps']);
  const { reduction = 'mean', logInput = true, full = false, eps = 1e-8 } = options;
  checkReduction('poissonNllLoss', reduction);
  const loss = logInput ? sub(exp(input), mul(target, input)) : sub(input, mul(target, log(add(input, eps))));
  return reduceLosses(full ? add(loss, stirling(target)) : loss, reduction);
}

/** log n! ≈ n·log n − n + log(2πn) / 2 where n is above 1, else 0. */
function stirling(count: Tensor): Tensor {
  const approximation = add(sub(mul(count, log(count)), count), mul(log(mul(count, 2 * Math.PI)), 0.5));
  return where(gt(count, 1), approximation, 0);
}

export interface GaussianNllOptions extends LossOptions {
  /** Whether the constant term, log(2π) / 2, is added. Default: false. */
  readonly full?: boolean;
  /** The least variance. Default: 1e-6. */
  readonly eps?: number;
}

/**
 * How unlikely `target` is under a normal distribution: (log variance + (input − target)² / variance) / 2, up to a
 * constant. The variance has the input's shape, or is 1 along (or lacks) its last axis.
 */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor,
  options: GaussianNllOptions = {},
): Tensor {
  const operation = 'gaussianNllLoss';
  checkOptions(operation, options, ['reduction', 'full', 'eps']);
  const { reduction = 'mean', full = false, eps = 1e-6 } = options;
  checkReduction(operation, reduction);
  if (typeof eps !== 'number' || !(eps > 0)) {
    throw new ArgumentError(operation, `eps must be positive, but is ${eps}`);
  }
  const lacksLast = input.ndim > 0 && sameShape(variance.shape, input.shape.slice(0, -1));
  const fitting = lacksLast ? unsqueeze(variance, -1) : variance;
  if (fitting.ndim !== input.ndim || fitting.shape.some((size, axis) => size !== 1 && size !== input.shape[axis])) {
    throw new ShapeError(operation, "variance must have the input's shape", {
      input: input.shape,
      variance: variance.shape,
    });
  }
  const spread = clampMin(fitting, eps);
  const loss = mul(add(log(spread), div(square(sub(input, target)), spread)), 0.5);
  return reduceLosses(full ? add(loss, 0.5 * Math.log(2 * Math.PI)) : loss, reduction);
}

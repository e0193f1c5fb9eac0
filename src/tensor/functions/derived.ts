import { ArgumentError, ShapeError } from '../../errors.ts';
import type { Tensor } from '../tensor.ts';
import { axisOf, broadcastShape } from './arguments.ts';
import { expandTo, toDType } from './common.ts';
import { eq } from './compare.ts';
import { narrow } from './cut.ts';
import { unsqueeze } from './move.ts';
import { norm } from './norm.ts';
import { div, mul, sub } from './pointwise.ts';
import { mean, nansum, std, sum, type VarianceOptions, var as variance } from './reduce.ts';
import type { Dim, ReduceOptions } from './reduceAxes.ts';
import { roll } from './turn.ts';

// Functions of a tensor that are made of others and have no operation of their own.

/** The mean over `dim`, with NaN left out: NaN only where nothing is left. @throws DTypeError on integers. */
export function nanmean(input: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  const isNumber = toDType(eq(input.detach(), input.detach()), input.dtype); // NaN alone differs from itself
  return div(nansum(input, dim, options), sum(isNumber, dim, options));
}

/** `var` and `mean` over the same axes. */
export function varMean(input: Tensor, dim?: Dim, options: VarianceOptions = {}): { var: Tensor; mean: Tensor } {
  return { var: variance(input, dim, options), mean: mean(input, dim, { keepdim: options.keepdim ?? false }) };
}

/** `std` and `mean` over the same axes. */
export function stdMean(input: Tensor, dim?: Dim, options: VarianceOptions = {}): { std: Tensor; mean: Tensor } {
  return { std: std(input, dim, options), mean: mean(input, dim, { keepdim: options.keepdim ?? false }) };
}

/** Each element along `dim` less the one before it, `n` times over; the axis becomes shorter by n. */
export function diff(input: Tensor, n = 1, dim = -1): Tensor {
  const axis = axisOf('diff', dim, input);
  if (!Number.isInteger(n) || n < 0 || input.ndim === 0) {
    throw new ArgumentError('diff', `n must be a non-negative integer, and the input must have an axis; n is ${n}`);
  }
  let differences = input;
  for (let k = 0; k < Math.min(n, input.shape[axis]); k++) {
    const length = differences.shape[axis] - 1;
    differences = sub(narrow(differences, axis, 1, length), narrow(differences, axis, 0, length));
  }
  return differences;
}

/**
 * The p-norm of the difference of every row of one matrix and every row of another, for every batch entry.
 *
 *   x1      [..., rows1, features]
 *   x2      [..., rows2, features]
 *   output  [..., rows1, rows2]
 */
export function cdist(x1: Tensor, x2: Tensor, p = 2): Tensor {
  if (x1.ndim < 2 || x2.ndim < 2 || x1.shape[x1.ndim - 1] !== x2.shape[x2.ndim - 1]) {
    throw new ShapeError('cdist', 'both need two axes, and the last ones equal', { x1: x1.shape, x2: x2.shape });
  }
  if (x1.shape[x1.ndim - 1] === 0) {
    return sum(mul(unsqueeze(x1, -2), unsqueeze(x2, -3)), -1);
  }
  return norm(sub(unsqueeze(x1, -2), unsqueeze(x2, -3)), p, -1);
}

/** The vector product of vectors of three along `dim`; other axes are broadcast. */
export function cross(input: Tensor, other: Tensor, dim = -1): Tensor {
  const shape = broadcastShape('cross', { input: input.shape, other: other.shape });
  const axis = axisOf('cross', dim, { shape });
  const [a, b] = [expandTo(input, shape), expandTo(other, shape)];
  if (shape[axis] !== 3 || input.ndim !== other.ndim) {
    const rule = `both need as many axes, and axis ${dim} the size 3`;
    throw new ShapeError('cross', rule, { input: input.shape, other: other.shape });
  }
  // Each place takes the two places after it, around the three.
  const next = (x: Tensor, places: number) => roll(x, -places, axis);
  return sub(mul(next(a, 1), next(b, 2)), mul(next(a, 2), next(b, 1)));
}

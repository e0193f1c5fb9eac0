import { isFloating } from '../../dtype.ts';
import { ArgumentError } from '../../errors.ts';
import { mean as meanOperation } from '../../ops/reduce/mean.ts';
import { nanToZero } from '../../ops/reduce/nanToZero.ts';
import { prod as prodOperation } from '../../ops/reduce/prod.ts';
import { sum as sumOperation } from '../../ops/reduce/sum.ts';
import { all as allOperation, any as anyOperation } from '../../ops/reduce/truth.ts';
import { std as stdOperation, type VarianceParams, variance as varianceOperation } from '../../ops/reduce/variance.ts';
import { checkOptions } from '../../options.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axesOf, requireFloating, requireNumber } from './arguments.ts';
import { toDType } from './common.ts';
import { type Dim, type ReduceOptions, reduceOver } from './reduceAxes.ts';

/**
 * The sum over `dim`, an axis or several; over everything without it. Integers and bool are summed as int32, which wraps
 * beyond ±2³¹ (PyTorch has int64): sum many pixels as `.float()`.
 */
export function sum(input: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  return reduceOver(sumOperation, summable(input), { axes: axesFor('sum', input, dim, options) }, options);
}

/** `sum`, with NaN left out. */
export function nansum(input: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  const axes = axesFor('nansum', input, dim, options);
  const numbers = isFloating(input.dtype) ? apply(nanToZero, [input], {}) : summable(input);
  return reduceOver(sumOperation, numbers, { axes }, options);
}

/** The product over `dim`; over everything without it. Integers and bool are multiplied as int32. */
export function prod(input: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  return reduceOver(prodOperation, summable(input), { axes: axesFor('prod', input, dim, options) }, options);
}

/** The mean over `dim`: the sum divided by how many were summed. NaN for an empty axis. @throws DTypeError on integers. */
export function mean(input: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  requireFloating('mean', 'input', input);
  return reduceOver(meanOperation, input, { axes: axesFor('mean', input, dim, options) }, options);
}

/** How far a variance is corrected for having been computed from its own mean. */
export interface VarianceOptions extends ReduceOptions {
  /** Taken off the count in the divisor. Default: 1, the unbiased estimate. */
  readonly correction?: number;
  /** Another way to say correction 1 (true) or 0 (false). */
  readonly unbiased?: boolean;
}

/**
 * The variance over `dim`: Σ (x − mean)² / (n − correction). NaN of a single number, unless correction is 0.
 *
 * @throws DTypeError on integers.
 */
function variance(input: Tensor, dim?: Dim, options: VarianceOptions = {}): Tensor {
  return reduceOver(varianceOperation, input, varianceParams('var', input, dim, options), options);
}

// The name is a keyword, but may be exported and be a method.
export { variance as var };

/** The standard deviation over `dim`: the root of `var`. Its gradient is 0 where all numbers are equal. */
export function std(input: Tensor, dim?: Dim, options: VarianceOptions = {}): Tensor {
  return reduceOver(stdOperation, input, varianceParams('std', input, dim, options), options);
}

/** Whether all elements over `dim` are not 0. Of nothing, all are. bool; uint8 stays uint8, as in PyTorch. */
export function all(input: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  const truth = reduceOver(allOperation, input, { axes: axesFor('all', input, dim, options) }, options);
  return input.dtype === 'uint8' ? toDType(truth, 'uint8') : truth;
}

/** Whether any element over `dim` is not 0. bool; uint8 stays uint8, as in PyTorch. */
export function any(input: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  const truth = reduceOver(anyOperation, input, { axes: axesFor('any', input, dim, options) }, options);
  return input.dtype === 'uint8' ? toDType(truth, 'uint8') : truth;
}

/** How many elements over `dim` are not 0, as int32. NaN is not 0. */
export function countNonzero(input: Tensor, dim?: Dim): Tensor {
  return sum(toDType(input.detach(), 'bool'), dim);
}

/** Integers are folded as int32: 200 + 100 does not fit uint8. */
function summable(input: Tensor): Tensor {
  return isFloating(input.dtype) ? input : toDType(input, 'int32');
}

function axesFor(operation: string, input: Tensor, dim: Dim, options: ReduceOptions): number[] {
  checkOptions(operation, options, ['keepdim']);
  return axesOf(operation, dim, input);
}

function varianceParams(operation: string, input: Tensor, dim: Dim, options: VarianceOptions): VarianceParams {
  requireFloating(operation, 'input', input);
  checkOptions(operation, options, ['keepdim', 'correction', 'unbiased']);
  const { correction, unbiased } = options;
  if (correction !== undefined) requireNumber(operation, 'correction', correction);
  if (correction !== undefined && unbiased !== undefined) {
    throw new ArgumentError(operation, 'correction and unbiased say the same; pass one of them');
  }
  const biased = unbiased === false ? 0 : 1;
  return { axes: axesOf(operation, dim, input), correction: correction ?? biased };
}

import { isFloating, promote } from '../../dtype.ts';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.ts';
import * as selection from '../../ops/pointwise/selection.ts';
import { checkOptions } from '../../options.ts';
import { apply, Tensor } from '../tensor.ts';
import { broadcastShape, requireTensor } from './arguments.ts';
import {
  asContent,
  asTensor,
  commonDType,
  dtypeOfNumber,
  expandTo,
  type Operand,
  toDType,
  together,
} from './common.ts';
import { eq, gt, isnan } from './compare.ts';

/**
 * `input` where the condition is true, `other` where it is false; all three broadcast. (As a method it belongs to the
 * condition: `mask.where(a, b)`.)
 *
 * @throws DTypeError unless the condition is bool.
 */
export function where(condition: Tensor, input: Operand, other: Operand): Tensor {
  requireMask('where', 'condition', condition);
  const like = input instanceof Tensor ? input : other instanceof Tensor ? other : condition;
  const a = asTensor('where', input, like);
  const b = asTensor('where', other, like);
  const dtype = commonDType(a, b);
  const shape = broadcastShape('where', { condition: condition.shape, input: a.shape, other: b.shape });
  const operands = [condition, toDType(a, dtype), toDType(b, dtype)].map((operand) => expandTo(operand, shape));
  return apply(selection.where, operands, {});
}

/**
 * `value` where the mask is true, `input` elsewhere; input and mask broadcast.
 *
 * @throws DTypeError unless the mask is bool, and unless input's dtype can hold the value. ShapeError if `value` is a
 *   tensor with axes.
 */
export function maskedFill(input: Tensor, mask: Tensor, value: Operand): Tensor {
  requireMask('maskedFill', 'mask', mask);
  const filling = asTensor('maskedFill', value, input);
  if (filling.ndim > 0) {
    throw new ShapeError('maskedFill', 'value must be a number or a tensor without axes', { value: filling.shape });
  }
  if (isFloating(filling.dtype) && !isFloating(input.dtype)) {
    throw new DTypeError('maskedFill', `a value of ${filling.dtype} does not go into ${input.dtype}`);
  }
  return where(mask, asContent('maskedFill', value, input), input);
}

/** The larger of both, element by element, broadcast; NaN if either is. At a tie each gets half the gradient. */
export function maximum(input: Tensor, other: Operand): Tensor {
  return apply(selection.maximum, together('maximum', input, other), {});
}

/** The smaller of both, element by element, broadcast; NaN if either is. At a tie each gets half the gradient. */
export function minimum(input: Tensor, other: Operand): Tensor {
  return apply(selection.minimum, together('minimum', input, other), {});
}

/**
 * Every element held between `min` and `max`, numbers or tensors (which broadcast), of which one may be undefined.
 * Where min is above max, the result is max. On a bound, the gradient passes.
 *
 * @throws ArgumentError if both are undefined.
 */
export function clamp(input: Tensor, min?: Operand, max?: Operand): Tensor {
  if (min === undefined && max === undefined) {
    throw new ArgumentError('clamp', 'needs min, max or both, but both are undefined');
  }
  const low = min ?? -Infinity;
  const high = max ?? Infinity;
  let dtype = input.dtype;
  for (const bound of [min, max]) {
    if (bound !== undefined) {
      dtype = promote(dtype, bound instanceof Tensor ? bound.dtype : dtypeOfNumber('clamp', bound, input));
    }
  }
  const x = toDType(input, dtype);
  if (typeof low === 'number' && typeof high === 'number') return apply(selection.clamp, [x], { low, high });

  if (!isFloating(dtype)) {
    const raised = min === undefined ? x : maximum(x, min);
    return max === undefined ? raised : minimum(raised, max);
  }
  const a = toDType(asTensor('clamp', low, x), dtype);
  const b = toDType(asTensor('clamp', high, x), dtype);
  const shape = broadcastShape('clamp', { input: x.shape, min: a.shape, max: b.shape });
  return apply(
    selection.clampBetween,
    [x, a, b].map((operand) => expandTo(operand, shape)),
    {},
  );
}

/** start + weight·(end − start), broadcast; exact at the weights 0 and 1. */
export function lerp(input: Tensor, end: Tensor, weight: Operand): Tensor {
  const share = asTensor('lerp', weight, input);
  const dtype = promote(promote(input.dtype, end.dtype), share.dtype);
  const shape = broadcastShape('lerp', { input: input.shape, end: end.shape, weight: share.shape });
  const operands = [input, end, share].map((operand) => expandTo(toDType(operand, dtype), shape));
  return apply(selection.lerp, operands, {});
}

/** Every element at least `min`. */
export function clampMin(input: Tensor, min: Operand): Tensor {
  return clamp(input, min);
}

/** Every element at most `max`. */
export function clampMax(input: Tensor, max: Operand): Tensor {
  return clamp(input, undefined, max);
}

/** What takes the place of NaN and of the infinities. */
export interface NanToNumOptions {
  /** Default: 0. */
  readonly nan?: number;
  /** Default: the largest number of the dtype. */
  readonly posinf?: number;
  /** Default: the smallest number of the dtype. */
  readonly neginf?: number;
}

/** Finite numbers only. The gradient passes where the number was finite. */
export function nanToNum(input: Tensor, options: NanToNumOptions = {}): Tensor {
  checkOptions('nanToNum', options, ['nan', 'posinf', 'neginf']);
  if (!isFloating(input.dtype)) return input;
  const largest = input.dtype === 'float64' ? Number.MAX_VALUE : 3.4028234663852886e38; // (2 − 2⁻²³)·2¹²⁷
  const { nan = 0, posinf = largest, neginf = -largest } = options;
  const finite = maskedFill(input, isnan(input), nan);
  return maskedFill(maskedFill(finite, eq(input, Infinity), posinf), eq(input, -Infinity), neginf);
}

/** 0 below 0, 1 above, and `values` at 0: a step. */
export function heaviside(input: Tensor, values: Operand): Tensor {
  const [x, at] = together('heaviside', input, values);
  return where(eq(x, 0), at.detach(), toDType(gt(x, 0), x.dtype));
}

function requireMask(operation: string, name: string, mask: Tensor): void {
  requireTensor(operation, name, mask);
  if (mask.dtype !== 'bool') {
    throw new DTypeError(
      operation,
      `${name} must be bool, as comparisons give it, but is ${mask.dtype}. Use .bool() or .ne(0).`,
    );
  }
}

import { type DType, isFloating } from '../../dtype.ts';
import { logSoftmax as logSoftmaxOperation } from '../../ops/norm/logSoftmax.ts';
import { logSumExp as logSumExpOperation } from '../../ops/norm/logSumExp.ts';
import { softmax as softmaxOperation } from '../../ops/norm/softmax.ts';
import { checkOptions } from '../../options.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axesOf, axisOf, requireFloating } from './arguments.ts';
import { toDType } from './common.ts';
import { permute, reshape } from './move.ts';
import { mul } from './pointwise.ts';

export interface SoftmaxOptions {
  /** Converted to it first: the way to a softmax of integers. */
  readonly dtype?: DType;
}

/**
 * exp(x) / Σ exp along `dim`: numbers between 0 and 1 that add up to 1. A row that holds NaN or +∞, or nothing but −∞,
 * becomes NaN.
 */
export function softmax(input: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return alongAxis('softmax', softmaxOperation, [input, dim], options);
}

/** log softmax(x) along `dim`, computed as x − log Σ exp, which keeps what log(softmax(x)) would lose. */
export function logSoftmax(input: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return alongAxis('logSoftmax', logSoftmaxOperation, [input, dim], options);
}

/** softmax(−x) along `dim`: the smallest weighs most. */
export function softmin(input: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return alongAxis('softmin', softmaxOperation, [mul(input, -1), dim], options);
}

/**
 * log Σ exp over `dim`, an axis or several; over everything without it. It cannot overflow.
 *
 * @throws ShapeError if an axis is named twice.
 */
export function logsumexp(
  input: Tensor,
  dim?: number | readonly number[],
  options: { readonly keepdim?: boolean } = {},
): Tensor {
  checkOptions('logsumexp', options, ['keepdim']);
  const axes = axesOf('logsumexp', dim, input);
  const numbers = isFloating(input.dtype) ? input : toDType(input, 'float32');
  const kept = input.shape.filter((_, axis) => !axes.includes(axis));
  // The reduced axes go last, where they are one axis.
  const order = [...input.shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  const inOrder = order.every((axis, k) => axis === k) ? numbers : permute(numbers, order);
  const size = axes.reduce((product, axis) => product * input.shape[axis], 1);
  const folded = apply(logSumExpOperation, [reshape(inOrder, [...kept, size])], { axis: kept.length });
  const shape = options.keepdim ? input.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)) : kept;
  return reshape(folded, shape);
}

function alongAxis(
  name: string,
  operation: typeof softmaxOperation,
  [input, dim]: readonly [Tensor, number],
  options: SoftmaxOptions,
): Tensor {
  checkOptions(name, options, ['dtype']);
  const numbers = toDType(input, options.dtype ?? input.dtype);
  requireFloating(name, 'input', numbers);
  return apply(operation, [numbers], { axis: axisOf(name, dim, input) });
}

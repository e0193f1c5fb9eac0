import { newArray } from '../../dtype.ts';
import { ArgumentError, ShapeError } from '../../errors.ts';
import { dropout as dropoutOperation } from '../../ops/norm/dropout.ts';
import { checkOptions } from '../../options.ts';
import { defaultGenerator, type RandomSource } from '../../random/index.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';
import { make } from '../make.ts';
import { apply, type Tensor } from '../tensor.ts';
import { requireFloating } from './arguments.ts';
import { expandTo } from './common.ts';

export interface DropoutOptions {
  /** Outside training the input passes as it is. Default: true. */
  readonly training?: boolean;
  /** Where the mask is drawn from. Default: the default generator, which `manualSeed` seeds. */
  readonly generator?: RandomSource;
}

/**
 * Every element is dropped (set to 0) with probability `p`, and what stays is divided by 1 − p, so that the sum expected
 * is the same.
 *
 * Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting" (2014).
 *
 * @throws ArgumentError unless p is between 0 and 1.
 */
export function dropout(input: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  return dropped('dropout', input, p, options, input.shape);
}

/**
 * Dropout of whole channels: neighbouring pixels are so alike that dropping single ones takes little away.
 *
 *   input  [images, channels, length]
 */
export function dropout1d(input: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  return dropped('dropout1d', input, p, options, channelsOf('dropout1d', input, 3));
}

/** Dropout of whole channels: input [images, channels, height, width], or without images. */
export function dropout2d(input: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  return dropped('dropout2d', input, p, options, channelsOf('dropout2d', input, 4));
}

/** One mask element per channel: the shape with every axis after the channels 1. */
function channelsOf(operation: string, { shape }: Tensor, ndim: 3 | 4): Shape {
  if (shape.length !== ndim && shape.length !== ndim - 1) {
    const places = ndim === 3 ? 'length' : 'height, width';
    throw new ShapeError(operation, `expects input [images, channels, ${places}] or [channels, ${places}]`, {
      input: shape,
    });
  }
  const channels = shape.length - (ndim - 2);
  return shape.map((size, axis) => (axis < channels ? size : 1));
}

function dropped(operation: string, input: Tensor, p: number, options: DropoutOptions, maskShape: Shape): Tensor {
  checkOptions(operation, options, ['training', 'generator']);
  const { training = true, generator = defaultGenerator } = options;
  if (typeof p !== 'number' || !(p >= 0 && p <= 1)) {
    throw new ArgumentError(operation, `p must be a probability between 0 and 1, but is ${p}`);
  }
  requireFloating(operation, 'input', input);
  if (!training || p === 0) return input;
  const numbers = newArray(input.dtype, elementCount(maskShape));
  const kept = p === 1 ? 0 : 1 / (1 - p);
  generator.fillUniform(numbers);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = numbers[i] < p ? 0 : kept;
  }
  const mask = make(numbers, maskShape, { dtype: input.dtype, device: input.device });
  return apply(dropoutOperation, [input, expandTo(mask, input.shape)], {});
}

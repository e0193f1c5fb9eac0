import { ShapeError } from '../../errors.ts';
import { planeSizes } from '../../ops/window/poolGeometry.ts';
import {
  type FoldParams,
  fold as foldOperation,
  foldSizes,
  unfold as unfoldOperation,
} from '../../ops/window/unfold.ts';
import { checkOptions } from '../../options.ts';
import { apply, type Tensor } from '../tensor.ts';
import { type PairLike, pair } from './arguments.ts';
import { asBatch, likeBatch } from './planes.ts';

/** How the window of `unfold` and `fold` moves. */
export interface FoldOptions {
  /** Elements from one tap of the window to the next. Default 1. */
  readonly dilation?: PairLike;
  /** Elements imagined around the image. Default 0. */
  readonly padding?: PairLike;
  /** Elements between one place of the window and the next. Default 1. */
  readonly stride?: PairLike;
}

const optionNames = ['dilation', 'padding', 'stride'];

/**
 * What is under the window, laid out as a column for each of its places (im2col). With it a convolution is a matrix
 * product: conv2d(input, weight) = weight as [outChannels, channels·kH·kW] · unfold(input).
 *
 *   input   [images, channels, height, width], or without images
 *   output  [images, channels · kernelHeight · kernelWidth, places]
 *
 * @throws ShapeError, ArgumentError if the window cannot be.
 */
export function unfold(input: Tensor, kernelSize: PairLike, options: FoldOptions = {}): Tensor {
  const window = windowOf('unfold', kernelSize, options);
  planeSizes('unfold', input.shape, window);
  const output = apply(unfoldOperation, [asBatch(input, 3)], window);
  return likeBatch(output, input, 3);
}

/**
 * Columns put back where `unfold` takes them from; where windows overlap they add up (col2im).
 *
 *   input   [images, channels · kernelHeight · kernelWidth, places], or without images
 *   output  [images, channels, height, width] for outputSize [height, width]
 *
 * @throws ShapeError, ArgumentError if the window cannot be, or has not as many places as there are columns.
 */
export function fold(input: Tensor, outputSize: PairLike, kernelSize: PairLike, options: FoldOptions = {}): Tensor {
  if (input.ndim !== 2 && input.ndim !== 3) {
    const rule = 'expects input [images, channels · kernelHeight · kernelWidth, places], or without images';
    throw new ShapeError('fold', rule, { input: input.shape });
  }
  const params: FoldParams = {
    ...windowOf('fold', kernelSize, options),
    outputSize: pair('fold', 'outputSize', outputSize),
  };
  const columns = asBatch(input, 2);
  foldSizes('fold', columns.shape, params);
  return likeBatch(apply(foldOperation, [columns], params), input, 2);
}

function windowOf(operation: string, kernelSize: PairLike, options: FoldOptions) {
  checkOptions(operation, options, optionNames);
  return {
    kernelSize: pair(operation, 'kernelSize', kernelSize),
    dilation: pair(operation, 'dilation', options.dilation ?? 1),
    padding: pair(operation, 'padding', options.padding ?? 0),
    stride: pair(operation, 'stride', options.stride ?? 1),
  };
}

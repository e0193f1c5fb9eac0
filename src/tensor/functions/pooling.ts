import { maxPool2dIndices, maxPool2d as maxPool2dOperation } from '../../ops/window/maxPool2d.ts';
import { apply, type Tensor } from '../tensor.ts';
import { type PairLike, pair } from './arguments.ts';

export interface MaxPool2dOptions {
  /** Default: the kernel's size, so that windows do not overlap. */
  readonly stride?: PairLike;
  readonly padding?: PairLike;
  readonly dilation?: PairLike;
  readonly ceilMode?: boolean;
}

/**
 * The largest element under every window.
 *
 *   input   [images, channels, height, width], or without images
 *   output  [images, channels, outHeight, outWidth]
 *
 * @throws ShapeError, ArgumentError if the window cannot be.
 */
export function maxPool2d(input: Tensor, kernelSize: PairLike, options: MaxPool2dOptions = {}): Tensor {
  const params = {
    kernelSize: pair('maxPool2d', 'kernelSize', kernelSize),
    stride: pair('maxPool2d', 'stride', options.stride ?? kernelSize),
    padding: pair('maxPool2d', 'padding', options.padding ?? 0),
    dilation: pair('maxPool2d', 'dilation', options.dilation ?? 1),
    ceilMode: options.ceilMode ?? false,
  };
  return apply(maxPool2dOperation, [input, apply(maxPool2dIndices, [input], params)], params);
}

import { upload } from '../../backends/storage.ts';
import { newArray } from '../../dtype.ts';
import { conv2d as conv2dOperation } from '../../ops/window/conv2d.ts';
import { apply, Tensor } from '../tensor.ts';
import { type PairLike, pair } from './arguments.ts';

/** Options of `conv2d`, as PyTorch's. */
export interface Conv2dOptions {
  /** Elements between one place of the window and the next. Default 1. */
  readonly stride?: PairLike;
  /** Imagined zeros around the input. Default 0. */
  readonly padding?: PairLike;
  /** Elements from one tap of the window to the next. Default 1. */
  readonly dilation?: PairLike;
  /** Into how many independent convolutions the channels are divided. Default 1. */
  readonly groups?: number;
}

/**
 * 2-D convolution.
 *
 *   input   [images, inChannels, height, width]
 *   weight  [outChannels, inChannels / groups, kernelHeight, kernelWidth]
 *   bias    [outChannels]
 *   output  [images, outChannels, outHeight, outWidth], out = ⌊(in + 2·pad − dilation·(k−1) − 1) / stride⌋ + 1
 *
 * @throws ShapeError if the shapes do not go together, ArgumentError if the window cannot be.
 */
export function conv2d(input: Tensor, weight: Tensor, bias?: Tensor, options: Conv2dOptions = {}): Tensor {
  const params = {
    stride: pair('conv2d', 'stride', options.stride ?? 1),
    padding: pair('conv2d', 'padding', options.padding ?? 0),
    dilation: pair('conv2d', 'dilation', options.dilation ?? 1),
    groups: options.groups ?? 1,
  };
  return apply(conv2dOperation, [input, weight, bias ?? zeroBias(weight)], params);
}

/** The bias of a convolution that has none. */
function zeroBias(weight: Tensor): Tensor {
  const channels = weight.shape[0];
  return new Tensor(upload(weight.storage.backend, newArray(weight.dtype, channels), [channels], weight.dtype));
}

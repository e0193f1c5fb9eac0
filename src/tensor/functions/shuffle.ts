import { ShapeError } from '../../errors.ts';
import { requireInteger } from '../../options.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import type { Tensor } from '../tensor.ts';
import { permute, reshape } from './move.ts';

/**
 * Channels become pixels: each group of factor² channels is one channel whose pixels they share, row by row.
 *
 *   input   [..., channels · factor², height, width]
 *   output  [..., channels, height · factor, width · factor]
 *
 * @throws ShapeError unless factor² divides the channels.
 */
export function pixelShuffle(input: Tensor, upscaleFactor: number): Tensor {
  const { leading, channels, height, width } = imagesOf('pixelShuffle', input);
  requireInteger('pixelShuffle', 'upscaleFactor', upscaleFactor, 1);
  const square = upscaleFactor ** 2;
  if (channels % square !== 0) {
    const rule = `${channels} channels are no multiple of upscaleFactor² = ${square}`;
    throw new ShapeError('pixelShuffle', rule, { input: input.shape });
  }
  const [c, f] = [channels / square, upscaleFactor];
  const parted = reshape(input, [elementCount(leading), c, f, f, height, width]);
  return reshape(permute(parted, [0, 1, 4, 2, 5, 3]), [...leading, c, height * f, width * f]);
}

/**
 * Pixels become channels: the opposite of `pixelShuffle`.
 *
 *   input   [..., channels, height · factor, width · factor]
 *   output  [..., channels · factor², height, width]
 *
 * @throws ShapeError unless the factor divides height and width.
 */
export function pixelUnshuffle(input: Tensor, downscaleFactor: number): Tensor {
  const { leading, channels, height, width } = imagesOf('pixelUnshuffle', input);
  requireInteger('pixelUnshuffle', 'downscaleFactor', downscaleFactor, 1);
  const f = downscaleFactor;
  if (height % f !== 0 || width % f !== 0) {
    const rule = `height ${height} and width ${width} must be multiples of downscaleFactor ${f}`;
    throw new ShapeError('pixelUnshuffle', rule, { input: input.shape });
  }
  const parted = reshape(input, [elementCount(leading), channels, height / f, f, width / f, f]);
  return reshape(permute(parted, [0, 1, 3, 5, 2, 4]), [...leading, channels * f ** 2, height / f, width / f]);
}

/**
 * Channels dealt out like cards: the first of each group, then the second of each, and so on.
 *
 *   input, output  [images, channels, ...]
 *
 * @throws ShapeError unless `groups` divides the channels.
 */
export function channelShuffle(input: Tensor, groups: number): Tensor {
  requireInteger('channelShuffle', 'groups', groups, 1);
  if (input.ndim < 3 || input.shape[1] % groups !== 0) {
    const rule = `expects input [images, channels, ...] whose channels are a multiple of ${groups} groups`;
    throw new ShapeError('channelShuffle', rule, { input: input.shape });
  }
  const [images, channels, ...rest] = input.shape;
  const parted = reshape(input, [images, groups, channels / groups, elementCount(rest)]);
  return reshape(permute(parted, [0, 2, 1, 3]), input.shape);
}

function imagesOf(operation: string, { shape }: Tensor) {
  if (shape.length < 3) {
    throw new ShapeError(operation, 'expects input [..., channels, height, width]', { input: shape });
  }
  const [channels, height, width] = shape.slice(-3);
  return { leading: shape.slice(0, -3), channels, height, width };
}

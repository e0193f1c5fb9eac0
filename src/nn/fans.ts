import { ArgumentError, ShapeError } from '../errors.ts';
import { elementCount } from '../shape/rowMajor.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** What `calculateGain` knows. */
export type Nonlinearity =
  | 'linear'
  | 'conv1d'
  | 'conv2d'
  | 'convTranspose2d'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'leakyRelu'
  | 'selu';

/**
 * By how much a nonlinearity shrinks what passes it, so that weights can make up for it.
 *
 * @throws ArgumentError for one it does not know.
 */
export function calculateGain(nonlinearity: Nonlinearity, negativeSlope = 0.01): number {
  switch (nonlinearity) {
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.SQRT2;
    case 'leakyRelu':
      return Math.sqrt(2 / (1 + negativeSlope ** 2));
    case 'selu':
      return 3 / 4; // found by trying, as PyTorch says
    case 'linear':
    case 'conv1d':
    case 'conv2d':
    case 'convTranspose2d':
    case 'sigmoid':
      return 1;
    default:
      throw new ArgumentError('calculateGain', `knows no gain for '${String(nonlinearity)}'`);
  }
}

/**
 * How many numbers each output is made of, and into how many outputs each input goes, for a weight
 * [outFeatures, inFeatures] or [outChannels, inChannels / groups, kernelHeight, kernelWidth].
 *
 * @throws ShapeError for less than two axes.
 */
export function calculateFans({ shape }: Tensor): { readonly fanIn: number; readonly fanOut: number } {
  if (shape.length < 2) {
    throw new ShapeError('init', 'a tensor of less than two axes has no fan in and fan out', { tensor: shape });
  }
  const taps = elementCount(shape.slice(2));
  return { fanIn: shape[1] * taps, fanOut: shape[0] * taps };
}

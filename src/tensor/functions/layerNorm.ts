import { ShapeError } from '../../errors.ts';
import { checkOptions, requireInteger } from '../../options.ts';
import { elementCount, type Shape, sameShape } from '../../shape/rowMajor.ts';
import type { Tensor } from '../tensor.ts';
import { requireFloating, requireList, requireNumber } from './arguments.ts';
import { rsqrt, square } from './math.ts';
import { type AffineOptions, checkVectors, normalized, ownStatistics, requireChannels } from './normalized.ts';
import { add, mul } from './pointwise.ts';
import { mean } from './reduce.ts';

/**
 * Every row normalized over its last axes, those of `normalizedShape`.
 *
 *   input         […, ...normalizedShape]
 *   weight, bias  normalizedShape
 *
 * @throws ShapeError if the input does not end in normalizedShape.
 */
export function layerNorm(input: Tensor, normalizedShape: number | Shape, options: AffineOptions = {}): Tensor {
  const operation = 'layerNorm';
  checkOptions(operation, options, ['weight', 'bias', 'eps']);
  requireFloating(operation, 'input', input);
  const shape = lastAxes(operation, input, normalizedShape, { weight: options.weight, bias: options.bias });
  const start = input.ndim - shape.length;
  const size = elementCount(shape);
  const rows = elementCount(input.shape.slice(0, start));
  const grouping = { outer: 1, groups: rows, groupInner: size, features: size, featureInner: 1 };
  return normalized(operation, input, grouping, options, ownStatistics(input, grouping), true);
}

/**
 * The channels of an image normalized in groups, over their places.
 *
 *   input         [images, channels, …]
 *   weight, bias  [channels]
 *
 * @throws ShapeError if the channels cannot be divided among the groups, or there is one value per group in all.
 */
export function groupNorm(input: Tensor, numGroups: number, options: AffineOptions = {}): Tensor {
  const operation = 'groupNorm';
  checkOptions(operation, options, ['weight', 'bias', 'eps']);
  requireInteger(operation, 'numGroups', numGroups, 1);
  requireChannels(operation, input);
  const [images, channels, ...places] = input.shape;
  const inner = elementCount(places);
  if (channels % numGroups !== 0) {
    const rule = `${channels} channels cannot be divided among ${numGroups} groups`;
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  checkVectors(operation, input, channels, { weight: options.weight, bias: options.bias });
  const groupInner = (channels / numGroups) * inner;
  if (images * groupInner === 1) {
    const rule = 'needs more than one value per group: one value has no variance';
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  const grouping = { outer: 1, groups: images * numGroups, groupInner, features: channels, featureInner: inner };
  return normalized(operation, input, grouping, options, ownStatistics(input, grouping), true);
}

export interface RmsNormOptions {
  readonly weight?: Tensor | undefined;
  /** Added to the mean square. Default: the distance from 1 to the next number of the input's dtype. */
  readonly eps?: number;
}

/**
 * Every row divided by its root mean square over its last axes: x / √(mean(x²) + eps)·weight. Layer norm without the
 * mean.
 *
 * Source: Zhang & Sennrich, "Root Mean Square Layer Normalization" (arXiv 1910.07467).
 *
 * @throws ShapeError if the input does not end in normalizedShape.
 */
export function rmsNorm(input: Tensor, normalizedShape: number | Shape, options: RmsNormOptions = {}): Tensor {
  checkOptions('rmsNorm', options, ['weight', 'eps']);
  requireFloating('rmsNorm', 'input', input);
  const { weight, eps = input.dtype === 'float64' ? 2 ** -52 : 2 ** -23 } = options;
  requireNumber('rmsNorm', 'eps', eps, 0);
  const shape = lastAxes('rmsNorm', input, normalizedShape, { weight });
  const dims = shape.map((_, axis) => axis - shape.length);
  const scaled = mul(input, rsqrt(add(mean(square(input), dims, { keepdim: true }), eps)));
  return weight === undefined ? scaled : mul(scaled, weight);
}

/** The axes that a row norm goes over. @throws ShapeError unless input and affine tensors have them. */
function lastAxes(
  operation: string,
  input: Tensor,
  normalizedShape: number | Shape,
  affine: Readonly<Record<string, Tensor | undefined>>,
): Shape {
  const shape: Shape = typeof normalizedShape === 'number' ? [normalizedShape] : normalizedShape;
  requireList(operation, 'normalizedShape', shape);
  const start = input.ndim - shape.length;
  if (shape.length === 0 || start < 0 || !sameShape(input.shape.slice(start), shape)) {
    const end = start < 0 ? 'has fewer axes' : `ends in [${input.shape.slice(start).join(', ')}]`;
    const rule = `the input must end in normalizedShape [${shape.join(', ')}], but ${end}`;
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  for (const [name, given] of Object.entries(affine)) {
    if (given !== undefined && !sameShape(given.shape, shape)) {
      const shapes = { [name]: given.shape, normalizedShape: shape };
      throw new ShapeError(operation, `${name} must have the normalizedShape`, shapes);
    }
  }
  return shape;
}

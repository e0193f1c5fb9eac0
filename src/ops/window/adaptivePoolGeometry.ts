import type { AdaptivePoolSizes } from '../../kernels/window/adaptivePoolSizes.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { type Pair, requireImages, requirePair, resized } from './geometry.ts';

/** How many windows an adaptive pooling has, down and across. */
export interface AdaptivePoolParams {
  readonly outputSize: Pair;
}

/** Reads the sizes of an adaptive pooling off the input's shape. @throws ShapeError, ArgumentError */
export function adaptivePoolSizes(operation: string, input: Shape, outputSize: Pair): AdaptivePoolSizes {
  requireImages(operation, input);
  requirePair(operation, 'outputSize', outputSize, 0);
  const [inHeight, inWidth] = input.slice(-2);
  const [outHeight, outWidth] = outputSize;
  resized(operation, input, outHeight, outWidth);
  return { inHeight, inWidth, outHeight, outWidth };
}

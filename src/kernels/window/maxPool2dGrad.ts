import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { pointsBefore } from '../../shape/window.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type PoolSizes, poolSizeNames } from './poolSizes.ts';

/**
 * The gradient of max pooling: every input cell asks which windows chose it, and adds up what they received.
 *
 *   gradOutput  [planes, outHeight, outWidth]
 *   indices     [planes, outHeight, outWidth], as maxPool2dIndices gives them
 *   gradInput   [planes, inHeight, inWidth]
 */
export const maxPool2dGrad: Kernel<PoolSizes> = {
  name: 'maxPool2dGrad',
  inputs: ['gradOutput', 'indices'],
  sizes: poolSizeNames,
  scalars: [],
  element,
  helpers: [quotient, coordinate, pointsBefore],
};

// #region element
function element(this: Position<PoolSizes>, gradOutput: FlatArray, indices: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, paddingY, paddingX, dilationY, dilationX } = this.constants;

  // Which input cell is this?
  const inX = coordinate(this.thread.x, inWidth, 1);
  const inY = coordinate(this.thread.x, inHeight, inWidth);
  const plane = quotient(this.thread.x, inHeight * inWidth);
  const here = inY * inWidth + inX;

  // Which windows may lie on it? Those that have started, without those that have ended.
  const reachY = dilationY * (kernelHeight - 1);
  const reachX = dilationX * (kernelWidth - 1);
  const firstOutY = pointsBefore(inY - reachY, -paddingY, strideY, outHeight);
  const endOutY = pointsBefore(inY + 1, -paddingY, strideY, outHeight);
  const firstOutX = pointsBefore(inX - reachX, -paddingX, strideX, outWidth);
  const endOutX = pointsBefore(inX + 1, -paddingX, strideX, outWidth);

  // Which of them chose it?
  let sum = 0;
  for (let outY = firstOutY; outY < endOutY; outY++) {
    const row = (plane * outHeight + outY) * outWidth;
    for (let outX = firstOutX; outX < endOutX; outX++) {
      if (indices[row + outX] === here) {
        sum += gradOutput[row + outX];
      }
    }
  }
  return sum;
}
// #endregion

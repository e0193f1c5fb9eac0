import { quotient } from '../../shape/rowMajor.ts';
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
  helpers: [quotient, pointsBefore],
};

// #region element
function element(this: Position<PoolSizes>, gradOutput: FlatArray, indices: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, paddingY, paddingX, dilationY, dilationX } = this.constants;

  // Which input cell is this?
  const inRow = quotient(this.thread.x, inWidth);
  const plane = quotient(inRow, inHeight);
  const inX = this.thread.x - inRow * inWidth;
  const inY = inRow - plane * inHeight;
  const here = inY * inWidth + inX;

  // Which windows may lie on it? Those that have started, without those that have ended.
  const reachY = dilationY * (kernelHeight - 1);
  const reachX = dilationX * (kernelWidth - 1);
  const firstOutY = pointsBefore(inY + paddingY - reachY, 0, strideY, outHeight);
  const endOutY = pointsBefore(inY + paddingY + 1, 0, strideY, outHeight);
  const firstOutX = pointsBefore(inX + paddingX - reachX, 0, strideX, outWidth);
  const endOutX = pointsBefore(inX + paddingX + 1, 0, strideX, outWidth);

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

import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { coveredCells, pointsBefore } from '../../shape/window.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type AvgPoolSizes, avgPoolSizeNames } from './avgPoolSizes.ts';

/**
 * The gradient of average pooling: every input cell gathers its share of what each window over it received.
 *
 *   gradOutput  [planes, outHeight, outWidth]
 *   gradInput   [planes, inHeight, inWidth]
 */
export const avgPool2dGrad: Kernel<AvgPoolSizes> = {
  name: 'avgPool2dGrad',
  inputs: ['gradOutput'],
  sizes: avgPoolSizeNames,
  scalars: [],
  element,
  helpers: [quotient, coordinate, pointsBefore, coveredCells],
};

// #region element
function element(this: Position<AvgPoolSizes>, gradOutput: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, paddingY, paddingX, borderY, borderX, divisorOverride } = this.constants;

  // Which input cell is this?
  const inX = coordinate(this.thread.x, inWidth, 1);
  const inY = coordinate(this.thread.x, inHeight, inWidth);
  const plane = quotient(this.thread.x, inHeight * inWidth) * outHeight;

  // Which windows lie on it? Those that have started, without those that have ended.
  const firstOutY = pointsBefore(inY - kernelHeight + 1, -paddingY, strideY, outHeight);
  const endOutY = pointsBefore(inY + 1, -paddingY, strideY, outHeight);
  const firstOutX = pointsBefore(inX - kernelWidth + 1, -paddingX, strideX, outWidth);
  const endOutX = pointsBefore(inX + 1, -paddingX, strideX, outWidth);

  // What share has the cell in each of them?
  let sum = 0;
  for (let outY = firstOutY; outY < endOutY; outY++) {
    const rows = coveredCells(outY, strideY, paddingY, kernelHeight, inHeight, borderY);
    for (let outX = firstOutX; outX < endOutX; outX++) {
      const columns = coveredCells(outX, strideX, paddingX, kernelWidth, inWidth, borderX);
      const divisor = divisorOverride === 0 ? rows * columns : divisorOverride;
      sum += gradOutput[(plane + outY) * outWidth + outX] / divisor;
    }
  }
  return sum;
}
// #endregion

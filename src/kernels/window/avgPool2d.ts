import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { coveredCells, inputPosition } from '../../shape/window.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type AvgPoolSizes, avgPoolSizeNames } from './avgPoolSizes.ts';

/**
 * The average under every window. Padding counts as zeros, or not at all.
 *
 *   input   [planes, inHeight, inWidth]
 *   output  [planes, outHeight, outWidth]
 */
export const avgPool2d: Kernel<AvgPoolSizes> = {
  name: 'avgPool2d',
  inputs: ['input'],
  sizes: avgPoolSizeNames,
  scalars: [],
  element,
  helpers: [quotient, coordinate, inputPosition, coveredCells],
};

// #region element
function element(this: Position<AvgPoolSizes>, input: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, paddingY, paddingX, borderY, borderX, divisorOverride } = this.constants;

  // Which window is this?
  const outX = coordinate(this.thread.x, outWidth, 1);
  const outY = coordinate(this.thread.x, outHeight, outWidth);
  const plane = quotient(this.thread.x, outHeight * outWidth) * inHeight;

  // Which part of it lies on the image?
  const top = inputPosition(outY, 0, strideY, paddingY, 1);
  const left = inputPosition(outX, 0, strideX, paddingX, 1);
  const firstY = Math.max(top, 0);
  const endY = Math.min(top + kernelHeight, inHeight);
  const firstX = Math.max(left, 0);
  const endX = Math.min(left + kernelWidth, inWidth);

  let sum = 0;
  for (let inY = firstY; inY < endY; inY++) {
    for (let inX = firstX; inX < endX; inX++) {
      sum += input[(plane + inY) * inWidth + inX];
    }
  }

  // How many cells share it?
  if (divisorOverride !== 0) {
    return sum / divisorOverride;
  }
  const rows = coveredCells(outY, strideY, paddingY, kernelHeight, inHeight, borderY);
  const columns = coveredCells(outX, strideX, paddingX, kernelWidth, inWidth, borderX);
  return sum / (rows * columns);
}
// #endregion

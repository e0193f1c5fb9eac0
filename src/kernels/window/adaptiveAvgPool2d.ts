import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { adaptiveEnd, adaptiveStart } from '../../shape/window.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type AdaptivePoolSizes, adaptivePoolSizeNames } from './adaptivePoolSizes.ts';

/**
 * The average under every window, where the windows divide the image as evenly as they can.
 *
 *   input   [planes, inHeight, inWidth]
 *   output  [planes, outHeight, outWidth]
 */
export const adaptiveAvgPool2d: Kernel<AdaptivePoolSizes> = {
  name: 'adaptiveAvgPool2d',
  inputs: ['input'],
  sizes: adaptivePoolSizeNames,
  scalars: [],
  element,
  helpers: [quotient, coordinate, adaptiveStart, adaptiveEnd],
};

// #region element
function element(this: Position<AdaptivePoolSizes>, input: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth } = this.constants;

  // Which window is this, and what does it cover?
  const outX = coordinate(this.thread.x, outWidth, 1);
  const outY = coordinate(this.thread.x, outHeight, outWidth);
  const plane = quotient(this.thread.x, outHeight * outWidth) * inHeight;
  const firstY = adaptiveStart(outY, inHeight, outHeight);
  const endY = adaptiveEnd(outY, inHeight, outHeight);
  const firstX = adaptiveStart(outX, inWidth, outWidth);
  const endX = adaptiveEnd(outX, inWidth, outWidth);

  let sum = 0;
  for (let inY = firstY; inY < endY; inY++) {
    for (let inX = firstX; inX < endX; inX++) {
      sum += input[(plane + inY) * inWidth + inX];
    }
  }
  return sum / ((endY - firstY) * (endX - firstX));
}
// #endregion

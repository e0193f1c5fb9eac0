import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { adaptiveEnd, adaptiveStart } from '../../shape/window.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type AdaptivePoolSizes, adaptivePoolSizeNames } from './adaptivePoolSizes.ts';

/**
 * The gradient of adaptive average pooling: every input cell gathers its share of what each window over it received.
 *
 *   gradOutput  [planes, outHeight, outWidth]
 *   gradInput   [planes, inHeight, inWidth]
 */
export const adaptiveAvgPool2dGrad: Kernel<AdaptivePoolSizes> = {
  name: 'adaptiveAvgPool2dGrad',
  inputs: ['gradOutput'],
  sizes: adaptivePoolSizeNames,
  scalars: [],
  element,
  helpers: [quotient, coordinate, adaptiveStart, adaptiveEnd],
};

// #region element
function element(this: Position<AdaptivePoolSizes>, gradOutput: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth } = this.constants;

  // Which input cell is this, and which windows lie on it? (Input and output have changed places.)
  const inX = coordinate(this.thread.x, inWidth, 1);
  const inY = coordinate(this.thread.x, inHeight, inWidth);
  const plane = quotient(this.thread.x, inHeight * inWidth) * outHeight;
  const firstOutY = adaptiveStart(inY, outHeight, inHeight);
  const endOutY = adaptiveEnd(inY, outHeight, inHeight);
  const firstOutX = adaptiveStart(inX, outWidth, inWidth);
  const endOutX = adaptiveEnd(inX, outWidth, inWidth);

  // What share has the cell in each of them?
  let sum = 0;
  for (let outY = firstOutY; outY < endOutY; outY++) {
    const rows = adaptiveEnd(outY, inHeight, outHeight) - adaptiveStart(outY, inHeight, outHeight);
    for (let outX = firstOutX; outX < endOutX; outX++) {
      const columns = adaptiveEnd(outX, inWidth, outWidth) - adaptiveStart(outX, inWidth, outWidth);
      sum += gradOutput[(plane + outY) * outWidth + outX] / (rows * columns);
    }
  }
  return sum;
}
// #endregion

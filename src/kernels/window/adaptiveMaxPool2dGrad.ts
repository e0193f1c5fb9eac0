import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { adaptiveEnd, adaptiveStart } from '../../shape/window.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type AdaptivePoolSizes, adaptivePoolSizeNames } from './adaptivePoolSizes.ts';

/**
 * The gradient of adaptive max pooling: every input cell asks which windows chose it, and adds up what they received.
 *
 *   gradOutput  [planes, outHeight, outWidth]
 *   indices     [planes, outHeight, outWidth], as adaptiveMaxPool2dIndices gives them
 *   gradInput   [planes, inHeight, inWidth]
 */
export const adaptiveMaxPool2dGrad: Kernel<AdaptivePoolSizes> = {
  name: 'adaptiveMaxPool2dGrad',
  inputs: ['gradOutput', 'indices'],
  sizes: adaptivePoolSizeNames,
  scalars: [],
  element,
  helpers: [quotient, coordinate, adaptiveStart, adaptiveEnd],
};

// #region element
function element(this: Position<AdaptivePoolSizes>, gradOutput: FlatArray, indices: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth } = this.constants;

  // Which input cell is this, and which windows lie on it? (Input and output have changed places.)
  const inX = coordinate(this.thread.x, inWidth, 1);
  const inY = coordinate(this.thread.x, inHeight, inWidth);
  const plane = quotient(this.thread.x, inHeight * inWidth) * outHeight;
  const firstOutY = adaptiveStart(inY, outHeight, inHeight);
  const endOutY = adaptiveEnd(inY, outHeight, inHeight);
  const firstOutX = adaptiveStart(inX, outWidth, inWidth);
  const endOutX = adaptiveEnd(inX, outWidth, inWidth);

  // Which of them chose it?
  let sum = 0;
  for (let outY = firstOutY; outY < endOutY; outY++) {
    const row = (plane + outY) * outWidth;
    for (let outX = firstOutX; outX < endOutX; outX++) {
      if (indices[row + outX] === inY * inWidth + inX) {
        sum += gradOutput[row + outX];
      }
    }
  }
  return sum;
}
// #endregion

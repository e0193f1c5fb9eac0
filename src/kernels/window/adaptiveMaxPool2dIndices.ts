import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { adaptiveEnd, adaptiveStart } from '../../shape/window.ts';
import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type AdaptivePoolSizes, adaptivePoolSizeNames } from './adaptivePoolSizes.ts';

/**
 * The winner under every window of an adaptive max pooling: the flat index, within its plane, of the largest value. The
 * first wins a tie; a NaN beats every number, and the last NaN beats the others.
 *
 *   input   [planes, inHeight, inWidth]
 *   output  [planes, outHeight, outWidth], int32
 */
export const adaptiveMaxPool2dIndices: Kernel<AdaptivePoolSizes> = {
  name: 'adaptiveMaxPool2dIndices',
  inputs: ['input'],
  sizes: adaptivePoolSizeNames,
  scalars: [],
  element,
  helpers: [quotient, coordinate, adaptiveStart, adaptiveEnd, isNotANumber],
};

// #region element
function element(this: Position<AdaptivePoolSizes>, input: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth } = this.constants;

  // Which window is this, and what does it cover?
  const outX = coordinate(this.thread.x, outWidth, 1);
  const outY = coordinate(this.thread.x, outHeight, outWidth);
  const plane = quotient(this.thread.x, outHeight * outWidth) * inHeight * inWidth;
  const firstY = adaptiveStart(outY, inHeight, outHeight);
  const endY = adaptiveEnd(outY, inHeight, outHeight);
  const firstX = adaptiveStart(outX, inWidth, outWidth);
  const endX = adaptiveEnd(outX, inWidth, outWidth);

  // Who is the largest? Whoever comes first wins, until a larger one comes, or a NaN.
  let winner = firstY * inWidth + firstX;
  let largest = input[plane + winner];
  for (let inY = firstY; inY < endY; inY++) {
    for (let inX = firstX; inX < endX; inX++) {
      const place = inY * inWidth + inX;
      const value = input[plane + place];
      if (value > largest || isNotANumber(value) === 1) {
        winner = place;
        largest = value;
      }
    }
  }
  return winner;
}
// #endregion

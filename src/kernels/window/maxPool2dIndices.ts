import { quotient } from '../../shape/rowMajor.ts';
import { inputPosition, pointsBefore } from '../../shape/window.ts';
import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type PoolSizes, poolSizeNames } from './poolSizes.ts';

/**
 * The winner under every window: the flat index, within its plane, of the largest value. The first wins a tie; a NaN
 * beats every number, and the last NaN beats the others. Taps in the padding do not take part (they are −∞, not 0).
 *
 *   input   [planes, inHeight, inWidth]
 *   output  [planes, outHeight, outWidth], int32
 */
export const maxPool2dIndices: Kernel<PoolSizes> = {
  name: 'maxPool2dIndices',
  inputs: ['input'],
  sizes: poolSizeNames,
  scalars: [],
  element,
  helpers: [quotient, inputPosition, pointsBefore, isNotANumber],
};

// #region element
function element(this: Position<PoolSizes>, input: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, paddingY, paddingX, dilationY, dilationX } = this.constants;

  // Which window is this?
  const outRow = quotient(this.thread.x, outWidth);
  const plane = quotient(outRow, outHeight);
  const planeStart = plane * inHeight * inWidth;
  const outX = this.thread.x - outRow * outWidth;
  const outY = outRow - plane * outHeight;

  // Which of its taps lie on the image? The others are not asked.
  const top = inputPosition(outY, 0, strideY, paddingY, dilationY);
  const left = inputPosition(outX, 0, strideX, paddingX, dilationX);
  const firstTapY = pointsBefore(0, top, dilationY, kernelHeight);
  const endTapY = pointsBefore(inHeight, top, dilationY, kernelHeight);
  const firstTapX = pointsBefore(0, left, dilationX, kernelWidth);
  const endTapX = pointsBefore(inWidth, left, dilationX, kernelWidth);

  // Who is the largest? Whoever comes first wins, until a larger one comes, or a NaN.
  let winner = (top + firstTapY * dilationY) * inWidth + left + firstTapX * dilationX;
  let largest = input[planeStart + winner];
  for (let tapY = firstTapY; tapY < endTapY; tapY++) {
    const row = (top + tapY * dilationY) * inWidth + left;
    for (let tapX = firstTapX; tapX < endTapX; tapX++) {
      const place = row + tapX * dilationX;
      const value = input[planeStart + place];
      if (value > largest || isNotANumber(value) === 1) {
        winner = place;
        largest = value;
      }
    }
  }
  return winner;
}
// #endregion

import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { inputPosition } from '../../shape/window.ts';
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
  helpers: [quotient, coordinate, inputPosition, isNotANumber],
};

// #region element
function element(this: Position<PoolSizes>, input: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, paddingY, paddingX, dilationY, dilationX } = this.constants;

  // Which window is this?
  const outX = coordinate(this.thread.x, outWidth, 1);
  const outY = coordinate(this.thread.x, outHeight, outWidth);
  const planeStart = quotient(this.thread.x, outHeight * outWidth) * inHeight * inWidth;

  let winner = -1;
  let largest = 0;
  for (let tapY = 0; tapY < kernelHeight; tapY++) {
    const inY = inputPosition(outY, tapY, strideY, paddingY, dilationY);
    if (inY >= 0 && inY < inHeight) {
      for (let tapX = 0; tapX < kernelWidth; tapX++) {
        const inX = inputPosition(outX, tapX, strideX, paddingX, dilationX);
        if (inX >= 0 && inX < inWidth) {
          const place = inY * inWidth + inX;
          const value = input[planeStart + place];
          if (winner < 0 || value > largest || isNotANumber(value) === 1) {
            winner = place;
            largest = value;
          }
        }
      }
    }
  }
  return winner;
}
// #endregion

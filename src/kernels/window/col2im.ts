import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { outputPosition } from '../../shape/window.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type PoolSizes, poolSizeNames } from './poolSizes.ts';

/**
 * col2im puts columns back where im2col took them from, and adds up what meets at one pixel: every pixel gathers the
 * entries that copied it. It is the gradient of im2col, and im2col is its.
 *
 *   columns  [planes, kernelHeight · kernelWidth, outHeight · outWidth]
 *   output   [planes, inHeight, inWidth]
 */
export const col2im: Kernel<PoolSizes> = {
  name: 'col2im',
  inputs: ['columns'],
  sizes: poolSizeNames,
  scalars: [],
  element,
  helpers: [quotient, coordinate, outputPosition],
};

// #region element
function element(this: Position<PoolSizes>, columns: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, paddingY, paddingX, dilationY, dilationX } = this.constants;

  // Which pixel is this?
  const inX = coordinate(this.thread.x, inWidth, 1);
  const inY = coordinate(this.thread.x, inHeight, inWidth);
  const plane = quotient(this.thread.x, inHeight * inWidth);

  let sum = 0;
  for (let tapY = 0; tapY < kernelHeight; tapY++) {
    // At which place of the window did this tap lie on the pixel?
    const outY = outputPosition(inY, tapY, strideY, paddingY, dilationY);
    if (outY >= 0 && outY < outHeight) {
      for (let tapX = 0; tapX < kernelWidth; tapX++) {
        const outX = outputPosition(inX, tapX, strideX, paddingX, dilationX);
        if (outX >= 0 && outX < outWidth) {
          const tap = (plane * kernelHeight + tapY) * kernelWidth + tapX;
          sum += columns[(tap * outHeight + outY) * outWidth + outX];
        }
      }
    }
  }
  return sum;
}
// #endregion

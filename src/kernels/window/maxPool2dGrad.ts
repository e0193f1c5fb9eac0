import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { outputPosition } from '../../shape/window.ts';
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
  helpers: [quotient, coordinate, outputPosition],
};

// #region element
function element(this: Position<PoolSizes>, gradOutput: FlatArray, indices: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, paddingY, paddingX, dilationY, dilationX } = this.constants;

  // Which input cell is this?
  const inX = coordinate(this.thread.x, inWidth, 1);
  const inY = coordinate(this.thread.x, inHeight, inWidth);
  const plane = quotient(this.thread.x, inHeight * inWidth);
  const here = inY * inWidth + inX;

  let sum = 0;
  for (let tapY = 0; tapY < kernelHeight; tapY++) {
    // Which window has this tap on the cell, and did it choose the cell?
    const outY = outputPosition(inY, tapY, strideY, paddingY, dilationY);
    if (outY >= 0 && outY < outHeight) {
      for (let tapX = 0; tapX < kernelWidth; tapX++) {
        const outX = outputPosition(inX, tapX, strideX, paddingX, dilationX);
        if (outX >= 0 && outX < outWidth) {
          const place = (plane * outHeight + outY) * outWidth + outX;
          if (indices[place] === here) {
            sum += gradOutput[place];
          }
        }
      }
    }
  }
  return sum;
}
// #endregion

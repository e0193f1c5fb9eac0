import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { inputPosition } from '../../shape/window.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type PoolSizes, poolSizeNames } from './poolSizes.ts';

/**
 * im2col ("image to columns") lays what is under the window out as one column for every place, so that a convolution
 * becomes a matrix product. A tap in the padding gives 0.
 *
 *   input    [planes, inHeight, inWidth]
 *   columns  [planes, kernelHeight · kernelWidth, outHeight · outWidth]
 */
export const im2col: Kernel<PoolSizes> = {
  name: 'im2col',
  inputs: ['input'],
  sizes: poolSizeNames,
  scalars: [],
  element,
  helpers: [quotient, coordinate, inputPosition],
};

// #region element
function element(this: Position<PoolSizes>, input: FlatArray): number {
  const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, paddingY, paddingX, dilationY, dilationX } = this.constants;
  const places = outHeight * outWidth;

  // Which entry of the columns is this? It belongs to one tap of the window, at one place of the window.
  const outX = coordinate(this.thread.x, outWidth, 1);
  const outY = coordinate(this.thread.x, outHeight, outWidth);
  const tapX = coordinate(this.thread.x, kernelWidth, places);
  const tapY = coordinate(this.thread.x, kernelHeight, places * kernelWidth);
  const plane = quotient(this.thread.x, places * kernelWidth * kernelHeight);

  // Which pixel does that tap read there?
  const inY = inputPosition(outY, tapY, strideY, paddingY, dilationY);
  const inX = inputPosition(outX, tapX, strideX, paddingX, dilationX);
  if (inY < 0 || inY >= inHeight || inX < 0 || inX >= inWidth) {
    return 0;
  }
  return input[(plane * inHeight + inY) * inWidth + inX];
}
// #endregion

import type { FlatArray } from '../../../kernels/kernel.ts';
import type { PoolSizes } from '../../../kernels/window/poolSizes.ts';
import { poolSizeNames } from '../../../kernels/window/poolSizes.ts';
import type { LaneKernel, Threads } from './lane.ts';

// Max pooling as it mostly is: windows that do not overlap. A window that lies on the image needs no bounds, and a cell
// has one window at most to ask. A row of threads is a whole plane, whose cells more often come in fours, as mode webasm
// likes them, than those of one row of it.

/**
 * maxPool2dIndices where no window reaches into the padding, and dilation is 1.
 *
 *   threads  [outWidth · outHeight, planes]
 */
export const tileWinners: LaneKernel<PoolSizes> = {
  name: 'tileWinners',
  inputs: ['input'],
  sizes: poolSizeNames,
  scalars: [],
  element: winnerElement,
  helpers: [],
  lanes: 1,
};

function winnerElement(this: Threads<PoolSizes>, input: FlatArray): number {
  const outY = Math.floor((this.thread.x + 0.5) / this.constants.outWidth);
  const outX = this.thread.x - outY * this.constants.outWidth;
  const plane = this.thread.y * this.constants.inHeight * this.constants.inWidth;
  const first = outY * this.constants.strideY * this.constants.inWidth + outX * this.constants.strideX;

  // Whoever comes first wins, until a larger one comes, or a NaN: what is neither at most 0 nor above it.
  let winner = first;
  let largest = input[plane + first];
  for (let tapY = 0; tapY < this.constants.kernelHeight; tapY++) {
    for (let tapX = 0; tapX < this.constants.kernelWidth; tapX++) {
      const place = first + tapY * this.constants.inWidth + tapX;
      const value = input[plane + place];
      const wins = value > largest ? 1 : value <= 0 || value > 0 ? 0 : 1;
      winner = wins === 1 ? place : winner;
      largest = wins === 1 ? value : largest;
    }
  }
  return winner;
}

/**
 * maxPool2dGrad where windows do not overlap: strides of at least the kernel's size, and dilation 1.
 *
 *   threads  [inWidth · inHeight, planes]
 */
export const tileGrad: LaneKernel<PoolSizes> = {
  name: 'tileGrad',
  inputs: ['gradOutput', 'indices'],
  sizes: poolSizeNames,
  scalars: [],
  element: gradElement,
  helpers: [],
  lanes: 1,
};

function gradElement(this: Threads<PoolSizes>, gradOutput: FlatArray, indices: FlatArray): number {
  const inY = Math.floor((this.thread.x + 0.5) / this.constants.inWidth);
  const inX = this.thread.x - inY * this.constants.inWidth;
  const outX = Math.floor((inX + this.constants.paddingX + 0.5) / this.constants.strideX);
  const outY = Math.floor((inY + this.constants.paddingY + 0.5) / this.constants.strideY);
  if (outX >= this.constants.outWidth || outY >= this.constants.outHeight) return 0;
  const window = (this.thread.y * this.constants.outHeight + outY) * this.constants.outWidth + outX;
  return indices[window] === this.thread.x ? gradOutput[window] : 0;
}

import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = ['height', 'width', 'top', 'left'] as const;

/** `top` rows of zeros above each plane and `left` columns before it; below 0, so many are cut off. */
export type PaddedPlanesSizes = SizesNamed<typeof sizes>;

/**
 * Planes with zeros around them, so that a convolution needs no padding.
 *
 *   planes   [planes, height, width]
 *   output   [planes, more height, more width]
 *   threads  [more width, more height, planes]
 */
export const paddedPlanes: LaneKernel<PaddedPlanesSizes> = {
  name: 'paddedPlanes',
  inputs: ['planes'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 1,
};

function element(this: Threads<PaddedPlanesSizes>, planes: FlatArray): number {
  if (this.thread.y < this.constants.top || this.thread.y >= this.constants.top + this.constants.height) return 0;
  if (this.thread.x < this.constants.left || this.thread.x >= this.constants.left + this.constants.width) return 0;
  const row = this.thread.z * this.constants.height + this.thread.y - this.constants.top;
  return planes[row * this.constants.width + this.thread.x - this.constants.left];
}

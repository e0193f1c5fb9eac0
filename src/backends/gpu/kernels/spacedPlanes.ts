import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = ['height', 'width', 'spaceY', 'spaceX', 'top', 'left'] as const;

/** `spaceY` elements from one row of a plane to the next, `top` rows of zeros above the first (below 0: cut off). */
export type SpacedPlanesSizes = SizesNamed<typeof sizes>;

/**
 * Planes with zeros around them and, where a space is more than 1, between their elements. With zeros around it a
 * convolution needs no padding; with zeros between them the gradients of a stride lie as far apart as the windows did.
 *
 *   planes   [planes, height, width]
 *   output   [planes, more height, more width]
 *   threads  [more width, more height, planes]
 */
export const spacedPlanes: LaneKernel<SpacedPlanesSizes> = {
  name: 'spacedPlanes',
  inputs: ['planes'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 1,
};

function element(this: Threads<SpacedPlanesSizes>, planes: FlatArray): number {
  const y = Math.floor((this.thread.y - this.constants.top + 0.5) / this.constants.spaceY);
  const x = Math.floor((this.thread.x - this.constants.left + 0.5) / this.constants.spaceX);
  const isRow = y * this.constants.spaceY === this.thread.y - this.constants.top;
  const isColumn = x * this.constants.spaceX === this.thread.x - this.constants.left;
  if (isRow && isColumn && y >= 0 && y < this.constants.height && x >= 0 && x < this.constants.width) {
    return planes[(this.thread.z * this.constants.height + y) * this.constants.width + x];
  }
  return 0;
}

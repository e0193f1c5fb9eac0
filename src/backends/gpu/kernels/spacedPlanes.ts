import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = ['height', 'width', 'spaceY', 'spaceX', 'top', 'left'] as const;

/** `spaceY` rows from one row of a plane to the next, `top` rows of zeros above the first; below 0, so many are cut off. */
export type SpacedPlanesSizes = SizesNamed<typeof sizes>;

/**
 * `paddedPlanes`, and zeros between the elements: so gradients lie as far apart as the windows of a stride did.
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
  if (y * this.constants.spaceY !== this.thread.y - this.constants.top || y < 0 || y >= this.constants.height) return 0;
  const x = Math.floor((this.thread.x - this.constants.left + 0.5) / this.constants.spaceX);
  if (x * this.constants.spaceX !== this.thread.x - this.constants.left || x < 0 || x >= this.constants.width) return 0;
  return planes[(this.thread.z * this.constants.height + y) * this.constants.width + x];
}

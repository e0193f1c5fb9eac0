import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = ['channels', 'height', 'width', 'moreHeight', 'top', 'left', 'spaceY', 'spaceX'] as const;

/**
 * `spaceY` rows from one row of a plane to the next, `top` rows of zeros above the first; below 0, so many are cut off.
 * `moreHeight` is how many rows come of it.
 */
export type ChannelQuadsSizes = SizesNamed<typeof sizes>;

/**
 * Images for a convolution in WebGL: four channels of a pixel lie together, which is one read, with the padding around
 * the pixels and, for the gradient of a convolution with strides, zeros between them.
 *
 *   planes   [images, channels, height, width]
 *   output   [images, more height, more width, ⌈channels / 4⌉, 4], zeros for channels that there are not
 *   threads  [⌈channels / 4⌉, more width, images · more height]
 */
export const channelQuads: LaneKernel<ChannelQuadsSizes> = {
  name: 'channelQuads',
  inputs: ['planes'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 4,
};

function element(this: Threads<ChannelQuadsSizes>, planes: FlatArray): number[] {
  const { channels, height, width, moreHeight, top, left, spaceY, spaceX } = this.constants;
  const image = Math.floor((this.thread.z + 0.5) / moreHeight);

  // Is there a pixel?
  const down = this.thread.z - image * moreHeight - top;
  const across = this.thread.y - left;
  const y = Math.floor((down + 0.5) / spaceY);
  const x = Math.floor((across + 0.5) / spaceX);
  if (y * spaceY < down || y < 0 || y >= height) return [0, 0, 0, 0];
  if (x * spaceX < across || x < 0 || x >= width) return [0, 0, 0, 0];

  // Which of the four channels are there?
  const first = this.thread.x * 4;
  const plane = height * width;
  const place = (image * channels + first) * plane + y * width + x;
  let second = 0;
  let third = 0;
  let fourth = 0;
  if (first + 1 < channels) second = planes[place + plane];
  if (first + 2 < channels) third = planes[place + plane * 2];
  if (first + 3 < channels) fourth = planes[place + plane * 3];
  return [planes[place], second, third, fourth];
}

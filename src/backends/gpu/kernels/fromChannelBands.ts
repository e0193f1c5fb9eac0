import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = ['groupChannels', 'groupBands', 'imageBands', 'height', 'width', 'pitch'] as const;

/**
 * `groupBands` = ⌈groupChannels / 4⌉ and `imageBands` = groups · groupBands; `pitch` is how many columns a row of a band
 * has, those included that are only there to make its threads a multiple of 4.
 */
export type FromChannelBandsSizes = SizesNamed<typeof sizes>;

/**
 * Puts bands of four channels in order: the second half of a convolution. A band has channels of one group alone.
 *
 *   banded   [images, groups, groupBands, height, pitch, 4]
 *   output   [images, groups · groupChannels, height, width]
 *   threads  [height · width, groups · groupChannels, images]
 */
export const fromChannelBands: LaneKernel<FromChannelBandsSizes> = {
  name: 'fromChannelBands',
  inputs: ['banded'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 1,
};

function element(this: Threads<FromChannelBandsSizes>, banded: FlatArray): number {
  const group = Math.floor((this.thread.y + 0.5) / this.constants.groupChannels);
  const channel = this.thread.y - group * this.constants.groupChannels;
  const band = Math.floor((channel + 0.5) / 4);
  const y = Math.floor((this.thread.x + 0.5) / this.constants.width);
  const x = this.thread.x - y * this.constants.width;
  const bandOfAll = this.thread.z * this.constants.imageBands + group * this.constants.groupBands + band;
  const place = (bandOfAll * this.constants.height + y) * this.constants.pitch + x;
  return banded[place * 4 + channel - 4 * band];
}

/** The same, and a number for each channel added. */
export const biasedFromChannelBands: LaneKernel<FromChannelBandsSizes> = {
  name: 'biasedFromChannelBands',
  inputs: ['banded', 'bias'],
  sizes,
  scalars: [],
  element: biasedElement,
  helpers: [],
  lanes: 1,
};

function biasedElement(this: Threads<FromChannelBandsSizes>, banded: FlatArray, bias: FlatArray): number {
  const group = Math.floor((this.thread.y + 0.5) / this.constants.groupChannels);
  const channel = this.thread.y - group * this.constants.groupChannels;
  const band = Math.floor((channel + 0.5) / 4);
  const y = Math.floor((this.thread.x + 0.5) / this.constants.width);
  const x = this.thread.x - y * this.constants.width;
  const bandOfAll = this.thread.z * this.constants.imageBands + group * this.constants.groupBands + band;
  const place = (bandOfAll * this.constants.height + y) * this.constants.pitch + x;
  return banded[place * 4 + channel - 4 * band] + bias[this.thread.y];
}

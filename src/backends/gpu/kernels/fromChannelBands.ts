import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = ['groupChannels', 'groupBands', 'imageBands', 'pitch'] as const;

/**
 * `groupBands` = ⌈groupChannels / 4⌉ and `imageBands` = groups · groupBands; `pitch` is how many places a band has, those
 * included that are only there to make its threads a multiple of 4.
 */
export type FromChannelBandsSizes = SizesNamed<typeof sizes>;

/**
 * Puts bands of four channels in order: the last step of a convolution. A band has channels of one group alone.
 *
 *   banded   [images, groups, groupBands, pitch, 4]
 *   output   [images, groups · groupChannels, places]
 *   threads  [places, groups · groupChannels, images]
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
  let place = this.output.x;
  const group = Math.floor((this.thread.y + 0.5) / this.constants.groupChannels);
  const channel = this.thread.y - group * this.constants.groupChannels;
  const band = Math.floor((channel + 0.5) / 4);
  const bandOfAll = this.thread.z * this.constants.imageBands + group * this.constants.groupBands + band;
  place += bandOfAll * this.constants.pitch * 4 + channel - 4 * band - this.output.x;
  place += this.thread.x * 4 - 1;
  place++;
  return banded[place];
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
  let place = this.output.x;
  const group = Math.floor((this.thread.y + 0.5) / this.constants.groupChannels);
  const channel = this.thread.y - group * this.constants.groupChannels;
  const band = Math.floor((channel + 0.5) / 4);
  const bandOfAll = this.thread.z * this.constants.imageBands + group * this.constants.groupBands + band;
  place += bandOfAll * this.constants.pitch * 4 + channel - 4 * band - this.output.x;
  place += this.thread.x * 4 - 1;
  place++;
  return banded[place] + bias[this.thread.y];
}

import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = ['parts', 'groups', 'groupOutChannels', 'filterSize', 'bands', 'pitch'] as const;

/**
 * `filterSize` = groupInChannels · kernelHeight · kernelWidth, `bands` = ⌈filterSize / 4⌉, and `pitch` is how many
 * channels a band has, those included that are only there to make its threads a multiple of 4.
 */
export type WeightFromBandsSizes = SizesNamed<typeof sizes>;

/**
 * The second half of conv2dGradWeight: sums the parts and puts the weights in order.
 *
 *   banded   [parts, groups, bands, pitch, 4]
 *   output   [groups, groupOutChannels, filterSize]
 *   threads  [filterSize · groupOutChannels, 1, groups]
 */
export const weightFromBands: LaneKernel<WeightFromBandsSizes> = {
  name: 'weightFromBands',
  inputs: ['banded'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 1,
};

function element(this: Threads<WeightFromBandsSizes>, banded: FlatArray): number {
  const channel = Math.floor((this.thread.x + 0.5) / this.constants.filterSize);
  const tap = this.thread.x - channel * this.constants.filterSize;
  const band = Math.floor((tap + 0.5) / 4);
  const bandOfAll = this.thread.z * this.constants.bands + band;
  let place = (bandOfAll * this.constants.pitch + channel) * 4 + tap - 4 * band;
  let sum = 0;
  for (let part = 0; part < this.constants.parts; part++) {
    sum += banded[place];
    place += this.constants.groups * this.constants.bands * this.constants.pitch * 4;
  }
  return sum;
}

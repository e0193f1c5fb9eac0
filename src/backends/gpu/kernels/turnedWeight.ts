import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = ['groupInChannels', 'groupOutChannels', 'groupBands', 'kernelHeight', 'kernelWidth'] as const;

/** `groupBands` = ⌈groupInChannels / 4⌉. */
export type TurnedWeightSizes = SizesNamed<typeof sizes>;

/**
 * The weight with which a convolution gives conv2dGradInput: input and output channels exchanged, the window turned by
 * half a turn, and channels of zeros after each group's, so that their number is a multiple of 4.
 *
 *   weight   [groups · groupOutChannels, groupInChannels, kernelHeight, kernelWidth]
 *   output   [groups · groupBands · 4, groupOutChannels, kernelHeight, kernelWidth]
 *   threads  [kernelHeight · kernelWidth, groupOutChannels, groups · groupBands · 4]
 */
export const turnedWeight: LaneKernel<TurnedWeightSizes> = {
  name: 'turnedWeight',
  inputs: ['weight'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 1,
};

function element(this: Threads<TurnedWeightSizes>, weight: FlatArray): number {
  const group = Math.floor((this.thread.z + 0.5) / (this.constants.groupBands * 4));
  const channel = this.thread.z - group * this.constants.groupBands * 4;
  if (channel >= this.constants.groupInChannels) return 0;
  const outChannel = group * this.constants.groupOutChannels + this.thread.y;
  const windowSize = this.constants.kernelHeight * this.constants.kernelWidth;
  return weight[(outChannel * this.constants.groupInChannels + channel + 1) * windowSize - 1 - this.thread.x];
}

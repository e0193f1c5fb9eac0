import type { SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, QuadArray, Threads } from './lane.ts';

const sizes = ['parts', 'outChannels', 'taps', 'quads'] as const;

/** `taps` = kernelHeight · kernelWidth, and `quads` is how many fours of input channels there are. */
export type WeightFromTilesSizes = SizesNamed<typeof sizes>;

/**
 * The second half of conv2dGradWeight: sums the parts and puts the weights in order.
 *
 *   tiles    [parts, outChannels, taps, quads, 4]
 *   output   [outChannels, groupInChannels, taps]
 *   threads  [taps, groupInChannels, outChannels]
 */
export const weightFromTiles: LaneKernel<WeightFromTilesSizes> = {
  name: 'weightFromTiles',
  inputs: ['tiles'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 1,
  quads: ['tiles'],
};

function element(this: Threads<WeightFromTilesSizes>, tiles: QuadArray): number {
  const { parts, outChannels, taps, quads } = this.constants;
  const quad = Math.floor((this.thread.y + 0.5) / 4);
  const channel = this.thread.y - quad * 4;
  let place = (this.thread.z * taps + this.thread.x) * quads + quad;
  let sum = 0;
  for (let part = 0; part < parts; part++) {
    const tile = tiles[place];
    let number = tile[0];
    if (channel > 0) number = tile[1];
    if (channel > 1) number = tile[2];
    if (channel > 2) number = tile[3];
    sum += number;
    place += outChannels * taps * quads;
  }
  return sum;
}

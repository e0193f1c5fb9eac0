import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = [
  'inChannels',
  'inHeight',
  'inWidth',
  'outHeight',
  'outWidth',
  'groupInChannels',
  'groupBands',
  'imageBands',
  'kernelHeight',
  'kernelWidth',
  'strideY',
  'strideX',
  'dilationY',
  'dilationX',
] as const;

/** `groupBands` = ⌈channels of a group / 4⌉ and `imageBands` = groups · groupBands. */
export type Conv2dBandsSizes = SizesNamed<typeof sizes>;

/**
 * conv2d for a processor with SIMD, without padding and bias: a thread computes four output channels of one place.
 *
 *   input    [images, inChannels, inHeight, inWidth], the padding in it
 *   weight   [imageBands · 4, groupInChannels, kernelHeight, kernelWidth], each group's channels a multiple of 4
 *   banded   [images, imageBands, threads x, 4]: `fromChannelBands` puts them in order
 *   threads  [⌈outHeight · outWidth / 4⌉ · 4, images · imageBands, 1]; what is beyond the last place repeats it
 *
 * As in `matmulBands`, one vector of pixels that is gathered serves four channels, whose weights are read once each. No
 * columns are written down, as im2col would: they would be read as dearly as the pixels are.
 */
export const conv2dBands: LaneKernel<Conv2dBandsSizes> = {
  name: 'conv2dBands',
  inputs: ['input', 'weight'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 4,
};

function element(this: Threads<Conv2dBandsSizes>, input: FlatArray, weight: FlatArray): number[] {
  let channel = this.output.x;
  let tapY = this.output.x;
  let tapX = this.output.x;
  let pixel = this.output.x;
  let tap = this.output.x;

  // Which channels of which image see which channels of it?
  const image = Math.floor((this.thread.y + 0.5) / this.constants.imageBands);
  const band = this.thread.y - image * this.constants.imageBands;
  const group = Math.floor((band + 0.5) / this.constants.groupBands);
  const plane = image * this.constants.inChannels + group * this.constants.groupInChannels;
  tap += band * 4 * this.constants.groupInChannels * this.constants.kernelHeight * this.constants.kernelWidth;
  tap -= this.output.x;

  // Where does the window stand?
  const outPlace = Math.min(this.thread.x, this.constants.outHeight * this.constants.outWidth - 1);
  const outY = Math.floor((outPlace + 0.5) / this.constants.outWidth);
  const outX = outPlace - outY * this.constants.outWidth;
  pixel += (plane * this.constants.inHeight + outY * this.constants.strideY) * this.constants.inWidth;
  pixel += outX * this.constants.strideX - this.output.x;

  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (channel = 0; channel < this.constants.groupInChannels; channel++) {
    for (tapY = 0; tapY < this.constants.kernelHeight; tapY++) {
      for (tapX = 0; tapX < this.constants.kernelWidth; tapX++) {
        const number = input[pixel];
        sum0 += weight[tap] * number;
        sum1 +=
          weight[tap + this.constants.groupInChannels * this.constants.kernelHeight * this.constants.kernelWidth] *
          number;
        sum2 +=
          weight[tap + this.constants.groupInChannels * this.constants.kernelHeight * this.constants.kernelWidth * 2] *
          number;
        sum3 +=
          weight[tap + this.constants.groupInChannels * this.constants.kernelHeight * this.constants.kernelWidth * 3] *
          number;
        tap++;
        pixel++;
        pixel += this.constants.dilationX - 1;
      }
      // On to the next row of the window, and after its last row to the next channel.
      pixel +=
        this.constants.dilationY * this.constants.inWidth - this.constants.kernelWidth * this.constants.dilationX;
    }
    pixel +=
      (this.constants.inHeight - this.constants.kernelHeight * this.constants.dilationY) * this.constants.inWidth;
  }
  return [sum0, sum1, sum2, sum3];
}

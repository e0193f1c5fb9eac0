import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = [
  'images',
  'partImages',
  'groups',
  'inChannels',
  'inHeight',
  'inWidth',
  'outHeight',
  'outWidth',
  'groupInChannels',
  'groupOutChannels',
  'strideY',
  'strideX',
] as const;

/** The images are summed up in parts of `partImages`. */
export type Conv2dGradWeightBandsSizes = SizesNamed<typeof sizes>;

/**
 * conv2dGradWeight for a processor with SIMD, without padding and in parts: a thread computes four weights that lie
 * together, for one output channel and the images of one part.
 *
 *   gradOutput  [images, groups · groupOutChannels, outHeight, outWidth]
 *   input       [images, inChannels, inHeight, inWidth], the padding in it
 *   places      [bands · 4]: where the pixels of the weights lie in the window, from `tapPlaces`
 *   banded      [parts, groups, bands, threads x, 4]: `weightFromBands` sums the parts and puts them in order
 *   threads     [⌈groupOutChannels / 4⌉ · 4, bands, parts · groups], bands = ⌈groupInChannels · kernelHeight ·
 *               kernelWidth / 4⌉; what is beyond the last channel repeats it
 *
 * The gradients of four output channels, a vector, are gathered once for four weights, and the pixels that they were
 * multiplied with are the same for all of the channels.
 */
export const conv2dGradWeightBands: LaneKernel<Conv2dGradWeightBandsSizes> = {
  name: 'conv2dGradWeightBands',
  inputs: ['gradOutput', 'input', 'places'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 4,
};

function element(
  this: Threads<Conv2dGradWeightBandsSizes>,
  gradOutput: FlatArray,
  input: FlatArray,
  places: FlatArray,
): number[] {
  let image = this.output.x;
  let outY = this.output.x;
  let outX = this.output.x;
  let cell = this.output.x;
  let pixel0 = this.output.x;
  let pixel1 = this.output.x;
  let pixel2 = this.output.x;
  let pixel3 = this.output.x;

  // Which images are ours, and which of their planes?
  const part = Math.floor((this.thread.z + 0.5) / this.constants.groups);
  const group = this.thread.z - part * this.constants.groups;
  const first = part * this.constants.partImages;
  const count = Math.min(this.constants.partImages, this.constants.images - first);
  const firstOut = (first * this.constants.groups + group) * this.constants.groupOutChannels;
  const planeStart =
    (first * this.constants.inChannels + group * this.constants.groupInChannels) *
    this.constants.inHeight *
    this.constants.inWidth;
  cell += firstOut * this.constants.outHeight * this.constants.outWidth - this.output.x;
  cell +=
    Math.min(this.thread.x, this.constants.groupOutChannels - 1) * this.constants.outHeight * this.constants.outWidth;
  pixel0 += planeStart + places[this.thread.y * 4] - this.output.x;
  pixel1 += planeStart + places[this.thread.y * 4 + 1] - this.output.x;
  pixel2 += planeStart + places[this.thread.y * 4 + 2] - this.output.x;
  pixel3 += planeStart + places[this.thread.y * 4 + 3] - this.output.x;

  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (image = 0; image < this.constants.partImages; image++) {
    if (image < count) {
      for (outY = 0; outY < this.constants.outHeight; outY++) {
        for (outX = 0; outX < this.constants.outWidth; outX++) {
          const gradient = gradOutput[cell];
          sum0 += gradient * input[pixel0];
          sum1 += gradient * input[pixel1];
          sum2 += gradient * input[pixel2];
          sum3 += gradient * input[pixel3];
          cell++;
          pixel0++;
          pixel0 += this.constants.strideX - 1;
          pixel1++;
          pixel1 += this.constants.strideX - 1;
          pixel2++;
          pixel2 += this.constants.strideX - 1;
          pixel3++;
          pixel3 += this.constants.strideX - 1;
        }
        // On to the next row of the window, and after the last to the next image.
        pixel0 += this.constants.strideY * this.constants.inWidth - this.constants.outWidth * this.constants.strideX;
        pixel1 += this.constants.strideY * this.constants.inWidth - this.constants.outWidth * this.constants.strideX;
        pixel2 += this.constants.strideY * this.constants.inWidth - this.constants.outWidth * this.constants.strideX;
        pixel3 += this.constants.strideY * this.constants.inWidth - this.constants.outWidth * this.constants.strideX;
      }
      cell +=
        (this.constants.groups * this.constants.groupOutChannels - 1) *
        this.constants.outHeight *
        this.constants.outWidth;
      pixel0 +=
        (this.constants.inChannels * this.constants.inHeight - this.constants.outHeight * this.constants.strideY) *
        this.constants.inWidth;
      pixel1 +=
        (this.constants.inChannels * this.constants.inHeight - this.constants.outHeight * this.constants.strideY) *
        this.constants.inWidth;
      pixel2 +=
        (this.constants.inChannels * this.constants.inHeight - this.constants.outHeight * this.constants.strideY) *
        this.constants.inWidth;
      pixel3 +=
        (this.constants.inChannels * this.constants.inHeight - this.constants.outHeight * this.constants.strideY) *
        this.constants.inWidth;
    }
  }
  return [sum0, sum1, sum2, sum3];
}

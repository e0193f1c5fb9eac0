import type { SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, QuadArray, Threads } from './lane.ts';

const sizes = [
  'images',
  'partImages',
  'groups',
  'groupOutChannels',
  'inHeight',
  'inWidth',
  'outHeight',
  'outWidth',
  'kernelWidth',
  'quads',
  'strideY',
  'strideX',
  'dilationY',
  'dilationX',
] as const;

/** `quads` is how many fours of channels a pixel has, and outQuads = ⌈outWidth / 4⌉. */
export type Conv2dGradWeightTilesSizes = SizesNamed<typeof sizes>;

/**
 * conv2dGradWeight for WebGL, without padding and in parts of `partImages` images: a thread computes the weights of four
 * input channels.
 *
 *   gradOutput  [images, groups · groupOutChannels, outHeight, outQuads, 4], from `quadRows`
 *   pixels      [images, groups, inHeight, inWidth, quads, 4], from `channelQuads`
 *   tiles       [parts, groups · groupOutChannels, kernelHeight · kernelWidth, quads, 4], for `weightFromTiles`
 *   threads     [quads, kernelHeight · kernelWidth, parts · groups · groupOutChannels]
 *
 * Five reads give sixteen products.
 */
export const conv2dGradWeightTiles: LaneKernel<Conv2dGradWeightTilesSizes> = {
  name: 'conv2dGradWeightTiles',
  inputs: ['gradOutput', 'pixels'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 4,
  quads: ['gradOutput', 'pixels'],
};

function element(this: Threads<Conv2dGradWeightTilesSizes>, gradOutput: QuadArray, pixels: QuadArray): number[] {
  const { images, partImages, groups, groupOutChannels, inHeight, inWidth, outHeight, outWidth } = this.constants;
  const { kernelWidth, quads, strideY, strideX, dilationY, dilationX } = this.constants;

  // Which output channel of which images meets which tap?
  const outChannels = groups * groupOutChannels;
  const part = Math.floor((this.thread.z + 0.5) / outChannels);
  const outChannel = this.thread.z - part * outChannels;
  const group = Math.floor((outChannel + 0.5) / groupOutChannels);
  const tapY = Math.floor((this.thread.y + 0.5) / kernelWidth);
  const tapX = this.thread.y - tapY * kernelWidth;
  const first = part * partImages;
  const outQuads = Math.floor((outWidth + 3.5) / 4);
  const step = strideX * quads;

  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let number = 0; number < partImages; number++) {
    const image = first + number;
    if (image < images) {
      for (let outY = 0; outY < outHeight; outY++) {
        let cell = ((image * outChannels + outChannel) * outHeight + outY) * outQuads;
        const row = (image * groups + group) * inHeight + outY * strideY + tapY * dilationY;
        let pixel = (row * inWidth + tapX * dilationX) * quads + this.thread.x;
        // Gradients beyond the end of a row are 0 and meet its last pixel, as one that is infinite must not spread.
        const last = pixel + (outWidth - 1) * step;
        for (let outQuad = 0; outQuad < outQuads; outQuad++) {
          const gradient = gradOutput[cell];
          const pixel0 = pixels[pixel];
          const pixel1 = pixels[Math.min(pixel + step, last)];
          const pixel2 = pixels[Math.min(pixel + step * 2, last)];
          const pixel3 = pixels[Math.min(pixel + step * 3, last)];
          sum0 += gradient[0] * pixel0[0] + gradient[1] * pixel1[0] + gradient[2] * pixel2[0] + gradient[3] * pixel3[0];
          sum1 += gradient[0] * pixel0[1] + gradient[1] * pixel1[1] + gradient[2] * pixel2[1] + gradient[3] * pixel3[1];
          sum2 += gradient[0] * pixel0[2] + gradient[1] * pixel1[2] + gradient[2] * pixel2[2] + gradient[3] * pixel3[2];
          sum3 += gradient[0] * pixel0[3] + gradient[1] * pixel1[3] + gradient[2] * pixel2[3] + gradient[3] * pixel3[3];
          cell += 1;
          pixel += step * 4;
        }
      }
    }
  }
  return [sum0, sum1, sum2, sum3];
}

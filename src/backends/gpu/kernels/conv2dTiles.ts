import type { SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, QuadArray, Threads } from './lane.ts';

const sizes = [
  'inHeight',
  'inWidth',
  'quads',
  'groups',
  'rowPairs',
  'kernelHeight',
  'kernelWidth',
  'strideY',
  'strideX',
  'dilationY',
  'dilationX',
] as const;

/** `quads` is how many fours of channels a pixel has, and `rowPairs` how many pairs of output channels a group has. */
export type Conv2dTilesSizes = SizesNamed<typeof sizes>;

/**
 * conv2d for WebGL, without padding and bias: a thread computes two output channels of two neighbouring places.
 *
 *   pixels   [images, groups, inHeight, inWidth, quads, 4], from `channelQuads`
 *   weight   [groups, 2 · rowPairs, kernelHeight · kernelWidth, quads, 4], from `quadRows`
 *   tiles    [images, groups, rowPairs, outHeight, ⌈outWidth / 2⌉, 2, 2]: `fromTiles` puts them in order
 *   threads  [⌈outWidth / 2⌉, outHeight, images · groups · rowPairs]
 *
 * As in `matmulTiles`, four reads give sixteen products.
 */
export const conv2dTiles: LaneKernel<Conv2dTilesSizes> = {
  name: 'conv2dTiles',
  inputs: ['pixels', 'weight'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 4,
  quads: ['pixels', 'weight'],
};

function element(this: Threads<Conv2dTilesSizes>, pixels: QuadArray, weight: QuadArray): number[] {
  const { inHeight, inWidth, quads, groups, rowPairs, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, dilationY, dilationX } = this.constants;

  // Which channels of which image are ours, and where does their window stand?
  const imageGroup = Math.floor((this.thread.z + 0.5) / rowPairs);
  const group = imageGroup - Math.floor((imageGroup + 0.5) / groups) * groups;
  const rowPair = this.thread.z - imageGroup * rowPairs;
  const windowQuads = kernelHeight * kernelWidth * quads;
  const corner = (imageGroup * inHeight + this.thread.y * strideY) * inWidth + this.thread.x * 2 * strideX;

  let tap = (group * rowPairs + rowPair) * 2 * windowQuads;
  let upperLeft = 0;
  let upperRight = 0;
  let lowerLeft = 0;
  let lowerRight = 0;
  for (let tapY = 0; tapY < kernelHeight; tapY++) {
    for (let tapX = 0; tapX < kernelWidth; tapX++) {
      let pixel = (corner + tapY * dilationY * inWidth + tapX * dilationX) * quads;
      for (let quad = 0; quad < quads; quad++) {
        const upper = weight[tap];
        const lower = weight[tap + windowQuads];
        const left = pixels[pixel];
        const right = pixels[pixel + strideX * quads];
        upperLeft += upper[0] * left[0] + upper[1] * left[1] + upper[2] * left[2] + upper[3] * left[3];
        upperRight += upper[0] * right[0] + upper[1] * right[1] + upper[2] * right[2] + upper[3] * right[3];
        lowerLeft += lower[0] * left[0] + lower[1] * left[1] + lower[2] * left[2] + lower[3] * left[3];
        lowerRight += lower[0] * right[0] + lower[1] * right[1] + lower[2] * right[2] + lower[3] * right[3];
        tap += 1;
        pixel += 1;
      }
    }
  }
  return [upperLeft, upperRight, lowerLeft, lowerRight];
}

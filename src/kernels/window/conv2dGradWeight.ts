import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { inputPosition } from '../../shape/window.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ConvSizes, convSizeNames } from './convSizes.ts';

/**
 * The gradient of conv2d by its weight: every weight asks which pixels it was multiplied with, at every place of the
 * window in every image, and where each product went.
 *
 *   gradOutput  [images, outChannels, outHeight, outWidth]
 *   input       [images, inChannels, inHeight, inWidth]
 *   gradWeight  [outChannels, groupInChannels, kernelHeight, kernelWidth]
 */
export const conv2dGradWeight: Kernel<ConvSizes> = {
  name: 'conv2dGradWeight',
  inputs: ['gradOutput', 'input'],
  sizes: convSizeNames,
  scalars: [],
  element,
  helpers: [quotient, coordinate, inputPosition],
};

// #region element
function element(this: Position<ConvSizes>, gradOutput: FlatArray, input: FlatArray): number {
  const { images, inChannels, inHeight, inWidth, outChannels, outHeight, outWidth } = this.constants;
  const { groupInChannels, groupOutChannels, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, paddingY, paddingX, dilationY, dilationX } = this.constants;

  // Which weight is this, and which plane of the input does it see?
  const tapX = coordinate(this.thread.x, kernelWidth, 1);
  const tapY = coordinate(this.thread.x, kernelHeight, kernelWidth);
  const channel = coordinate(this.thread.x, groupInChannels, kernelHeight * kernelWidth);
  const outChannel = quotient(this.thread.x, groupInChannels * kernelHeight * kernelWidth);
  const inChannel = quotient(outChannel, groupOutChannels) * groupInChannels + channel;

  let sum = 0;
  for (let image = 0; image < images; image++) {
    const plane = (image * inChannels + inChannel) * inHeight;
    const outPlane = (image * outChannels + outChannel) * outHeight;
    for (let outY = 0; outY < outHeight; outY++) {
      const inY = inputPosition(outY, tapY, strideY, paddingY, dilationY);
      if (inY >= 0 && inY < inHeight) {
        const inputRow = (plane + inY) * inWidth;
        const outRow = (outPlane + outY) * outWidth;
        for (let outX = 0; outX < outWidth; outX++) {
          const inX = inputPosition(outX, tapX, strideX, paddingX, dilationX);
          if (inX >= 0 && inX < inWidth) {
            sum += gradOutput[outRow + outX] * input[inputRow + inX];
          }
        }
      }
    }
  }
  return sum;
}
// #endregion

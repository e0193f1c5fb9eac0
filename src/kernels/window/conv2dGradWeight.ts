import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { inputPosition, pointsBefore } from '../../shape/window.ts';
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
  helpers: [quotient, coordinate, inputPosition, pointsBefore],
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

  // At which places of the window does it lie on the image?
  const top = inputPosition(0, tapY, strideY, paddingY, dilationY);
  const left = inputPosition(0, tapX, strideX, paddingX, dilationX);
  const firstOutY = pointsBefore(0, top, strideY, outHeight);
  const endOutY = pointsBefore(inHeight, top, strideY, outHeight);
  const firstOutX = pointsBefore(0, left, strideX, outWidth);
  const endOutX = pointsBefore(inWidth, left, strideX, outWidth);

  // At each of them, in every image: what did it read, and what did the result of that receive?
  let sum = 0;
  for (let image = 0; image < images; image++) {
    const plane = (image * inChannels + inChannel) * inHeight;
    const outPlane = (image * outChannels + outChannel) * outHeight;
    for (let outY = firstOutY; outY < endOutY; outY++) {
      let pixel = (plane + top + outY * strideY) * inWidth + left + firstOutX * strideX;
      const outRow = (outPlane + outY) * outWidth;
      for (let outX = firstOutX; outX < endOutX; outX++) {
        sum += gradOutput[outRow + outX] * input[pixel];
        pixel += strideX;
      }
    }
  }
  return sum;
}
// #endregion

import { quotient } from '../../shape/rowMajor.ts';
import { inputPosition, pointsBefore } from '../../shape/window.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ConvSizes, convSizeNames } from './convSizes.ts';

/**
 * The sliding sum: at every place of the window, multiply what lies under it with the weights and add it all up.
 * Taps in the padding would read 0, so they are left out.
 *
 *   input   [images, inChannels, inHeight, inWidth]
 *   weight  [outChannels, groupInChannels, kernelHeight, kernelWidth]
 *   bias    [outChannels]
 *   output  [images, outChannels, outHeight, outWidth]
 */
export const conv2d: Kernel<ConvSizes> = {
  name: 'conv2d',
  inputs: ['input', 'weight', 'bias'],
  sizes: convSizeNames,
  scalars: [],
  element,
  helpers: [quotient, inputPosition, pointsBefore],
};

// #region element
function element(this: Position<ConvSizes>, input: FlatArray, weight: FlatArray, bias: FlatArray): number {
  const { inChannels, inHeight, inWidth, outChannels, outHeight, outWidth } = this.constants;
  const { groupInChannels, groupOutChannels, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, paddingY, paddingX, dilationY, dilationX } = this.constants;

  // Which output cell is this?
  const outRow = quotient(this.thread.x, outWidth);
  const outPlane = quotient(outRow, outHeight);
  const image = quotient(outPlane, outChannels);
  const outX = this.thread.x - outRow * outWidth;
  const outY = outRow - outPlane * outHeight;
  const outChannel = outPlane - image * outChannels;

  // Which channels does it see? Those of its own group.
  const firstChannel = quotient(outChannel, groupOutChannels) * groupInChannels;

  // Which taps lie on the image, and not in the padding around it?
  const top = inputPosition(outY, 0, strideY, paddingY, dilationY);
  const left = inputPosition(outX, 0, strideX, paddingX, dilationX);
  const firstTapY = pointsBefore(0, top, dilationY, kernelHeight);
  const endTapY = pointsBefore(inHeight, top, dilationY, kernelHeight);
  const firstTapX = pointsBefore(0, left, dilationX, kernelWidth);
  const endTapX = pointsBefore(inWidth, left, dilationX, kernelWidth);

  // Multiply what lies under each of them with its weight.
  let sum = 0;
  for (let channel = 0; channel < groupInChannels; channel++) {
    const plane = (image * inChannels + firstChannel + channel) * inHeight;
    const kernelPlane = (outChannel * groupInChannels + channel) * kernelHeight;
    for (let tapY = firstTapY; tapY < endTapY; tapY++) {
      const row = (plane + top + tapY * dilationY) * inWidth + left;
      const weightRow = (kernelPlane + tapY) * kernelWidth;
      for (let tapX = firstTapX; tapX < endTapX; tapX++) {
        sum += input[row + tapX * dilationX] * weight[weightRow + tapX];
      }
    }
  }
  return sum + bias[outChannel];
}
// #endregion

import { quotient } from '../../shape/rowMajor.ts';
import { outputPosition } from '../../shape/window.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ConvSizes, convSizeNames } from './convSizes.ts';

/**
 * The gradient of conv2d by its input: every pixel asks which output cells read it, and through which weight.
 * It is also the forward pass of the transposed convolution.
 *
 *   gradOutput  [images, outChannels, outHeight, outWidth]
 *   weight      [outChannels, groupInChannels, kernelHeight, kernelWidth]
 *   gradInput   [images, inChannels, inHeight, inWidth]
 */
export const conv2dGradInput: Kernel<ConvSizes> = {
  name: 'conv2dGradInput',
  inputs: ['gradOutput', 'weight'],
  sizes: convSizeNames,
  scalars: [],
  element,
  helpers: [quotient, outputPosition],
};

// #region element
function element(this: Position<ConvSizes>, gradOutput: FlatArray, weight: FlatArray): number {
  const { inChannels, inHeight, inWidth, outChannels, outHeight, outWidth } = this.constants;
  const { groupInChannels, groupOutChannels, kernelHeight, kernelWidth } = this.constants;
  const { strideY, strideX, paddingY, paddingX, dilationY, dilationX } = this.constants;

  // Which pixel is this, and which output channels saw it? Those of its own group.
  const inRow = quotient(this.thread.x, inWidth);
  const inPlane = quotient(inRow, inHeight);
  const image = quotient(inPlane, inChannels);
  const inX = this.thread.x - inRow * inWidth;
  const inY = inRow - inPlane * inHeight;
  const inChannel = inPlane - image * inChannels;
  const group = quotient(inChannel, groupInChannels);
  const channel = inChannel - group * groupInChannels;

  // What one output channel takes in gradOutput and in weight.
  const planeSize = outHeight * outWidth;
  const filterSize = groupInChannels * kernelHeight * kernelWidth;
  const firstPlane = (image * outChannels + group * groupOutChannels) * planeSize;
  const firstFilter = (group * groupOutChannels * groupInChannels + channel) * kernelHeight * kernelWidth;

  let sum = 0;
  for (let tapY = 0; tapY < kernelHeight; tapY++) {
    // At which place of the window did this tap lie on the pixel?
    const outY = outputPosition(inY, tapY, strideY, paddingY, dilationY);
    if (outY >= 0 && outY < outHeight) {
      for (let tapX = 0; tapX < kernelWidth; tapX++) {
        const outX = outputPosition(inX, tapX, strideX, paddingX, dilationX);
        if (outX >= 0 && outX < outWidth) {
          let cell = firstPlane + outY * outWidth + outX;
          let tap = firstFilter + tapY * kernelWidth + tapX;
          for (let o = 0; o < groupOutChannels; o++) {
            sum += gradOutput[cell] * weight[tap];
            cell += planeSize;
            tap += filterSize;
          }
        }
      }
    }
  }
  return sum;
}
// #endregion

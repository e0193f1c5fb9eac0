import type { SizesNamed } from '../kernel.ts';

/** Names of the sizes of one convolution, shared by its forward kernel and its two gradients. */
export const convSizeNames = [
  'inChannels',
  'inHeight',
  'inWidth',
  'outChannels',
  'outHeight',
  'outWidth',
  'groupInChannels',
  'groupOutChannels',
  'kernelHeight',
  'kernelWidth',
  'strideY',
  'strideX',
  'paddingY',
  'paddingX',
  'dilationY',
  'dilationX',
  'images',
] as const;

/**
 * The sizes of one convolution. `groupInChannels` = inChannels / groups and `groupOutChannels` = outChannels / groups;
 * the paddings are those before the first row and column (what comes after only shows in outHeight and outWidth).
 */
export type ConvSizes = SizesNamed<typeof convSizeNames>;

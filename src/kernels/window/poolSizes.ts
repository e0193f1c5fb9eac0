import type { SizesNamed } from '../kernel.ts';

/** Names of the sizes of one pooling, shared by every pooling kernel and its gradient. */
export const poolSizeNames = [
  'inHeight',
  'inWidth',
  'outHeight',
  'outWidth',
  'kernelHeight',
  'kernelWidth',
  'strideY',
  'strideX',
  'paddingY',
  'paddingX',
  'dilationY',
  'dilationX',
] as const;

/** The sizes of one pooling: every plane (a channel of an image) is pooled alone, so planes are not counted. */
export type PoolSizes = SizesNamed<typeof poolSizeNames>;

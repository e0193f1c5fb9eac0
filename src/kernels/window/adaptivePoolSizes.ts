import type { SizesNamed } from '../kernel.ts';

/** Names of the sizes of one adaptive pooling. */
export const adaptivePoolSizeNames = ['inHeight', 'inWidth', 'outHeight', 'outWidth'] as const;

/** The sizes of one adaptive pooling: the windows follow from how many there are, and from the input's size. */
export type AdaptivePoolSizes = SizesNamed<typeof adaptivePoolSizeNames>;

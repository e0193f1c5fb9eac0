import type { SizesNamed } from '../kernel.ts';
import { poolSizeNames } from './poolSizes.ts';

/** Names of the sizes of one average pooling. */
export const avgPoolSizeNames = [...poolSizeNames, 'borderY', 'borderX', 'divisorOverride'] as const;

/**
 * The sizes of one average pooling, whose dilations are 1. The borders say how many cells of padding count in the
 * average: all of them, or 0. `divisorOverride` is what every sum is divided by, if it is not 0.
 */
export type AvgPoolSizes = SizesNamed<typeof avgPoolSizeNames>;

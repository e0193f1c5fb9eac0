import type { SizesNamed } from '../kernel.ts';

export const cutSizeNames = ['axisSize', 'start', 'step', 'cutSize', 'inner'] as const;

/**
 * A tensor seen as [outer, axisSize, inner], and a piece [outer, cutSize, inner] of it: element k of the piece is place
 * start + k·step of the axis.
 */
export type CutSizes = SizesNamed<typeof cutSizeNames>;

import type { SizesNamed } from '../kernel.ts';

/** Names of the sizes of one resized axis. */
export const resizeSizeNames = ['inSize', 'outSize', 'inner'] as const;

/**
 * One resized axis, seen as the middle one of [outer, size, inner]. A picture is resized axis by axis: down, then
 * across. The scalars `scale` and `shift` say where each output position lies on the input (see `resizedFrom`).
 */
export type ResizeSizes = SizesNamed<typeof resizeSizeNames>;

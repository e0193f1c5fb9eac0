import type { SizesNamed } from '../kernel.ts';

/** Names of the sizes of a reduction along one axis. */
export const reduceSizeNames = ['outer', 'size', 'inner'] as const;

/**
 * A tensor seen as [outer, size, inner], of which the middle axis is reduced: element k of the row that output element
 * x reduces lies at (⌊x / inner⌋ · size + k) · inner + x mod inner. `outer` is for backends that cut work by rows. How far
 * along its row an element of [outer, size, inner] is, `coordinate` says.
 */
export type ReduceSizes = SizesNamed<typeof reduceSizeNames>;

/** Where the row that output element `x` reduces starts. Its elements lie `inner` apart. */
export function rowStart(x: number, rowLength: number, step: number): number {
  const outerIndex = Math.floor((x + 0.5) / step);
  return outerIndex * rowLength * step + (x - outerIndex * step);
}

/** Where the row starts that element `x` of [outer, size, inner] is in. */
export function rowHolding(x: number, rowLength: number, step: number): number {
  const outerIndex = Math.floor((x + 0.5) / (rowLength * step));
  const innerIndex = x - step * Math.floor((x + 0.5) / step);
  return outerIndex * rowLength * step + innerIndex;
}

/** Which row element `x` of [outer, size, inner] is in, counted in [outer, inner]. */
export function rowNumber(x: number, rowLength: number, step: number): number {
  const outerIndex = Math.floor((x + 0.5) / (rowLength * step));
  return outerIndex * step + (x - step * Math.floor((x + 0.5) / step));
}

import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';
import { rowStart } from './reduceSizes.ts';

const sizes = ['outer', 'parts', 'inner', 'length'] as const;

/** A row of `parts` times `length` elements; there is a row for every place of [outer, inner]. */
export type WholeIndexSizes = SizesNamed<typeof sizes>;

/**
 * The winner of a row that was searched in parts: part w won, and within that part place p, so in the whole row it is
 * w · length + p.
 *
 *   part    [outer, inner]          which part won
 *   within  [outer, parts, inner]   who won within each part
 *   output  [outer, inner]          integers
 */
export const wholeIndex: Kernel<WholeIndexSizes> = {
  name: 'wholeIndex',
  inputs: ['part', 'within'],
  sizes,
  scalars: [],
  element,
  helpers: [rowStart],
};

// #region element
function element(this: Position<WholeIndexSizes>, part: FlatArray, within: FlatArray): number {
  const { parts, inner, length } = this.constants;
  const winner = part[this.thread.x];
  if (!(winner >= 0 && winner < parts)) {
    return 0 / 0;
  }
  return winner * length + within[rowStart(this.thread.x, parts, inner) + winner * inner];
}
// #endregion

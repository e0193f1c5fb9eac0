import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

const sizes = ['aSize', 'bSize', 'cSize', 'dSize', 'inner'] as const;

/** The pieces are seen as [outer, aSize, inner], [outer, bSize, inner] and so on. A size of 0 leaves a piece out. */
export type CatSizes = SizesNamed<typeof sizes>;

/** How many pieces `cat` joins at once: as many as every device can bind beside the output. */
export const piecesAtOnce = 4;

/**
 * Up to four pieces joined along one axis.
 *
 *   output  [outer, aSize + bSize + cSize + dSize, inner]
 */
export const cat: Kernel<CatSizes> = {
  name: 'cat',
  inputs: ['a', 'b', 'c', 'd'],
  sizes,
  scalars: [],
  element,
  helpers: [quotient],
};

// #region element
function element(this: Position<CatSizes>, a: FlatArray, b: FlatArray, c: FlatArray, d: FlatArray): number {
  const { aSize, bSize, cSize, dSize, inner } = this.constants;
  const size = aSize + bSize + cSize + dSize;
  const row = quotient(this.thread.x, inner); // outer · size + this place
  const along = this.thread.x - row * inner;
  const outer = quotient(row, size);
  // In which piece does this place lie, and where in it?
  const inA = row - outer * size;
  if (inA < aSize) {
    return a[(outer * aSize + inA) * inner + along];
  }
  const inB = inA - aSize;
  if (inB < bSize) {
    return b[(outer * bSize + inB) * inner + along];
  }
  const inC = inB - bSize;
  if (inC < cSize) {
    return c[(outer * cSize + inC) * inner + along];
  }
  return d[(outer * dSize + (inC - cSize)) * inner + along];
}
// #endregion

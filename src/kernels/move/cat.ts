import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

const sizes = ['aLength', 'bLength', 'cLength', 'dLength', 'inner'] as const;

/** The pieces are seen as [outer, aLength, inner], [outer, bLength, inner] and so on. A size of 0 leaves a piece out. */
export type CatSizes = SizesNamed<typeof sizes>;

/** How many pieces `cat` joins at once: as many as every device can bind beside the output. */
export const piecesAtOnce = 4;

/**
 * Up to four pieces joined along one axis.
 *
 *   output  [outer, aLength + bLength + cLength + dLength, inner]
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
  const { aLength, bLength, cLength, dLength, inner } = this.constants;
  const size = aLength + bLength + cLength + dLength;
  const row = quotient(this.thread.x, inner); // outer · size + this place
  const along = this.thread.x - row * inner;
  const outer = quotient(row, size);
  // In which piece does this place lie, and where in it?
  const inA = row - outer * size;
  if (inA < aLength) {
    return a[(outer * aLength + inA) * inner + along];
  }
  const inB = inA - aLength;
  if (inB < bLength) {
    return b[(outer * bLength + inB) * inner + along];
  }
  const inC = inB - bLength;
  if (inC < cLength) {
    return c[(outer * cLength + inC) * inner + along];
  }
  return d[(outer * dLength + (inC - cLength)) * inner + along];
}
// #endregion

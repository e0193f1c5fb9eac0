import { coordinate } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';
import { rowNumber, rowStart } from './reduceSizes.ts';

const sizes = ['outer', 'size', 'inner', 'filledSize'] as const;

/** Rows of `size` elements become rows of `filledSize`. */
export type FillRowsSizes = SizesNamed<typeof sizes>;

/**
 * Longer rows, the rest filled with one number. Before a fold it is one that changes nothing (0 for a sum, 1 for a
 * product), and then a row of any length can be cut into equal parts.
 *
 *   input [outer, size, inner] gives output [outer, filledSize, inner]
 */
export const fillRows: Kernel<FillRowsSizes> = {
  name: 'fillRows',
  inputs: ['input'],
  sizes,
  scalars: ['value'],
  element,
  helpers: [coordinate, rowNumber, rowStart],
};

// #region element
function element(this: Position<FillRowsSizes>, input: FlatArray, value: number): number {
  const { size, inner, filledSize } = this.constants;
  const along = coordinate(this.thread.x, filledSize, inner);
  if (along >= size) {
    return value;
  }
  const row = rowNumber(this.thread.x, filledSize, inner);
  return input[rowStart(row, size, inner) + along * inner];
}
// #endregion

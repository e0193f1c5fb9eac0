import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

const sizes = ['rows', 'columns', 'lowest', 'highest'] as const;

/** Matrices [rows, columns]; the diagonals are numbered column − row, from −(rows − 1) to columns − 1. */
export type BandSizes = SizesNamed<typeof sizes>;

/**
 * Keeps the diagonals from `lowest` to `highest` of every matrix, with zeros elsewhere: `tril` and `triu`.
 *
 *   input, output  [matrices, rows, columns]
 */
export const band: Kernel<BandSizes> = {
  name: 'band',
  inputs: ['input'],
  sizes,
  scalars: [],
  element,
  helpers: [quotient],
};

// #region element
function element(this: Position<BandSizes>, input: FlatArray): number {
  const { rows, columns, lowest, highest } = this.constants;
  const rowOfAll = quotient(this.thread.x, columns);
  const row = rowOfAll - rows * quotient(rowOfAll, rows);
  const diagonal = this.thread.x - rowOfAll * columns - row;
  return diagonal >= lowest && diagonal <= highest ? input[this.thread.x] : 0;
}
// #endregion

import { ShapeError } from '../errors.ts';
import type { Matrix } from '../shape/matrix.ts';
import { quotient } from '../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from './kernel.ts';

const sizes = [
  'rows',
  'inner',
  'columns',
  'aBatchStride',
  'aRowStride',
  'aInnerStride',
  'bBatchStride',
  'bInnerStride',
  'bColumnStride',
] as const;

/** All strides in elements. A batch stride of 0 shares one matrix with every batch entry. */
export type MatmulSizes = SizesNamed<typeof sizes>;

/**
 * A matrix product for every batch entry. Strides let it read a transposed operand where it lies.
 *
 *   a [batch, rows, inner] · b [batch, inner, columns] = c [batch, rows, columns]
 */
export const matmul: Kernel<MatmulSizes> = {
  name: 'matmul',
  inputs: ['a', 'b'],
  sizes,
  scalars: [],
  element,
  helpers: [quotient],
};

/** The sizes of the product a · b. */
export function product(a: Matrix, b: Matrix): MatmulSizes {
  if (a.columns !== b.rows) {
    const shapes = { a: [a.rows, a.columns], b: [b.rows, b.columns] };
    throw new ShapeError('matmul', `a has ${a.columns} columns but b has ${b.rows} rows`, shapes);
  }
  return {
    rows: a.rows,
    inner: a.columns,
    columns: b.columns,
    aBatchStride: a.batchStride,
    aRowStride: a.rowStride,
    aInnerStride: a.columnStride,
    bBatchStride: b.batchStride,
    bInnerStride: b.rowStride,
    bColumnStride: b.columnStride,
  };
}

// #region element
function element(this: Position<MatmulSizes>, a: FlatArray, b: FlatArray): number {
  const { rows, inner, columns, aBatchStride, aRowStride, aInnerStride } = this.constants;
  const { bBatchStride, bInnerStride, bColumnStride } = this.constants;
  // Which row of a meets which column of b?
  const rowOfAll = quotient(this.thread.x, columns);
  const batch = quotient(rowOfAll, rows);
  const column = this.thread.x - rowOfAll * columns;
  const row = rowOfAll - batch * rows;

  // Walk along both, from the first pair of numbers to the last.
  let aPlace = batch * aBatchStride + row * aRowStride;
  let bPlace = batch * bBatchStride + column * bColumnStride;
  let sum = 0;
  for (let i = 0; i < inner; i++) {
    sum += a[aPlace] * b[bPlace];
    aPlace += aInnerStride;
    bPlace += bInnerStride;
  }
  return sum;
}
// #endregion

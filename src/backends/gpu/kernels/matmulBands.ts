import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = [
  'inner',
  'columnCount',
  'rowBatchStride',
  'rowStride',
  'rowInnerStride',
  'columnBatchStride',
  'columnStride',
  'columnInnerStride',
] as const;

/** All strides in elements, as in matmul; `columnCount` is the number of columns. */
export type MatmulBandsSizes = SizesNamed<typeof sizes>;

/**
 * matmul for a processor with SIMD: a thread computes four rows of one column.
 *
 *   rows     [batch, rows, inner], rows a multiple of 4
 *   columns  [batch, inner, columns]
 *   banded   [batch, rows / 4, threads x, 4]: four rows lie together; `fromRowBands` puts them in order
 *   threads  [⌈columns / 4⌉ · 4, rows / 4, batch]; what is beyond the last column repeats it
 *
 * Mode webasm runs four threads x as one vector. What depends on x it gathers number by number, which is dear; what does
 * not, it reads once for all. Here one gathered vector of `columns` serves four rows, whose numbers are read once each:
 * 8 reads for 16 products, where matmul itself needs 20.
 */
export const matmulBands: LaneKernel<MatmulBandsSizes> = {
  name: 'matmulBands',
  inputs: ['rows', 'columns'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 4,
};

function element(this: Threads<MatmulBandsSizes>, rows: FlatArray, columns: FlatArray): number[] {
  let step = this.output.x;
  let place = this.output.x;
  let columnPlace = this.output.x;
  place += this.thread.z * this.constants.rowBatchStride + this.thread.y * 4 * this.constants.rowStride - this.output.x;
  columnPlace += this.thread.z * this.constants.columnBatchStride - this.output.x;
  columnPlace += Math.min(this.thread.x, this.constants.columnCount - 1) * this.constants.columnStride;

  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (step = 0; step < this.constants.inner; step++) {
    const number = columns[columnPlace];
    sum0 += rows[place] * number;
    sum1 += rows[place + this.constants.rowStride] * number;
    sum2 += rows[place + this.constants.rowStride * 2] * number;
    sum3 += rows[place + this.constants.rowStride * 3] * number;
    place++;
    place += this.constants.rowInnerStride - 1;
    columnPlace++;
    columnPlace += this.constants.columnInnerStride - 1;
  }
  return [sum0, sum1, sum2, sum3];
}

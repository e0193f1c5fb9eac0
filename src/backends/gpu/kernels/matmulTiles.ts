import type { SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, QuadArray, Threads } from './lane.ts';

const sizes = ['innerQuads', 'rowPairs', 'columnPairs', 'rowBatch', 'columnBatch'] as const;

/** `rowBatch` and `columnBatch` are how many matrices there are of either kind; an entry of the batch counts modulo. */
export type MatmulTilesSizes = SizesNamed<typeof sizes>;

/**
 * matmul for WebGL, whose textures give four numbers in one read: a thread computes two rows of two columns.
 *
 *   rows     [rowBatch, 2 · rowPairs, innerQuads, 4], from `quadRows`
 *   columns  [columnBatch, 2 · columnPairs, innerQuads, 4], from `quadRows`: the second matrix is transposed
 *   tiles    [batch, rowPairs, columnPairs, 2, 2]: `fromTiles` puts them in order
 *   threads  [columnPairs, 1, batch · rowPairs]
 *
 * Four reads give sixteen products.
 */
export const matmulTiles: LaneKernel<MatmulTilesSizes> = {
  name: 'matmulTiles',
  inputs: ['rows', 'columns'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 4,
  quads: ['rows', 'columns'],
};

function element(this: Threads<MatmulTilesSizes>, rows: QuadArray, columns: QuadArray): number[] {
  const { innerQuads, rowPairs, columnPairs, rowBatch, columnBatch } = this.constants;
  // Which two rows meet which two columns?
  const batch = Math.floor((this.thread.z + 0.5) / rowPairs);
  const rowPair = this.thread.z - batch * rowPairs;
  const rowEntry = batch - Math.floor((batch + 0.5) / rowBatch) * rowBatch;
  const columnEntry = batch - Math.floor((batch + 0.5) / columnBatch) * columnBatch;

  // Walk along all four, four numbers at a time.
  let row = (rowEntry * rowPairs + rowPair) * 2 * innerQuads;
  let column = (columnEntry * columnPairs + this.thread.x) * 2 * innerQuads;
  let upperLeft = 0;
  let upperRight = 0;
  let lowerLeft = 0;
  let lowerRight = 0;
  for (let step = 0; step < innerQuads; step++) {
    const upper = rows[row];
    const lower = rows[row + innerQuads];
    const left = columns[column];
    const right = columns[column + innerQuads];
    upperLeft += upper[0] * left[0] + upper[1] * left[1] + upper[2] * left[2] + upper[3] * left[3];
    upperRight += upper[0] * right[0] + upper[1] * right[1] + upper[2] * right[2] + upper[3] * right[3];
    lowerLeft += lower[0] * left[0] + lower[1] * left[1] + lower[2] * left[2] + lower[3] * left[3];
    lowerRight += lower[0] * right[0] + lower[1] * right[1] + lower[2] * right[2] + lower[3] * right[3];
    row += 1;
    column += 1;
  }
  return [upperLeft, upperRight, lowerLeft, lowerRight];
}

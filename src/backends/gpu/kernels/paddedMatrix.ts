import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = ['rows', 'inner', 'batchStride', 'rowStride', 'innerStride'] as const;

/** All strides in elements, as in matmul. */
export type PaddedMatrixSizes = SizesNamed<typeof sizes>;

/**
 * A matrix with rows of zeros after its own, so that their number is a multiple of 4.
 *
 *   matrix   [batch, rows, inner], by strides
 *   output   [batch, more rows, inner], row-major
 *   threads  [inner, more rows, batch]
 */
export const paddedMatrix: LaneKernel<PaddedMatrixSizes> = {
  name: 'paddedMatrix',
  inputs: ['matrix'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 1,
};

function element(this: Threads<PaddedMatrixSizes>, matrix: FlatArray): number {
  if (this.thread.y >= this.constants.rows) return 0;
  return matrix[
    this.thread.z * this.constants.batchStride +
      this.thread.y * this.constants.rowStride +
      this.thread.x * this.constants.innerStride
  ];
}

import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { rowMajorStrides, type Shape, sameShape } from '../../shape/rowMajor.ts';
import { readStrided } from '../move/read.ts';

/** What a reduction left with size 1, repeated along those axes: `shape` is the shape before it. */
export function repeatTo(run: Run, folded: NdArray, shape: Shape): NdArray {
  if (sameShape(folded.shape, shape)) return folded;
  const strides = rowMajorStrides(folded.shape).map((stride, axis) => (folded.shape[axis] === 1 ? 0 : stride));
  return readStrided(run, folded, { shape, strides });
}

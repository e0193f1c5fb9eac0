import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { strided, stridedSizes } from '../../kernels/move/strided.ts';
import type { Shape } from '../../shape/rowMajor.ts';

/** How an output's axes walk through the input: one step along axis k moves `strides[k]` elements. */
export interface Walk {
  readonly shape: Shape;
  readonly strides: readonly number[];
  /** Where the walk starts, in elements. */
  readonly offset?: number;
}

/** A copy of `input` in the order of a walk. @throws ShapeError if it takes more than eight axes. */
export function readStrided(run: Run, input: NdArray, { shape, strides, offset = 0 }: Walk): NdArray {
  return run(strided, [input], { sizes: stridedSizes(shape, strides, offset), shape, dtype: input.storage.dtype });
}

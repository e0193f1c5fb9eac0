import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

export const gatherSizeNames = ['inSize', 'outSize', 'inner'] as const;

/** The input is seen as [outer, inSize, inner], the indices and the output as [outer, outSize, inner]. */
export type GatherSizes = SizesNamed<typeof gatherSizeNames>;

/**
 * Picks along one axis: output[o, k, i] = input[o, indices[o, k, i], i]. An index outside the axis gives NaN.
 *
 *   input    [outer, inSize, inner]
 *   indices  [outer, outSize, inner]
 *   output   [outer, outSize, inner]
 */
export const gather: Kernel<GatherSizes> = {
  name: 'gather',
  inputs: ['input', 'indices'],
  sizes: gatherSizeNames,
  scalars: [],
  element,
  helpers: [quotient],
};

// #region element
function element(this: Position<GatherSizes>, input: FlatArray, indices: FlatArray): number {
  const { inSize, outSize, inner } = this.constants;
  const index = indices[this.thread.x];
  if (!(index >= 0 && index < inSize)) {
    return 0 / 0;
  }
  const outer = quotient(this.thread.x, outSize * inner);
  const along = this.thread.x - inner * quotient(this.thread.x, inner);
  return input[(outer * inSize + index) * inner + along];
}
// #endregion

import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type GatherSizes, gatherSizeNames } from './gather.ts';

/**
 * Picks whole slices along one axis: output[o, k, i] = input[o, indices[k], i]. An index outside the axis gives NaN.
 *
 *   input    [outer, inSize, inner]
 *   indices  [outSize]
 *   output   [outer, outSize, inner]
 */
export const indexSelect: Kernel<GatherSizes> = {
  name: 'indexSelect',
  inputs: ['input', 'indices'],
  sizes: gatherSizeNames,
  scalars: [],
  element,
  helpers: [quotient],
};

// #region element
function element(this: Position<GatherSizes>, input: FlatArray, indices: FlatArray): number {
  const { inSize, outSize, inner } = this.constants;
  const row = quotient(this.thread.x, inner); // outer · outSize + k
  const outer = quotient(row, outSize);
  const index = indices[row - outer * outSize];
  if (!(index >= 0 && index < inSize)) {
    return 0 / 0;
  }
  return input[(outer * inSize + index) * inner + (this.thread.x - row * inner)];
}
// #endregion

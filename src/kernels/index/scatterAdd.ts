import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type GatherSizes, gatherSizeNames } from './gather.ts';

/**
 * The gradient of `gather`: every place of the axis asks who picked it, and adds up what they received.
 * (C++ goes through the sources once instead, in index order.)
 *
 *   source   [outer, outSize, inner]
 *   indices  [outer, outSize, inner]
 *   output   [outer, inSize, inner]
 */
export const scatterAdd: Kernel<GatherSizes> = {
  name: 'scatterAdd',
  inputs: ['source', 'indices'],
  sizes: gatherSizeNames,
  scalars: [],
  element,
  helpers: [quotient],
};

// #region element
function element(this: Position<GatherSizes>, source: FlatArray, indices: FlatArray): number {
  const { inSize, outSize, inner } = this.constants;
  const outer = quotient(this.thread.x, inSize * inner);
  const row = quotient(this.thread.x, inner); // outer · inSize + this place
  const along = this.thread.x - inner * row;
  const here = row - outer * inSize;
  let sum = 0;
  for (let k = 0; k < outSize; k++) {
    const from = (outer * outSize + k) * inner + along;
    if (indices[from] === here) {
      sum += source[from];
    }
  }
  return sum;
}
// #endregion

import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type GatherSizes, gatherSizeNames } from './gather.ts';

/**
 * The gradient of `indexSelect`: every slice of the axis asks who picked it, and adds up what they received.
 * (C++ goes through the sources once instead, in index order.)
 *
 *   source   [outer, outSize, inner]
 *   indices  [outSize]
 *   output   [outer, inSize, inner]
 */
export const indexAdd: Kernel<GatherSizes> = {
  name: 'indexAdd',
  inputs: ['source', 'indices'],
  sizes: gatherSizeNames,
  scalars: [],
  element,
  helpers: [quotient],
};

// #region element
function element(this: Position<GatherSizes>, source: FlatArray, indices: FlatArray): number {
  const { inSize, outSize, inner } = this.constants;
  const row = quotient(this.thread.x, inner); // outer · inSize + this place
  const outer = quotient(row, inSize);
  const along = this.thread.x - row * inner;
  const here = row - outer * inSize;
  let sum = 0;
  for (let k = 0; k < outSize; k++) {
    if (indices[k] === here) {
      sum += source[(outer * outSize + k) * inner + along];
    }
  }
  return sum;
}
// #endregion

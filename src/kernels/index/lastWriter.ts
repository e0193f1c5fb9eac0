import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type GatherSizes, gatherSizeNames } from './gather.ts';

/**
 * Who writes here? For every place of the axis, the last k whose index names it; −1 where nobody's does. This is what
 * makes writing at duplicate indices one answer on every device: the last one wins.
 *
 *   indices  [outer, outSize, inner]
 *   output   [outer, inSize, inner], integers
 */
export const lastWriter: Kernel<GatherSizes> = {
  name: 'lastWriter',
  inputs: ['indices'],
  sizes: gatherSizeNames,
  scalars: [],
  element,
  helpers: [quotient],
};

// #region element
function element(this: Position<GatherSizes>, indices: FlatArray): number {
  const { inSize, outSize, inner } = this.constants;
  const row = quotient(this.thread.x, inner); // outer · inSize + this place
  const outer = quotient(row, inSize);
  const along = this.thread.x - row * inner;
  const here = row - outer * inSize;
  let writer = -1;
  for (let k = 0; k < outSize; k++) {
    if (indices[(outer * outSize + k) * inner + along] === here) {
      writer = k;
    }
  }
  return writer;
}
// #endregion

import { coordinate } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type NormSumSizes, normSumSizeNames } from './normSizes.ts';

/**
 * Σ (x − mean)² over a piece of a group: what becomes the group's variance.
 *
 *   input   [outer, groups, pieces, pieceLength]
 *   mean    [groups]
 *   output  [outer, groups, pieces]
 */
export const deviationSums: Kernel<NormSumSizes> = {
  name: 'deviationSums',
  inputs: ['input', 'mean'],
  sizes: normSumSizeNames,
  scalars: [],
  element,
  helpers: [coordinate],
};

// #region element
function element(this: Position<NormSumSizes>, input: FlatArray, mean: FlatArray): number {
  const { pieceLength, pieces, groups } = this.constants;
  const center = mean[coordinate(this.thread.x, groups, pieces)];
  const start = this.thread.x * pieceLength;
  let total = 0;
  for (let k = 0; k < pieceLength; k++) {
    total += (input[start + k] - center) * (input[start + k] - center);
  }
  return total;
}
// #endregion

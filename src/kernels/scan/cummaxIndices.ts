import { coordinate } from '../../shape/rowMajor.ts';
import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowHolding } from '../reduce/reduceSizes.ts';

/**
 * Where the largest number up to here stands along one axis: the last of several; from the first NaN on, the last NaN.
 *
 *   input and output [outer, size, inner], the output integers
 */
export const cummaxIndices: Kernel<ReduceSizes> = {
  name: 'cummaxIndices',
  inputs: ['input'],
  sizes: reduceSizeNames,
  scalars: [],
  element,
  helpers: [rowHolding, coordinate, isNotANumber],
};

// #region element
function element(this: Position<ReduceSizes>, input: FlatArray): number {
  const { size, inner } = this.constants;
  const start = rowHolding(this.thread.x, size, inner);
  const here = coordinate(this.thread.x, size, inner);
  let largest = input[start];
  let place = 0;
  for (let k = 1; k <= here; k++) {
    const x = input[start + k * inner];
    if (isNotANumber(x) === 1 || (isNotANumber(largest) === 0 && x >= largest)) {
      largest = x;
      place = k;
    }
  }
  return place;
}
// #endregion

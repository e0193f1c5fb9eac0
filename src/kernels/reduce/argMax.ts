import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowStart } from './reduceSizes.ts';

/**
 * Where along one axis the largest number stands. The first of several wins, and the first NaN wins over all numbers.
 *
 *   input [outer, size, inner] gives output [outer, inner], integers
 */
export const argMax: Kernel<ReduceSizes> = {
  name: 'argMax',
  inputs: ['input'],
  sizes: reduceSizeNames,
  scalars: [],
  element,
  helpers: [rowStart, isNotANumber],
};

// #region element
function element(this: Position<ReduceSizes>, input: FlatArray): number {
  const { size, inner } = this.constants;
  const start = rowStart(this.thread.x, size, inner);
  let largest = input[start];
  let place = 0;
  for (let k = 1; k < size; k++) {
    const x = input[start + k * inner];
    if (isNotANumber(largest) === 0 && (x > largest || isNotANumber(x) === 1)) {
      largest = x;
      place = k;
    }
  }
  return place;
}
// #endregion

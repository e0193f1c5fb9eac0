import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowStart } from './reduceSizes.ts';

/** The largest number along one axis, NaN if one is NaN: input [outer, size, inner] gives output [outer, inner]. */
export const amax: Kernel<ReduceSizes> = {
  name: 'amax',
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
  for (let k = 1; k < size; k++) {
    const x = input[start + k * inner];
    if (x > largest || isNotANumber(x) === 1) {
      largest = x;
    }
  }
  return largest;
}
// #endregion

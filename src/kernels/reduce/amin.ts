import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowStart } from './reduceSizes.ts';

/** The smallest number along one axis, NaN if one is NaN: input [outer, size, inner] gives output [outer, inner]. */
export const amin: Kernel<ReduceSizes> = {
  name: 'amin',
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
  let smallest = input[start];
  for (let k = 1; k < size; k++) {
    const x = input[start + k * inner];
    if (x < smallest || isNotANumber(x) === 1) {
      smallest = x;
    }
  }
  return smallest;
}
// #endregion

import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowStart } from './reduceSizes.ts';

/** The sum along one axis: input [outer, size, inner] gives output [outer, inner]. */
export const sum: Kernel<ReduceSizes> = {
  name: 'sum',
  inputs: ['input'],
  sizes: reduceSizeNames,
  scalars: [],
  element,
  helpers: [rowStart],
};

// #region element
function element(this: Position<ReduceSizes>, input: FlatArray): number {
  const { size, inner } = this.constants;
  const start = rowStart(this.thread.x, size, inner);
  let total = 0;
  for (let k = 0; k < size; k++) {
    total += input[start + k * inner];
  }
  return total;
}
// #endregion

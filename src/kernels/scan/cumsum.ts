import { coordinate } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowHolding } from '../reduce/reduceSizes.ts';

/** The sum of everything up to here along one axis: input and output [outer, size, inner]. (C++ goes along once.) */
export const cumsum: Kernel<ReduceSizes> = {
  name: 'cumsum',
  inputs: ['input'],
  sizes: reduceSizeNames,
  scalars: [],
  element,
  helpers: [rowHolding, coordinate],
};

// #region element
function element(this: Position<ReduceSizes>, input: FlatArray): number {
  const { size, inner } = this.constants;
  const start = rowHolding(this.thread.x, size, inner);
  const here = coordinate(this.thread.x, size, inner);
  let total = 0;
  for (let k = 0; k <= here; k++) {
    total += input[start + k * inner];
  }
  return total;
}
// #endregion

import { coordinate } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowHolding } from '../reduce/reduceSizes.ts';

/** The product of everything up to here along one axis: input and output [outer, size, inner]. */
export const cumprod: Kernel<ReduceSizes> = {
  name: 'cumprod',
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
  let product = 1;
  for (let k = 0; k <= here; k++) {
    product *= input[start + k * inner];
  }
  return product;
}
// #endregion

/**
 * A factor is in its own product and in all later ones; its gradient by each is the product of the others.
 *
 *   gradInputₖ = Σ_{j ≥ k} gradOutputⱼ · Π_{i ≤ j, i ≠ k} inputᵢ        all [outer, size, inner]
 */
export const cumprodGrad: Kernel<ReduceSizes> = {
  name: 'cumprodGrad',
  inputs: ['gradOutput', 'input'],
  sizes: reduceSizeNames,
  scalars: [],
  element: gradElement,
  helpers: [rowHolding, coordinate],
};

// #region gradElement
function gradElement(this: Position<ReduceSizes>, gradOutput: FlatArray, input: FlatArray): number {
  const { size, inner } = this.constants;
  const start = rowHolding(this.thread.x, size, inner);
  const here = coordinate(this.thread.x, size, inner);
  let others = 1;
  let gradient = 0;
  for (let k = 0; k < size; k++) {
    others *= k === here ? 1 : input[start + k * inner];
    gradient += k >= here ? gradOutput[start + k * inner] * others : 0;
  }
  return gradient;
}
// #endregion

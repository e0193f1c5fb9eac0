import { coordinate } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowHolding, rowNumber, rowStart } from './reduceSizes.ts';

/** The product along one axis: input [outer, size, inner] gives output [outer, inner]. */
export const prod: Kernel<ReduceSizes> = {
  name: 'prod',
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
  let product = 1;
  for (let k = 0; k < size; k++) {
    product *= input[start + k * inner];
  }
  return product;
}
// #endregion

/**
 * The gradient of each factor is the product of the others: multiplied out, not divided, so that zeros are no special
 * case.
 *
 *   gradOutput  [outer, inner]
 *   input       [outer, size, inner]
 *   output      [outer, size, inner]
 */
export const prodGrad: Kernel<ReduceSizes> = {
  name: 'prodGrad',
  inputs: ['gradOutput', 'input'],
  sizes: reduceSizeNames,
  scalars: [],
  element: gradElement,
  helpers: [rowHolding, rowNumber, coordinate],
};

// #region gradElement
function gradElement(this: Position<ReduceSizes>, gradOutput: FlatArray, input: FlatArray): number {
  const { size, inner } = this.constants;
  const start = rowHolding(this.thread.x, size, inner);
  const here = coordinate(this.thread.x, size, inner);
  let others = gradOutput[rowNumber(this.thread.x, size, inner)];
  for (let k = 0; k < size; k++) {
    others *= k === here ? 1 : input[start + k * inner];
  }
  return others;
}
// #endregion

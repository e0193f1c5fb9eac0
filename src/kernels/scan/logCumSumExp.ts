import { coordinate } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowHolding } from '../reduce/reduceSizes.ts';

/** log Σ exp of everything up to here along one axis, as max + log Σ exp(x − max): input and output [outer, size, inner]. */
export const logCumSumExp: Kernel<ReduceSizes> = {
  name: 'logCumSumExp',
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
  let largest = input[start];
  for (let k = 1; k <= here; k++) {
    largest = input[start + k * inner] > largest ? input[start + k * inner] : largest;
  }
  let total = 0;
  for (let term = 0; term <= here; term++) {
    const x = input[start + term * inner];
    // An infinite maximum minus itself would be NaN; its share is exp(0).
    total += x === largest ? 1 : Math.exp(x - largest);
  }
  // Of nothing but −∞ the sum is 0 and its logarithm −∞, which adding the maximum gives.
  return largest + Math.log(total);
}
// #endregion

/** The gradient: each input's share in every later sum. gradInputₖ = Σ_{j ≥ k} gradOutputⱼ · exp(inputₖ − outputⱼ). */
export const logCumSumExpGrad: Kernel<ReduceSizes> = {
  name: 'logCumSumExpGrad',
  inputs: ['gradOutput', 'input', 'output'],
  sizes: reduceSizeNames,
  scalars: [],
  element: gradElement,
  helpers: [rowHolding, coordinate],
};

// #region gradElement
function gradElement(this: Position<ReduceSizes>, gradOutput: FlatArray, input: FlatArray, output: FlatArray): number {
  const { size, inner } = this.constants;
  const start = rowHolding(this.thread.x, size, inner);
  const x = input[this.thread.x];
  let gradient = 0;
  for (let k = coordinate(this.thread.x, size, inner); k < size; k++) {
    gradient += x === -Infinity ? 0 : gradOutput[start + k * inner] * Math.exp(x - output[start + k * inner]);
  }
  return gradient;
}
// #endregion

import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowNumber, rowStart } from '../reduce/reduceSizes.ts';

/**
 * Σ exp(x − largest) along one axis: at least 1, for the largest itself gives exp 0, and so never too large either.
 *
 *   input    [outer, size, inner]
 *   largest  [outer, inner], of every row
 *   output   [outer, inner]
 */
export const sumExp: Kernel<ReduceSizes> = {
  name: 'sumExp',
  inputs: ['input', 'largest'],
  sizes: reduceSizeNames,
  scalars: [],
  element: sumElement,
  helpers: [rowStart],
};

function sumElement(this: Position<ReduceSizes>, input: FlatArray, largest: FlatArray): number {
  const { size, inner } = this.constants;
  const start = rowStart(this.thread.x, size, inner);
  let total = 0;
  for (let k = 0; k < size; k++) {
    total += Math.exp(input[start + k * inner] - largest[this.thread.x]);
  }
  return total;
}

/**
 * exp(x − largest) / total: every row becomes positive numbers that add up to 1.
 *
 *   input           [outer, size, inner], as the output
 *   largest, total  [outer, inner], of every row; total is its sumExp
 */
export const softmax: Kernel<ReduceSizes> = {
  name: 'softmax',
  inputs: ['input', 'largest', 'total'],
  sizes: reduceSizeNames,
  scalars: [],
  element,
  helpers: [rowNumber],
};

// #region element
function element(this: Position<ReduceSizes>, input: FlatArray, largest: FlatArray, total: FlatArray): number {
  const { size, inner } = this.constants;
  const row = rowNumber(this.thread.x, size, inner);
  return Math.exp(input[this.thread.x] - largest[row]) / total[row];
}
// #endregion

/** What a row's gradient has in common: Σ gradOutput·output along it. */
export const softmaxGradRows: Kernel<ReduceSizes> = {
  name: 'softmaxGradRows',
  inputs: ['gradOutput', 'output'],
  sizes: reduceSizeNames,
  scalars: [],
  element: gradRowsElement,
  helpers: [rowStart],
};

function gradRowsElement(this: Position<ReduceSizes>, gradOutput: FlatArray, output: FlatArray): number {
  const { size, inner } = this.constants;
  const start = rowStart(this.thread.x, size, inner);
  let total = 0;
  for (let k = 0; k < size; k++) {
    total += gradOutput[start + k * inner] * output[start + k * inner];
  }
  return total;
}

/** output·(gradOutput − common), with `common` from softmaxGradRows. */
export const softmaxGrad: Kernel<ReduceSizes> = {
  name: 'softmaxGrad',
  inputs: ['gradOutput', 'output', 'common'],
  sizes: reduceSizeNames,
  scalars: [],
  element: gradElement,
  helpers: [rowNumber],
};

function gradElement(this: Position<ReduceSizes>, gradOutput: FlatArray, output: FlatArray, common: FlatArray): number {
  const { size, inner } = this.constants;
  const row = rowNumber(this.thread.x, size, inner);
  return output[this.thread.x] * (gradOutput[this.thread.x] - common[row]);
}

import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowNumber } from '../reduce/reduceSizes.ts';

/**
 * (x − largest) − log total: the logarithm of `softmax`, without the underflow that taking log afterwards would meet.
 *
 *   input           [outer, size, inner], as the output
 *   largest, total  [outer, inner], of every row; total is its sumExp
 */
export const logSoftmax: Kernel<ReduceSizes> = {
  name: 'logSoftmax',
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
  return input[this.thread.x] - largest[row] - Math.log(total[row]);
}
// #endregion

/** gradOutput − softmax·Σ gradOutput, where softmax is exp(output) and the sum goes along the row. */
export const logSoftmaxGrad: Kernel<ReduceSizes> = {
  name: 'logSoftmaxGrad',
  inputs: ['gradOutput', 'output', 'gradSum'],
  sizes: reduceSizeNames,
  scalars: [],
  element: gradElement,
  helpers: [rowNumber],
};

function gradElement(
  this: Position<ReduceSizes>,
  gradOutput: FlatArray,
  output: FlatArray,
  gradSum: FlatArray,
): number {
  const { size, inner } = this.constants;
  const row = rowNumber(this.thread.x, size, inner);
  return gradOutput[this.thread.x] - Math.exp(output[this.thread.x]) * gradSum[row];
}

import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowNumber } from '../reduce/reduceSizes.ts';

/**
 * The gradient of `logSumExp`, which is the softmax: gradOutput·exp(x − logSumExp).
 *
 *   input                  [outer, size, inner], as the output
 *   gradOutput, logSumExp  [outer, inner]
 */
export const logSumExpGrad: Kernel<ReduceSizes> = {
  name: 'logSumExpGrad',
  inputs: ['gradOutput', 'input', 'logSumExp'],
  sizes: reduceSizeNames,
  scalars: [],
  element,
  helpers: [rowNumber],
};

function element(this: Position<ReduceSizes>, gradOutput: FlatArray, input: FlatArray, logSumExp: FlatArray): number {
  const { size, inner } = this.constants;
  const row = rowNumber(this.thread.x, size, inner);
  return gradOutput[row] * Math.exp(input[this.thread.x] - logSumExp[row]);
}

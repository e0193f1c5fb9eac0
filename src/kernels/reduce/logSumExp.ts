import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ReduceSizes, reduceSizeNames, rowStart } from './reduceSizes.ts';

/**
 * log Σ exp along one axis, as max + log Σ exp(x − max), which cannot overflow. Where the largest value is infinite
 * it is the answer: x − max would be NaN there.
 *
 *   input [outer, size, inner] gives output [outer, inner]
 */
export const logSumExp: Kernel<ReduceSizes> = {
  name: 'logSumExp',
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
  let largest = -Infinity; // of no elements, too: log 0
  for (let k = 0; k < size; k++) {
    largest = input[start + k * inner] > largest ? input[start + k * inner] : largest;
  }
  if (largest === Infinity || largest === -Infinity) {
    // Still NaN if any input is: then the sum below would be, so look for it.
    let notNumbers = 0;
    for (let place = 0; place < size; place++) {
      notNumbers += isNotANumber(input[start + place * inner]);
    }
    return notNumbers === 0 ? largest : 0 / 0;
  }
  let total = 0;
  for (let term = 0; term < size; term++) {
    total += Math.exp(input[start + term * inner] - largest);
  }
  return largest + Math.log(total);
}
// #endregion

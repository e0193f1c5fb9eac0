import { coordinate, quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type CrossEntropySizes, crossEntropySizeNames } from './crossEntropyRows.ts';

/**
 * The gradient of `crossEntropyRows` by its logits. Without weight and smoothing it is softmax − onehot: what the net
 * believes minus what is true.
 *
 *   gradRows   [outer, inner], the gradient of every row's loss
 *   the other inputs as in crossEntropyRows
 *   output     [outer, classes, inner]
 *              = gradRows · ((1 − ε)·weight[t]·(softmax[c] − [c = t]) + ε/classes · (softmax[c]·Σ_k weight[k] − weight[c]))
 */
export const crossEntropyGrad: Kernel<CrossEntropySizes> = {
  name: 'crossEntropyGrad',
  inputs: ['gradRows', 'logits', 'labels', 'logSumExp', 'weight'],
  sizes: crossEntropySizeNames,
  scalars: ['ignoreIndex', 'smoothing'],
  element,
  helpers: [quotient, coordinate],
};

// #region element
function element(
  this: Position<CrossEntropySizes>,
  gradRows: FlatArray,
  logits: FlatArray,
  labels: FlatArray,
  logSumExp: FlatArray,
  weight: FlatArray,
  ignoreIndex: number,
  smoothing: number,
): number {
  const { classes, inner } = this.constants;
  // Which class of which row is this?
  const outer = quotient(this.thread.x, classes * inner);
  const along = coordinate(this.thread.x, inner, 1);
  const here = coordinate(this.thread.x, classes, inner);
  const row = outer * inner + along;
  const label = labels[row];
  if (label === ignoreIndex) {
    return 0;
  }
  if (!(label >= 0 && label < classes)) {
    return 0 / 0;
  }
  const softmax = Math.exp(logits[this.thread.x] - logSumExp[row]);
  const isLabel = here === label ? 1 : 0;
  const byLabel = weight[label] * (softmax - isLabel);
  if (smoothing === 0) {
    return gradRows[row] * byLabel;
  }
  let total = 0;
  for (let k = 0; k < classes; k++) {
    total += weight[k];
  }
  return gradRows[row] * ((1 - smoothing) * byLabel + (smoothing / classes) * (softmax * total - weight[here]));
}
// #endregion

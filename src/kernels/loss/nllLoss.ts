import { coordinate, quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type CrossEntropySizes, crossEntropySizeNames } from './crossEntropyRows.ts';

/**
 * The negative log-likelihood of every row: minus what the label's log-probability is, weighted.
 *
 *   input   [outer, classes, inner], log-probabilities
 *   labels  [outer, inner], int32
 *   weight  [classes]
 *   output  [outer, inner] = −weight[t]·input[t]; 0 where the label t is `ignoreIndex`, NaN where it is no class
 */
export const nllLoss: Kernel<CrossEntropySizes> = {
  name: 'nllLoss',
  inputs: ['input', 'labels', 'weight'],
  sizes: crossEntropySizeNames,
  scalars: ['ignoreIndex'],
  element,
  helpers: [quotient],
};

// #region element
function element(
  this: Position<CrossEntropySizes>,
  input: FlatArray,
  labels: FlatArray,
  weight: FlatArray,
  ignoreIndex: number,
): number {
  const { classes, inner } = this.constants;
  const label = labels[this.thread.x];
  if (label === ignoreIndex) {
    return 0;
  }
  if (!(label >= 0 && label < classes)) {
    return 0 / 0;
  }
  const outer = quotient(this.thread.x, inner);
  const along = this.thread.x - outer * inner;
  return -weight[label] * input[(outer * classes + label) * inner + along];
}
// #endregion

/** By the input: −weight[t]·gradRows at the label's place, 0 elsewhere. */
export const nllLossGrad: Kernel<CrossEntropySizes> = {
  name: 'nllLossGrad',
  inputs: ['gradRows', 'labels', 'weight'],
  sizes: crossEntropySizeNames,
  scalars: ['ignoreIndex'],
  element: gradElement,
  helpers: [quotient, coordinate],
};

function gradElement(
  this: Position<CrossEntropySizes>,
  gradRows: FlatArray,
  labels: FlatArray,
  weight: FlatArray,
  ignoreIndex: number,
): number {
  const { classes, inner } = this.constants;
  const row = quotient(this.thread.x, classes * inner) * inner + coordinate(this.thread.x, inner, 1);
  const label = labels[row];
  if (label === ignoreIndex) {
    return 0;
  }
  if (!(label >= 0 && label < classes)) {
    return 0 / 0;
  }
  return coordinate(this.thread.x, classes, inner) === label ? -weight[label] * gradRows[row] : 0;
}

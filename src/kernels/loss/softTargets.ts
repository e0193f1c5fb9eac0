import { coordinate, quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type CrossEntropySizes, crossEntropySizeNames } from './crossEntropyRows.ts';

/**
 * The cross entropy of every row against a whole distribution instead of one label.
 *
 *   logits     [outer, classes, inner]
 *   target     [outer, classes, inner], probabilities
 *   logSumExp  [outer, inner], of the logits over the classes
 *   weight     [classes]
 *   output     [outer, inner] = Σ_c weight[c]·((1 − ε)·target[c] + ε/classes)·(logSumExp − logits[c]), ε = `smoothing`
 */
export const softTargetRows: Kernel<CrossEntropySizes> = {
  name: 'softTargetRows',
  inputs: ['logits', 'target', 'logSumExp', 'weight'],
  sizes: crossEntropySizeNames,
  scalars: ['smoothing'],
  element,
  helpers: [quotient],
};

// #region element
function element(
  this: Position<CrossEntropySizes>,
  logits: FlatArray,
  target: FlatArray,
  logSumExp: FlatArray,
  weight: FlatArray,
  smoothing: number,
): number {
  const { classes, inner } = this.constants;
  const outer = quotient(this.thread.x, inner);
  const start = outer * classes * inner + (this.thread.x - outer * inner);
  const normaliser = logSumExp[this.thread.x];
  let total = 0;
  for (let k = 0; k < classes; k++) {
    const truth = (1 - smoothing) * target[start + k * inner] + smoothing / classes;
    total += weight[k] * truth * (normaliser - logits[start + k * inner]);
  }
  return total;
}
// #endregion

/** The weighted truth of every row, Σ_c weight[c]·((1 − ε)·target[c] + ε/classes): what its softmax is scaled with. */
export const softTargetMass: Kernel<CrossEntropySizes> = {
  name: 'softTargetMass',
  inputs: ['target', 'weight'],
  sizes: crossEntropySizeNames,
  scalars: ['smoothing'],
  element: massElement,
  helpers: [quotient],
};

function massElement(
  this: Position<CrossEntropySizes>,
  target: FlatArray,
  weight: FlatArray,
  smoothing: number,
): number {
  const { classes, inner } = this.constants;
  const outer = quotient(this.thread.x, inner);
  const start = outer * classes * inner + (this.thread.x - outer * inner);
  let total = 0;
  for (let k = 0; k < classes; k++) {
    total += weight[k] * ((1 - smoothing) * target[start + k * inner] + smoothing / classes);
  }
  return total;
}

/** By the logits: gradRows·(softmax·mass − weight·truth), with `mass` from softTargetMass. */
export const softTargetGradLogits: Kernel<CrossEntropySizes> = {
  name: 'softTargetGradLogits',
  inputs: ['gradRows', 'logits', 'target', 'logSumExp', 'weight', 'mass'],
  sizes: crossEntropySizeNames,
  scalars: ['smoothing'],
  element: gradLogitsElement,
  helpers: [quotient, coordinate],
};

function gradLogitsElement(
  this: Position<CrossEntropySizes>,
  gradRows: FlatArray,
  logits: FlatArray,
  target: FlatArray,
  logSumExp: FlatArray,
  weight: FlatArray,
  mass: FlatArray,
  smoothing: number,
): number {
  const { classes, inner } = this.constants;
  const row = quotient(this.thread.x, classes * inner) * inner + coordinate(this.thread.x, inner, 1);
  const here = coordinate(this.thread.x, classes, inner);
  const softmax = Math.exp(logits[this.thread.x] - logSumExp[row]);
  const truth = (1 - smoothing) * target[this.thread.x] + smoothing / classes;
  return gradRows[row] * (softmax * mass[row] - weight[here] * truth);
}

/** By the target: gradRows·weight·(1 − ε)·(logSumExp − logits). */
export const softTargetGradTarget: Kernel<CrossEntropySizes> = {
  name: 'softTargetGradTarget',
  inputs: ['gradRows', 'logits', 'logSumExp', 'weight'],
  sizes: crossEntropySizeNames,
  scalars: ['smoothing'],
  element: gradTargetElement,
  helpers: [quotient, coordinate],
};

function gradTargetElement(
  this: Position<CrossEntropySizes>,
  gradRows: FlatArray,
  logits: FlatArray,
  logSumExp: FlatArray,
  weight: FlatArray,
  smoothing: number,
): number {
  const { classes, inner } = this.constants;
  const row = quotient(this.thread.x, classes * inner) * inner + coordinate(this.thread.x, inner, 1);
  const here = coordinate(this.thread.x, classes, inner);
  return gradRows[row] * weight[here] * (1 - smoothing) * (logSumExp[row] - logits[this.thread.x]);
}

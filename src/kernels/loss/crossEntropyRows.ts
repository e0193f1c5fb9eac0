import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

export const crossEntropySizeNames = ['rows', 'classes', 'inner'] as const;

/** Logits seen as [outer, classes, inner]; a row is one (outer, inner), and rows = outer · inner. */
export type CrossEntropySizes = SizesNamed<typeof crossEntropySizeNames>;

/**
 * The loss of every row: how surprised the softmax is by the label.
 *
 *   logits     [outer, classes, inner]
 *   labels     [outer, inner], int32
 *   logSumExp  [outer, inner], of the logits over the classes
 *   weight     [classes]
 *   output     [outer, inner] = (1 − ε)·weight[t]·(logSumExp − logits[t]) + ε/classes · Σ_c weight[c]·(logSumExp − logits[c])
 *
 * where t is the label and ε `smoothing`. A label equal to `ignoreIndex` gives 0, one outside the classes NaN.
 */
export const crossEntropyRows: Kernel<CrossEntropySizes> = {
  name: 'crossEntropyRows',
  inputs: ['logits', 'labels', 'logSumExp', 'weight'],
  sizes: crossEntropySizeNames,
  scalars: ['ignoreIndex', 'smoothing'],
  element,
  helpers: [quotient],
};

// #region element
function element(
  this: Position<CrossEntropySizes>,
  logits: FlatArray,
  labels: FlatArray,
  logSumExp: FlatArray,
  weight: FlatArray,
  ignoreIndex: number,
  smoothing: number,
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
  const start = outer * classes * inner + (this.thread.x - outer * inner);
  const normaliser = logSumExp[this.thread.x];
  const nll = weight[label] * (normaliser - logits[start + label * inner]);
  if (smoothing === 0) {
    return nll;
  }
  let spread = 0;
  for (let k = 0; k < classes; k++) {
    spread += weight[k] * (normaliser - logits[start + k * inner]);
  }
  return (1 - smoothing) * nll + (smoothing / classes) * spread;
}
// #endregion

import { elementOfCut } from '../../shape/cut.ts';
import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type CutSizes, cutSizeNames } from './cutSizes.ts';

/**
 * A piece put where it was cut from, with zeros around it: the gradient of cutting.
 *
 *   source  [outer, cutSize, inner]
 *   output  [outer, axisSize, inner]
 */
export const place: Kernel<CutSizes> = {
  name: 'place',
  inputs: ['source'],
  sizes: cutSizeNames,
  scalars: [],
  element,
  helpers: [quotient, elementOfCut],
};

// #region element
function element(this: Position<CutSizes>, source: FlatArray): number {
  const { axisSize, start, step, cutSize, inner } = this.constants;
  const row = quotient(this.thread.x, inner); // outer · axisSize + this place
  const outer = quotient(row, axisSize);
  // Was this place cut out?
  const k = elementOfCut(row - outer * axisSize, start, step, cutSize);
  if (k < 0) {
    return 0;
  }
  return source[(outer * cutSize + k) * inner + (this.thread.x - row * inner)];
}
// #endregion

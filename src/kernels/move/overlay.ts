import { elementOfCut } from '../../shape/cut.ts';
import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type CutSizes, cutSizeNames } from './cutSizes.ts';

/**
 * A tensor with a piece of it replaced: what writing into a slice gives.
 *
 *   input   [outer, axisSize, inner]
 *   source  [outer, cutSize, inner]
 *   output  [outer, axisSize, inner]
 */
export const overlay: Kernel<CutSizes> = {
  name: 'overlay',
  inputs: ['input', 'source'],
  sizes: cutSizeNames,
  scalars: [],
  element,
  helpers: [quotient, elementOfCut],
};

// #region element
function element(this: Position<CutSizes>, input: FlatArray, source: FlatArray): number {
  const { axisSize, start, step, cutSize, inner } = this.constants;
  const row = quotient(this.thread.x, inner); // outer · axisSize + this place
  const outer = quotient(row, axisSize);
  // Does the piece cover this place?
  const k = elementOfCut(row - outer * axisSize, start, step, cutSize);
  if (k < 0) {
    return input[this.thread.x];
  }
  return source[(outer * cutSize + k) * inner + (this.thread.x - row * inner)];
}
// #endregion

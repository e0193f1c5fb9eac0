import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type GatherSizes, gatherSizeNames } from './gather.ts';

/**
 * Overwrites whole slices along one axis, given who writes where: output[o, k, i] = source[o, writers[k], i], or the
 * input where nobody writes.
 *
 *   input    [outer, inSize, inner]
 *   source   [outer, outSize, inner]
 *   writers  [inSize], from lastWriter
 *   output   [outer, inSize, inner]
 */
export const indexCopy: Kernel<GatherSizes> = {
  name: 'indexCopy',
  inputs: ['input', 'source', 'writers'],
  sizes: gatherSizeNames,
  scalars: [],
  element,
  helpers: [quotient],
};

// #region element
function element(this: Position<GatherSizes>, input: FlatArray, source: FlatArray, writers: FlatArray): number {
  const { inSize, outSize, inner } = this.constants;
  const row = quotient(this.thread.x, inner); // outer · inSize + this place
  const outer = quotient(row, inSize);
  const writer = writers[row - outer * inSize];
  if (writer < 0) {
    return input[this.thread.x];
  }
  if (!(writer < outSize)) {
    return 0 / 0;
  }
  return source[(outer * outSize + writer) * inner + (this.thread.x - row * inner)];
}
// #endregion

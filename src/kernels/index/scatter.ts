import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type GatherSizes, gatherSizeNames } from './gather.ts';

/**
 * Overwrites along one axis, given who writes where: output[o, k, i] = source[o, writers[o, k, i], i], or the input
 * where nobody writes.
 *
 *   input    [outer, inSize, inner]
 *   source   [outer, outSize, inner]
 *   writers  [outer, inSize, inner], from lastWriter
 *   output   [outer, inSize, inner]
 */
export const scatter: Kernel<GatherSizes> = {
  name: 'scatter',
  inputs: ['input', 'source', 'writers'],
  sizes: gatherSizeNames,
  scalars: [],
  element,
  helpers: [quotient],
};

// #region element
function element(this: Position<GatherSizes>, input: FlatArray, source: FlatArray, writers: FlatArray): number {
  const { inSize, outSize, inner } = this.constants;
  const writer = writers[this.thread.x];
  if (writer < 0) {
    return input[this.thread.x];
  }
  if (!(writer < outSize)) {
    return 0 / 0;
  }
  const row = quotient(this.thread.x, inner); // outer · inSize + this place
  const outer = quotient(row, inSize);
  return source[(outer * outSize + writer) * inner + (this.thread.x - row * inner)];
}
// #endregion

import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

const sizes = ['inSize', 'outSize'] as const;

/** Cells of one plane, before and after. */
export type UnpoolSizes = SizesNamed<typeof sizes>;

/**
 * Puts pooled values back to where they came from, and zeros everywhere else: every output cell asks which value has
 * its index. Where several have, the last one stays. (C++ goes through the values once instead.)
 *
 *   input    [planes, inSize]
 *   indices  [planes, inSize], of cells in the output's plane
 *   output   [planes, outSize]
 */
export const maxUnpool2d: Kernel<UnpoolSizes> = {
  name: 'maxUnpool2d',
  inputs: ['input', 'indices'],
  sizes,
  scalars: [],
  element,
  helpers: [quotient],
};

// #region element
function element(this: Position<UnpoolSizes>, input: FlatArray, indices: FlatArray): number {
  const { inSize, outSize } = this.constants;
  const plane = quotient(this.thread.x, outSize);
  const here = this.thread.x - plane * outSize;
  let value = 0;
  for (let cell = 0; cell < inSize; cell++) {
    if (indices[plane * inSize + cell] === here) {
      value = input[plane * inSize + cell];
    }
  }
  return value;
}
// #endregion

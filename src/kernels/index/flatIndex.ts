import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

const sizes = ['size'] as const;

/** `size` of the axis that the new index counts along. */
export type FlatIndexSizes = SizesNamed<typeof sizes>;

/**
 * Adds one axis to a flat index: flat · size + index, where a negative index counts from the end. −1, which is nowhere,
 * if either lies outside its axis.
 *
 *   flat, index, output  the same shape
 */
export const flatIndex: Kernel<FlatIndexSizes> = {
  name: 'flatIndex',
  inputs: ['flat', 'index'],
  sizes,
  scalars: [],
  element,
  helpers: [],
};

// #region element
function element(this: Position<FlatIndexSizes>, flat: FlatArray, index: FlatArray): number {
  const { size } = this.constants;
  const before = flat[this.thread.x];
  const here = index[this.thread.x];
  if (!(before >= 0 && here >= -size && here < size)) {
    return -1;
  }
  return before * size + (here < 0 ? here + size : here);
}
// #endregion

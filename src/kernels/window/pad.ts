import { paddedFrom } from '../../shape/padding.ts';
import { coordinate, quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

const sizes = ['inSize', 'outSize', 'inner', 'before', 'mode'] as const;

/**
 * One padded axis, seen as the middle one of [outer, size, inner]. `before` counts the cells in front of it (negative
 * where some are cut off); `mode` is a number of `padModes`.
 */
export type PadSizes = SizesNamed<typeof sizes>;

/**
 * Continues one axis beyond its ends: every output cell copies the input cell that `paddedFrom` names, or is `value`.
 *
 *   input   [outer, inSize, inner]
 *   output  [outer, outSize, inner]
 */
export const pad: Kernel<PadSizes> = {
  name: 'pad',
  inputs: ['input'],
  sizes,
  scalars: ['value'],
  element,
  helpers: [quotient, coordinate, paddedFrom],
};

// #region element
function element(this: Position<PadSizes>, input: FlatArray, value: number): number {
  const { inSize, outSize, inner, before, mode } = this.constants;
  const along = coordinate(this.thread.x, inner, 1);
  const outPlace = coordinate(this.thread.x, outSize, inner);
  const outer = quotient(this.thread.x, outSize * inner);

  // Whom does this cell copy?
  const from = paddedFrom(outPlace - before, inSize, mode);
  return from < 0 ? value : input[(outer * inSize + from) * inner + along];
}
// #endregion

/**
 * The gradient of `pad`: every input cell asks which output cells copied it, itself and those in the padding before and
 * after, and adds up what they received.
 *
 *   gradOutput  [outer, outSize, inner]
 *   gradInput   [outer, inSize, inner]
 */
export const padGrad: Kernel<PadSizes> = {
  name: 'padGrad',
  inputs: ['gradOutput'],
  sizes,
  scalars: [],
  element: gradElement,
  helpers: [quotient, coordinate, paddedFrom],
};

// #region gradElement
function gradElement(this: Position<PadSizes>, gradOutput: FlatArray): number {
  const { inSize, outSize, inner, before, mode } = this.constants;
  const along = coordinate(this.thread.x, inner, 1);
  const here = coordinate(this.thread.x, inSize, inner);
  const start = quotient(this.thread.x, inSize * inner) * outSize * inner + along;

  // The cell itself, unless it was cut off.
  const itself = here + before;
  let sum = itself >= 0 && itself < outSize ? gradOutput[start + itself * inner] : 0;
  for (let leading = 0; leading < Math.min(before, outSize); leading++) {
    if (paddedFrom(leading - before, inSize, mode) === here) {
      sum += gradOutput[start + leading * inner];
    }
  }
  for (let trailing = Math.max(before + inSize, 0); trailing < outSize; trailing++) {
    if (paddedFrom(trailing - before, inSize, mode) === here) {
      sum += gradOutput[start + trailing * inner];
    }
  }
  return sum;
}
// #endregion

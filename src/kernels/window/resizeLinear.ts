import { endOfReaders, firstReader, onAxis, resizedFrom } from '../../shape/resize.ts';
import { coordinate, quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ResizeSizes, resizeSizeNames } from './resizeSizes.ts';

/**
 * Resizes one axis: every output cell lies between two input cells, and mixes them; the nearer one counts more. On two
 * axes, one after the other, this is the bilinear interpolation.
 *
 *   input   [outer, inSize, inner]
 *   output  [outer, outSize, inner]
 */
export const resizeLinear: Kernel<ResizeSizes> = {
  name: 'resizeLinear',
  inputs: ['input'],
  sizes: resizeSizeNames,
  scalars: ['scale', 'shift'],
  element,
  helpers: [quotient, coordinate, resizedFrom, onAxis],
};

// #region element
function element(this: Position<ResizeSizes>, input: FlatArray, scale: number, shift: number): number {
  const { inSize, outSize, inner } = this.constants;
  const along = coordinate(this.thread.x, inner, 1);
  const outPlace = coordinate(this.thread.x, outSize, inner);
  const start = quotient(this.thread.x, outSize * inner) * inSize * inner + along;

  // Between which two cells does this one lie?
  const place = onAxis(resizedFrom(outPlace, scale, shift), inSize);
  const lower = Math.floor(place);
  const upper = onAxis(lower + 1, inSize);
  const shareOfUpper = place - lower;
  return (1 - shareOfUpper) * input[start + lower * inner] + shareOfUpper * input[start + upper * inner];
}
// #endregion

/**
 * The gradient of `resizeLinear`: every input cell gathers its share in the output cells around it.
 *
 *   gradOutput  [outer, outSize, inner]
 *   gradInput   [outer, inSize, inner]
 */
export const resizeLinearGrad: Kernel<ResizeSizes> = {
  name: 'resizeLinearGrad',
  inputs: ['gradOutput'],
  sizes: resizeSizeNames,
  scalars: ['scale', 'shift'],
  element: gradElement,
  helpers: [quotient, coordinate, resizedFrom, onAxis, linearShare, firstReader, endOfReaders],
};

// #region gradElement
function gradElement(this: Position<ResizeSizes>, gradOutput: FlatArray, scale: number, shift: number): number {
  const { inSize, outSize, inner } = this.constants;
  const along = coordinate(this.thread.x, inner, 1);
  const here = coordinate(this.thread.x, inSize, inner);
  const start = quotient(this.thread.x, inSize * inner) * outSize * inner + along;

  const first = firstReader(here, 1, scale, shift, outSize);
  const end = endOfReaders(here, 1, scale, shift, inSize, outSize);
  let sum = 0;
  for (let outPlace = first; outPlace < end; outPlace++) {
    const place = onAxis(resizedFrom(outPlace, scale, shift), inSize);
    sum += linearShare(place - here) * gradOutput[start + outPlace * inner];
  }
  return sum;
}
// #endregion

/** The share of a cell in what lies `distance` from it: 1 on the cell itself, falling to 0 on its neighbours. */
function linearShare(distance: number): number {
  return Math.max(0, 1 - Math.abs(distance));
}

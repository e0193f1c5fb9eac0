import { endOfReaders, firstReader, nearestCell, onAxis, resizedFrom } from '../../shape/resize.ts';
import { coordinate, quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ResizeSizes, resizeSizeNames } from './resizeSizes.ts';

/**
 * Resizes one axis: every output cell copies the input cell that it falls into.
 *
 *   input   [outer, inSize, inner]
 *   output  [outer, outSize, inner]
 */
export const resizeNearest: Kernel<ResizeSizes> = {
  name: 'resizeNearest',
  inputs: ['input'],
  sizes: resizeSizeNames,
  scalars: ['scale', 'shift'],
  element,
  helpers: [quotient, coordinate, resizedFrom, onAxis, nearestCell],
};

// #region element
function element(this: Position<ResizeSizes>, input: FlatArray, scale: number, shift: number): number {
  const { inSize, outSize, inner } = this.constants;
  const along = coordinate(this.thread.x, inner, 1);
  const outPlace = coordinate(this.thread.x, outSize, inner);
  const start = quotient(this.thread.x, outSize * inner) * inSize * inner + along;

  // Which cell does this one fall into?
  const from = nearestCell(resizedFrom(outPlace, scale, shift), inSize);
  return input[start + from * inner];
}
// #endregion

/**
 * The gradient of `resizeNearest`: every input cell asks which output cells copied it.
 *
 *   gradOutput  [outer, outSize, inner]
 *   gradInput   [outer, inSize, inner]
 */
export const resizeNearestGrad: Kernel<ResizeSizes> = {
  name: 'resizeNearestGrad',
  inputs: ['gradOutput'],
  sizes: resizeSizeNames,
  scalars: ['scale', 'shift'],
  element: gradElement,
  helpers: [quotient, coordinate, resizedFrom, onAxis, nearestCell, firstReader, endOfReaders],
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
    if (nearestCell(resizedFrom(outPlace, scale, shift), inSize) === here) {
      sum += gradOutput[start + outPlace * inner];
    }
  }
  return sum;
}
// #endregion

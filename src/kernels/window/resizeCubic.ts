import { endOfReaders, firstReader, onAxis, resizedFrom } from '../../shape/resize.ts';
import { coordinate, quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type ResizeSizes, resizeSizeNames } from './resizeSizes.ts';

/**
 * Resizes one axis: a smooth curve is laid through four input cells around every output cell. On two axes, one after the
 * other, this is the bicubic interpolation. Cells beyond the ends are as the last ones.
 *
 * Source: Keys, "Cubic convolution interpolation for digital image processing" (1981), with a = −0.75.
 *
 *   input   [outer, inSize, inner]
 *   output  [outer, outSize, inner]
 */
export const resizeCubic: Kernel<ResizeSizes> = {
  name: 'resizeCubic',
  inputs: ['input'],
  sizes: resizeSizeNames,
  scalars: ['scale', 'shift'],
  element,
  helpers: [quotient, coordinate, resizedFrom, onAxis, cubicShare],
};

// #region element
function element(this: Position<ResizeSizes>, input: FlatArray, scale: number, shift: number): number {
  const { inSize, outSize, inner } = this.constants;
  const along = coordinate(this.thread.x, inner, 1);
  const outPlace = coordinate(this.thread.x, outSize, inner);
  const start = quotient(this.thread.x, outSize * inner) * inSize * inner + along;

  const place = resizedFrom(outPlace, scale, shift);
  const lower = Math.floor(place);
  let sum = 0;
  for (let tap = -1; tap <= 2; tap++) {
    sum += cubicShare(place - lower - tap) * input[start + onAxis(lower + tap, inSize) * inner];
  }
  return sum;
}
// #endregion

/**
 * The gradient of `resizeCubic`: every input cell gathers its share in the output cells around it.
 *
 *   gradOutput  [outer, outSize, inner]
 *   gradInput   [outer, inSize, inner]
 */
export const resizeCubicGrad: Kernel<ResizeSizes> = {
  name: 'resizeCubicGrad',
  inputs: ['gradOutput'],
  sizes: resizeSizeNames,
  scalars: ['scale', 'shift'],
  element: gradElement,
  helpers: [quotient, coordinate, resizedFrom, onAxis, cubicShare, firstReader, endOfReaders],
};

// #region gradElement
function gradElement(this: Position<ResizeSizes>, gradOutput: FlatArray, scale: number, shift: number): number {
  const { inSize, outSize, inner } = this.constants;
  const along = coordinate(this.thread.x, inner, 1);
  const here = coordinate(this.thread.x, inSize, inner);
  const start = quotient(this.thread.x, inSize * inner) * outSize * inner + along;

  const first = firstReader(here, 2, scale, shift, outSize);
  const end = endOfReaders(here, 2, scale, shift, inSize, outSize);
  let sum = 0;
  for (let outPlace = first; outPlace < end; outPlace++) {
    const place = resizedFrom(outPlace, scale, shift);
    const lower = Math.floor(place);
    for (let tap = -1; tap <= 2; tap++) {
      if (onAxis(lower + tap, inSize) === here) {
        sum += cubicShare(place - lower - tap) * gradOutput[start + outPlace * inner];
      }
    }
  }
  return sum;
}
// #endregion

/** The share of a cell in what lies `distance` from it: 1 on the cell itself, 0 from two cells on, a bit below between. */
function cubicShare(distance: number): number {
  const d = Math.abs(distance);
  if (d <= 1) {
    return (1.25 * d - 2.25) * d * d + 1;
  }
  return -0.75 * (((d - 5) * d + 8) * d - 4);
}

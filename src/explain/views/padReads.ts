import type { PadSizes } from '../../kernels/window/pad.ts';
import { paddedFrom } from '../../shape/padding.ts';

/** What `pad` has to read for one element: the cell that it copies; nothing for a constant. */
export function padReads({ inSize, outSize, inner, before, mode }: PadSizes, flat: number): number[] {
  const [outer, along, at] = inRows(flat, outSize, inner);
  const from = paddedFrom(at - before, inSize, mode);
  return from < 0 ? [] : [(outer * inSize + from) * inner + along];
}

/** What its gradient has to read for one element: the cell itself, unless it was cut off, and then its copies in order. */
export function padGradReads({ inSize, outSize, inner, before, mode }: PadSizes, flat: number): number[] {
  const [outer, along, here] = inRows(flat, inSize, inner);
  const places = [...Array(outSize).keys()].filter((place) => paddedFrom(place - before, inSize, mode) === here);
  const itself = places.filter((place) => place === here + before);
  const copies = places.filter((place) => place !== here + before);
  return [...itself, ...copies].map((place) => (outer * outSize + place) * inner + along);
}

/** A flat index in [outer, size, inner]. */
function inRows(flat: number, size: number, inner: number): [outer: number, along: number, at: number] {
  const row = Math.floor(flat / inner);
  return [Math.floor(row / size), flat % inner, row % size];
}

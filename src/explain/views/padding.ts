import { type PadSizes, pad } from '../../kernels/window/pad.ts';
import { padModes } from '../../shape/padding.ts';
import { rowMajorStrides, type Shape } from '../../shape/rowMajor.ts';
import type { ExplainedArray } from '../backend.ts';
import { explainElement } from '../explainElement.ts';
import { coordinatesOf, flatIndex, isInside } from '../reads.ts';
import type { Cell, Tap, WindowPlace } from '../step.ts';
import type { View } from '../view.ts';

/** A tensor as it was before runs of `pad` continued it, axis by axis. */
interface Unpadded {
  readonly shape: Shape;
  /** How many cells were put in front, along each axis. */
  readonly before: readonly number[];
  /** Flat index by flat index, which cell of it a padded cell copies. */
  sourceOf(flat: number): number;
}

/**
 * A view of a kernel that read a padded tensor, as a view of the tensor before it was padded: coordinates count from
 * its own first cell, and cells of the padding say which cell they copy.
 */
export function throughPadding(view: View, tensor: string, array: ExplainedArray, padded: Shape): View {
  const original = unpadded(array, padded);
  if (original === undefined) return view;
  const { shape, before, sourceOf } = original;
  const shifted = (index: readonly number[], by: readonly number[]) => index.map((at, axis) => at - by[axis]);

  const asBefore = (tap: Tap): Tap => {
    if (tap.cell.tensor !== tensor || tap.isPadding) return tap;
    const cell: Cell = { ...tap.cell, index: shifted(tap.cell.index, before) };
    if (isInside(cell.index, shape)) return { ...tap, cell };
    const source = coordinatesOf(sourceOf(flatIndex(tap.cell.index, padded)), shape);
    return { ...tap, cell, isPadding: true, source: { ...cell, index: source } };
  };
  const window: WindowPlace | undefined = view.window && {
    ...view.window,
    first: shifted(view.window.first, before.slice(-view.window.first.length)),
  };
  return { ...view, taps: view.taps.map(asBefore), ...(window && { window }) };
}

/** Follows a padded array back to what was padded; undefined if it was not, or with a constant, which copies nobody. */
function unpadded(array: ExplainedArray, padded: Shape): Unpadded | undefined {
  const { making } = array;
  if ((making?.kernel as unknown) !== pad || making === undefined) return undefined;
  const sizes = making.request.sizes as PadSizes;
  if (sizes.mode === padModes.constant) return undefined;
  const axis = paddedAxis(padded, sizes);
  const shape = padded.map((size, at) => (at === axis ? sizes.inSize : size));
  const own = padded.map((_, at) => (at === axis ? sizes.before : 0));

  const [inner] = making.inputs;
  const further = unpadded(inner, shape);
  const { scalars, dtype } = making.request;
  const sourceOf = (flat: number): number => {
    const { reads } = explainElement(pad, [inner.numbers], { sizes, scalars, dtype }, flat);
    return reads[0].index;
  };
  if (further === undefined) return { shape, before: own, sourceOf };
  return {
    shape: further.shape,
    before: own.map((count, at) => count + further.before[at]),
    sourceOf: (flat) => further.sourceOf(sourceOf(flat)),
  };
}

/** Which axis a run of `pad` continued: it sees the tensor as [outer, size, inner]. */
function paddedAxis(padded: Shape, { outSize, inner }: PadSizes): number {
  return rowMajorStrides(padded).findLastIndex((stride, axis) => stride === inner && padded[axis] === outSize);
}

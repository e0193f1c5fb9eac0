import { type PadSizes, pad } from '../../kernels/window/pad.ts';
import { padModes } from '../../shape/padding.ts';
import { rowMajorStrides, type Shape } from '../../shape/rowMajor.ts';
import type { ExplainedArray } from '../backend.ts';
import { type ElementRequest, explainElement } from '../explainElement.ts';
import { numberText } from '../formula.ts';
import { coordinatesOf, flatIndex, isInside, Reads } from '../reads.ts';
import type { Cell, Tap, WindowPlace } from '../step.ts';
import type { Sight, View } from '../view.ts';
import { padReads } from './padReads.ts';

/** A tensor as it was before runs of `pad` continued it, axis by axis. */
interface Unpadded {
  readonly shape: Shape;
  /** How many cells were put in front, along each axis; negative where some were cut off. */
  readonly before: readonly number[];
  /** Flat index by flat index, which cell of it a padded cell copies; undefined in constant padding. */
  sourceOf(flat: number): number | undefined;
}

/**
 * A view of a kernel that read a padded tensor, as a view of the tensor before it was padded: coordinates count from
 * its own first cell, and cells of the padding say which cell they copy. Constants are left where they are.
 */
export function throughPadding(view: View, tensor: string, array: ExplainedArray, padded: Shape): View {
  const original = unpadded(array, padded, (sizes) => sizes.mode !== padModes.constant);
  if (original === undefined) return view;
  const { shape, before, sourceOf } = original;

  const asBefore = (tap: Tap): Tap => {
    if (tap.cell.tensor !== tensor || tap.isPadding) return tap;
    const cell: Cell = { ...tap.cell, index: shifted(tap.cell.index, before) };
    if (isInside(cell.index, shape)) return { ...tap, cell };
    const source = sourceOf(flatIndex(tap.cell.index, padded));
    if (source === undefined) return { ...tap, cell, isPadding: true };
    return { ...tap, cell, isPadding: true, source: { ...cell, index: coordinatesOf(source, shape) } };
  };
  const window: WindowPlace | undefined = view.window && {
    ...view.window,
    first: shifted(view.window.first, before.slice(-view.window.first.length)),
  };
  return { ...view, taps: view.taps.map(asBefore), ...(window && { window }) };
}

/** Which cell a padded cell copies, through all the axes that were padded one after the other. */
export function viewPad({ sizes, scalars, flat, shape, value, reads, arrays, making }: Sight<PadSizes>): View {
  const [input] = making.inputs;
  const request = { sizes, scalars, dtype: making.request.dtype };
  const original = unpaddedBy(input, shape, { sizes, request }, () => true);
  const index = coordinatesOf(flat, shape);
  const place = shifted(index, original.before);
  const source = original.sourceOf(flat);
  reads.takeAll('input', padReads(sizes, flat));

  const cell = { tensor: Object.keys(arrays)[0], index: place, value };
  const isPadding = !isInside(place, original.shape);
  const from = source === undefined ? undefined : coordinatesOf(source, original.shape);
  const copied = from === undefined || !isPadding ? undefined : { ...cell, index: from };
  const told = from === undefined ? 'constant padding' : `input[${from.join(', ')}]`;
  return {
    operation: 'pad',
    pass: 'forward',
    output: { tensor: 'output', index },
    taps: [{ place, cell, product: value, isPadding, ...(copied && { source: copied }) }],
    partials: [{ label: 'copied', sum: value }],
    formula: `${told} = ${numberText(value)}`,
  };
}

/** Follows a padded array back to what was padded; undefined if it was not, or not in a way that is looked through. */
function unpadded(array: ExplainedArray, padded: Shape, isSeenThrough: SeenThrough): Unpadded | undefined {
  const { making } = array;
  if ((making?.kernel as unknown) !== pad || making === undefined) return undefined;
  const sizes = making.request.sizes as PadSizes;
  if (!isSeenThrough(sizes)) return undefined;
  return unpaddedBy(making.inputs[0], padded, { sizes, request: { ...making.request, sizes } }, isSeenThrough);
}

type SeenThrough = (sizes: PadSizes) => boolean;

interface PadRun {
  readonly sizes: PadSizes;
  readonly request: ElementRequest<PadSizes>;
}

/** The same for an array of which the last run of `pad` is known. */
function unpaddedBy(
  inner: ExplainedArray,
  padded: Shape,
  { sizes, request }: PadRun,
  isSeenThrough: SeenThrough,
): Unpadded {
  const axis = paddedAxis(padded, sizes);
  const shape = padded.map((size, at) => (at === axis ? sizes.inSize : size));
  const own = padded.map((_, at) => (at === axis ? sizes.before : 0));
  const sourceOf = (flat: number): number | undefined => {
    const reads = new Reads(pad.name, explainElement(pad, [inner.numbers], request, flat).reads);
    const [source] = reads.takeAll('input', padReads(sizes, flat));
    reads.finish();
    return source;
  };
  const further = unpadded(inner, shape, isSeenThrough);
  if (further === undefined) return { shape, before: own, sourceOf };
  return {
    shape: further.shape,
    before: own.map((count, at) => count + further.before[at]),
    sourceOf(flat) {
      const source = sourceOf(flat);
      return source === undefined ? undefined : further.sourceOf(source);
    },
  };
}

/** Which axis a run of `pad` or of its gradient continued: it sees the tensor as [outer, size, inner]. */
export function paddedAxis(padded: Shape, { outSize, inner }: PadSizes): number {
  return rowMajorStrides(padded).findLastIndex((stride, axis) => stride === inner && padded[axis] === outSize);
}

export function shifted(index: readonly number[], by: readonly number[]): number[] {
  return index.map((at, axis) => at - by[axis]);
}

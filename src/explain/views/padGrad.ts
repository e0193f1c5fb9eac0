import { conv2dGradInput } from '../../kernels/window/conv2dGradInput.ts';
import type { ConvSizes } from '../../kernels/window/convSizes.ts';
import { type PadSizes, padGrad } from '../../kernels/window/pad.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import type { ExplainedArray } from '../backend.ts';
import type { Read } from '../explainElement.ts';
import { coordinatesOf } from '../reads.ts';
import type { Tap } from '../step.ts';
import { type Sight, sightOf, sumsBy, type View } from '../view.ts';
import { viewConv2dGradInput } from './conv2d.ts';
import { axesOf, inAxes } from './convAxes.ts';
import { shifted } from './padding.ts';
import { padGradReads } from './padReads.ts';

/** A cell of the padded tensor that is the asked cell, or a copy of it: where it lies, counted from the input's first. */
interface Copy {
  readonly flat: number;
  readonly place: readonly number[];
  readonly value: number;
}

/** The gradient of a padded tensor, and which of its cells copy one cell of the input. */
interface Copies {
  readonly array: ExplainedArray;
  readonly shape: Shape;
  readonly copies: readonly Copy[];
}

/**
 * What came back to a cell and to its copies in the padding. Where a convolution read the padded tensor, what came back
 * to each of them is what the taps over it sent, and those are shown.
 */
export function viewPadGrad(sight: Sight<PadSizes>): View {
  const { making, shape, flat, reads } = sight;
  const { made } = reads;
  const own = making.request.shape ?? shape;
  const found = copiesOf(making.inputs[0], own, sight.sizes, made);
  reads.takeAll('gradOutput', padGradReads(sight.sizes, flat));
  const { array, copies } = found;
  if ((array.making?.kernel as unknown) === conv2dGradInput && array.making !== undefined) {
    const { sizes } = array.making.request as { readonly sizes: ConvSizes };
    const views = copies.map(({ flat: at }) => viewWithin(array, at, found.shape));
    const taps = views.flatMap((view, copy) =>
      view.taps.map((tap) => ({ ...tap, place: copies.length === 1 ? tap.place : [copy, ...tap.place] })),
    );
    const sums = views.flatMap(({ partials = [] }, copy) =>
      partials.map(({ label, sum }) => ({ label: `${label}, ${copyText(copies[copy], own)}`, sum })),
    );
    const partials = copies.length === 1 ? (views[0].partials ?? []) : sums;
    const output = { tensor: 'gradInput', index: coordinatesOf(flat, own) };
    const pass = 'gradient of input';
    const view: View = { operation: 'conv2d', kernel: conv2dGradInput.name, pass, output, taps, partials };
    return inAxes(view, axesOf(shape, own, { ...sizes, inHeight: own[2], inWidth: own[3] }));
  }
  const taps = copies.map(({ flat: at, place, value }): Tap => {
    const cell = { tensor: 'gradOutput', index: coordinatesOf(at, found.shape), value };
    return { place, cell, product: value, isPadding: false };
  });
  return {
    operation: 'pad',
    pass: 'gradient of input',
    output: { tensor: 'gradInput', index: coordinatesOf(flat, shape) },
    taps,
    partials: sumsBy(taps, () => 'copies'),
  };
}

function viewWithin(array: ExplainedArray, flat: number, shape: Shape): View {
  if (array.making === undefined) throw new TypeError('padGrad: nothing made its input'); // asked before
  const sight = sightOf<ConvSizes>(array.making, flat, shape);
  const view = viewConv2dGradInput(sight);
  sight.reads.finish();
  return view;
}

/** Follows what one run of `padGrad` read to the gradient of the tensor that was padded along all its axes. */
function copiesOf(array: ExplainedArray, unpadded: Shape, sizes: PadSizes, reads: readonly Read[]): Copies {
  const axis = axisOf(unpadded, array.shape, sizes);
  const shape = unpadded.map((size, at) => (at === axis ? sizes.outSize : size));
  const before = unpadded.map((_, at) => (at === axis ? sizes.before : 0));
  const { making } = array;
  if (making === undefined || (making.kernel as unknown) !== padGrad) {
    const copies = reads.map(({ index, value }) => {
      return { flat: index, place: shifted(coordinatesOf(index, shape), before), value };
    });
    return { array, shape, copies };
  }
  const further = reads.map(({ index }) => {
    const { reads: inner, sizes: own } = sightOf<PadSizes>(making, index, shape);
    inner.takeAll('gradOutput', padGradReads(own, index));
    inner.finish();
    return copiesOf(making.inputs[0], shape, own, inner.made);
  });
  const [first] = further;
  if (first === undefined) return { array, shape, copies: [] };
  const copies = further.flatMap((found) => found.copies);
  return { ...first, copies: copies.map((copy) => ({ ...copy, place: shifted(copy.place, before) })) };
}

/** Which axis a run of `padGrad` shortened. */
function axisOf(shape: Shape, before: Shape, { inSize, inner }: PadSizes): number {
  const differing = before.length === shape.length ? shape.findIndex((size, axis) => size !== before[axis]) : -1;
  if (differing >= 0) return differing;
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (stride === inner && shape[axis] === inSize) return axis;
    stride *= shape[axis];
  }
  return -1;
}

function copyText({ place }: Copy, shape: Shape): string {
  const isCopy = place.some((at, axis) => at < 0 || at >= shape[axis]);
  return `${isCopy ? 'its copy at' : 'the cell at'} [${place.slice(2).join(', ')}]`;
}

import type { AdaptivePoolSizes } from '../../kernels/window/adaptivePoolSizes.ts';
import type { PoolSizes } from '../../kernels/window/poolSizes.ts';
import { adaptiveEnd, adaptiveStart, inputPosition, outputPosition, pointsBefore } from '../../shape/window.ts';
import { along, cellOf, type Seen, seenAs, shapeOf } from '../seen.ts';
import type { WindowPlace } from '../step.ts';
import type { Spot } from '../taps.ts';
import type { Sight } from '../view.ts';

/** The sizes that every pooling has. */
interface PlaneSizes {
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/** Where one window of a pooling stands, along one axis. */
interface Extent {
  readonly first: number;
  readonly size: number;
  readonly dilation: number;
  readonly text?: string;
}

/** One tap of a window along one axis, and the position of what it is asked for. */
interface Placing {
  readonly tap: number;
  readonly at: number;
}

/** Something under the window, or a window over a cell: by which tap of the window, and where it is in its tensor. */
export interface Placed extends Spot {
  readonly place: readonly number[];
  readonly y: number;
  readonly x: number;
}

/** How a pooling cuts planes into windows, whether they slide or adapt. */
export interface Pooling {
  readonly seen: Seen;
  /** What lies under the window of output [y, x], row by row; some of it may lie in the padding. */
  under(plane: number, outY: number, outX: number): Placed[];
  window(outY: number, outX: number): WindowPlace;
  /** The windows over input [y, x], row by row: one for each tap, though there may be no such place of the window. */
  over(plane: number, inY: number, inX: number): Placed[];
  /** The windows whose first and last tap lie around input [y, x]: with dilation, more than those over it. */
  around(plane: number, inY: number, inX: number): Placed[];
  /** A cell of the output in its own coordinates. */
  output(plane: number, outY: number, outX: number): Spot;
  input(plane: number, inY: number, inX: number): Spot;
}

/** A pooling whose window slides. */
export function sliding(sight: Sight<PoolSizes>, pass: 'forward' | 'backward'): Pooling {
  const { sizes } = sight;
  const { kernelHeight, kernelWidth, strideY, strideX, paddingY, paddingX, dilationY, dilationX } = sizes;
  return pooling(sight, pass, {
    under: (outY, outX) => [
      { first: inputPosition(outY, 0, strideY, paddingY, 1), size: kernelHeight, dilation: dilationY },
      { first: inputPosition(outX, 0, strideX, paddingX, 1), size: kernelWidth, dilation: dilationX },
    ],
    // The last tap lay on the cell when the window stood at its first place.
    over: (inY, inX) => [
      backwards(kernelHeight, (tap) => outputPosition(inY, tap, strideY, paddingY, dilationY)),
      backwards(kernelWidth, (tap) => outputPosition(inX, tap, strideX, paddingX, dilationX)),
    ],
    around: (inY, inX) => [
      spanning(inY + paddingY, dilationY * (kernelHeight - 1), strideY, sizes.outHeight),
      spanning(inX + paddingX, dilationX * (kernelWidth - 1), strideX, sizes.outWidth),
    ],
  });
}

/** A pooling whose windows divide the plane as evenly as they can. */
export function adaptive(sight: Sight<AdaptivePoolSizes>, pass: 'forward' | 'backward'): Pooling {
  const { inHeight, inWidth, outHeight, outWidth } = sight.sizes;
  // The windows over a cell are what a window of the opposite pooling covers.
  const over = (inY: number, inX: number) =>
    [adaptivePlacings(inY, inHeight, outHeight), adaptivePlacings(inX, inWidth, outWidth)] as const;
  return pooling(sight, pass, {
    under: (outY, outX) => [adaptiveExtent(outY, inHeight, outHeight), adaptiveExtent(outX, inWidth, outWidth)],
    over,
    around: over,
  });
}

interface Geometry {
  under(outY: number, outX: number): readonly [down: Extent, across: Extent];
  /** At which places of the window each tap lay on the cell, in ascending order; outside the output: at none. */
  over(inY: number, inX: number): readonly [down: readonly Placing[], across: readonly Placing[]];
  around(inY: number, inX: number): readonly [down: readonly Placing[], across: readonly Placing[]];
}

function pooling(
  { sizes, shape, making }: Sight<PlaneSizes>,
  pass: 'forward' | 'backward',
  geometry: Geometry,
): Pooling {
  const { inHeight, inWidth, outHeight, outWidth } = sizes;
  const [height, width] = pass === 'forward' ? [outHeight, outWidth] : [inHeight, inWidth];
  const { request } = making;
  const count = request.length / (height * width);
  const seen = seenAs(shape, request.shape ?? [count, height, width], { count, height, width });
  const output = (plane: number, y: number, x: number): Spot => ({
    tensor: pass === 'forward' ? 'output' : 'gradOutput',
    index: cellOf(seen, plane, y, x),
    shape: shapeOf(seen, outHeight, outWidth),
  });
  const input = (plane: number, y: number, x: number): Spot => ({
    tensor: pass === 'forward' ? 'input' : 'gradInput',
    index: cellOf(seen, plane, y, x),
    shape: shapeOf(seen, inHeight, inWidth),
  });
  return {
    seen,
    output,
    input,
    under(plane, outY, outX) {
      const [down, across] = geometry.under(outY, outX);
      return grid([placings(down), placings(across)], seen, (y, x) => ({ ...input(plane, y, x), y, x }));
    },
    over(plane, inY, inX) {
      return grid(geometry.over(inY, inX), seen, (y, x) => ({ ...output(plane, y, x), y, x }));
    },
    around(plane, inY, inX) {
      return grid(geometry.around(inY, inX), seen, (y, x) => ({ ...output(plane, y, x), y, x }));
    },
    window(outY, outX) {
      const [down, across] = geometry.under(outY, outX);
      const told = along(seen, down, across);
      const extent = told.flatMap(({ text }) => (text === undefined ? [] : [text]));
      return {
        tensor: 'input',
        first: told.map(({ first }) => first),
        size: told.map(({ size }) => size),
        dilation: told.map(({ dilation }) => dilation),
        ...(extent.length > 0 && { extent }),
      };
    },
  };
}

function grid(
  [down, across]: readonly [readonly Placing[], readonly Placing[]],
  seen: Seen,
  placed: (y: number, x: number) => Omit<Placed, 'place'>,
): Placed[] {
  return down.flatMap((y) => across.map((x) => ({ place: along(seen, y.tap, x.tap), ...placed(y.at, x.at) })));
}

function placings({ first, size, dilation }: Extent): Placing[] {
  return Array.from({ length: size }, (_, tap) => ({ tap, at: first + tap * dilation }));
}

function backwards(taps: number, placeOf: (tap: number) => number): Placing[] {
  return Array.from({ length: taps }, (_, i) => ({ tap: taps - 1 - i, at: placeOf(taps - 1 - i) }));
}

/** The places of windows that have started at `position`, counted from the first cell of the padding, and not ended. */
function spanning(position: number, reach: number, stride: number, places: number): Placing[] {
  const first = pointsBefore(position - reach, 0, stride, places);
  const end = pointsBefore(position + 1, 0, stride, places);
  return Array.from({ length: end - first }, (_, i) => ({ tap: position - (first + i) * stride, at: first + i }));
}

/** The windows of an adaptive pooling over a cell. Their size differs, so they are counted, and not told by taps. */
function adaptivePlacings(cell: number, inSize: number, count: number): Placing[] {
  const first = adaptiveStart(cell, count, inSize);
  return Array.from({ length: adaptiveEnd(cell, count, inSize) - first }, (_, i) => {
    return { tap: i, at: first + i };
  });
}

function adaptiveExtent(place: number, inSize: number, count: number): Extent {
  const first = adaptiveStart(place, inSize, count);
  const end = adaptiveEnd(place, inSize, count);
  const text = `⌊${place}·${inSize}/${count}⌋ = ${first} to ⌈${place + 1}·${inSize}/${count}⌉ = ${end}`;
  return { first, size: end - first, dilation: 1, text };
}

import type { AdaptivePoolSizes } from '../../kernels/window/adaptivePoolSizes.ts';
import type { AvgPoolSizes } from '../../kernels/window/avgPoolSizes.ts';
import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { adaptiveEnd, adaptiveStart, coveredCells } from '../../shape/window.ts';
import { numberText, signed, sumText } from '../formula.ts';
import { isInside } from '../reads.ts';
import type { Tap } from '../step.ts';
import { taken } from '../taps.ts';
import { type Sight, sumsBy, type View } from '../view.ts';
import { adaptive, type Pooling, sliding } from './poolWindow.ts';

interface Averaging {
  readonly name: string;
  readonly pooling: Pooling;
  /** What the sum under one window is divided by. */
  divisorAt(outY: number, outX: number): number;
  /** Whether the average counts a position of the padding. */
  counts(y: number, x: number): boolean;
}

/** What lies under the window, and by how many cells the sum is divided. */
export function viewAvgPool(sight: Sight<AvgPoolSizes>): View {
  return viewAverage(sight, slidingAverage(sight, 'forward'));
}

export function viewAdaptiveAvgPool(sight: Sight<AdaptivePoolSizes>): View {
  return viewAverage(sight, adaptiveAverage(sight, 'forward'));
}

/** Which windows lay over this cell: what each received, shared among the cells that it averaged. */
export function viewAvgPoolGrad(sight: Sight<AvgPoolSizes>): View {
  return viewShares(sight, slidingAverage(sight, 'backward'));
}

export function viewAdaptiveAvgPoolGrad(sight: Sight<AdaptivePoolSizes>): View {
  return viewShares(sight, adaptiveAverage(sight, 'backward'));
}

function slidingAverage(sight: Sight<AvgPoolSizes>, pass: 'forward' | 'backward'): Averaging {
  const { sizes } = sight;
  const { inHeight, inWidth, kernelHeight, kernelWidth, strideY, strideX, paddingY, paddingX } = sizes;
  const { borderY, borderX, divisorOverride } = sizes;
  const pooling = sliding(sight, pass);
  return {
    name: `avgPool${pooling.seen.isRow ? '1d' : '2d'}`,
    pooling,
    divisorAt: (outY, outX) =>
      divisorOverride !== 0
        ? divisorOverride
        : coveredCells(outY, strideY, paddingY, kernelHeight, inHeight, borderY) *
          coveredCells(outX, strideX, paddingX, kernelWidth, inWidth, borderX),
    counts: (y, x) => -borderY <= y && y < inHeight + borderY && -borderX <= x && x < inWidth + borderX,
  };
}

function adaptiveAverage(sight: Sight<AdaptivePoolSizes>, pass: 'forward' | 'backward'): Averaging {
  const { inHeight, inWidth, outHeight, outWidth } = sight.sizes;
  const pooling = adaptive(sight, pass);
  const size = (place: number, inSize: number, count: number) =>
    adaptiveEnd(place, inSize, count) - adaptiveStart(place, inSize, count);
  return {
    name: `adaptiveAvgPool${pooling.seen.isRow ? '1d' : '2d'}`,
    pooling,
    divisorAt: (outY, outX) => size(outY, inHeight, outHeight) * size(outX, inWidth, outWidth),
    counts: () => true,
  };
}

function viewAverage(sight: Sight<AdaptivePoolSizes>, { name, pooling, divisorAt, counts }: Averaging): View {
  const { sizes, flat, value } = sight;
  const { outHeight, outWidth } = sizes;
  const plane = quotient(flat, outHeight * outWidth);
  const outY = coordinate(flat, outHeight, outWidth);
  const outX = coordinate(flat, outWidth, 1);

  const taps = pooling.under(plane, outY, outX).map(({ place, y, x, ...spot }): Tap => {
    if (isInside(spot.index, spot.shape)) {
      const cell = taken(sight, spot);
      return { place, cell, product: cell.value, isPadding: false };
    }
    const cell = { tensor: spot.tensor, index: spot.index, value: 0 };
    return { place, cell, product: 0, isPadding: true, ...(!counts(y, x) && { isLeftOut: true }) };
  });
  const divisor = divisorAt(outY, outX);
  const terms = taps.filter(({ isLeftOut }) => !isLeftOut).map(({ cell }) => signed(cell.value));
  return {
    operation: name,
    pass: 'forward',
    output: { tensor: 'output', index: pooling.output(plane, outY, outX).index },
    window: pooling.window(outY, outX),
    taps,
    partials: sumsBy(taps, () => 'sum'),
    divisor,
    formula: `${sumText(terms, { divisor })} = ${numberText(value)}`,
  };
}

function viewShares(sight: Sight<AdaptivePoolSizes>, { name, pooling, divisorAt }: Averaging): View {
  const { sizes, flat } = sight;
  const { inHeight, inWidth } = sizes;
  const plane = quotient(flat, inHeight * inWidth);
  const inY = coordinate(flat, inHeight, inWidth);
  const inX = coordinate(flat, inWidth, 1);

  const taps = pooling.over(plane, inY, inX).map(({ place, y, x, ...spot }): Tap => {
    if (!isInside(spot.index, spot.shape)) {
      return { place, cell: { tensor: spot.tensor, index: spot.index, value: 0 }, product: 0, isPadding: true };
    }
    const cell = taken(sight, spot);
    const divisor = divisorAt(y, x);
    return { place, cell, divisor, product: cell.value / divisor, isPadding: false };
  });
  return {
    operation: name,
    pass: 'gradient of input',
    output: { tensor: 'gradInput', index: pooling.input(plane, inY, inX).index },
    taps,
    partials: sumsBy(taps, () => 'windows'),
  };
}

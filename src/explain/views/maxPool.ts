import type { GatherSizes } from '../../kernels/index/gather.ts';
import { adaptiveMaxPool2dIndices } from '../../kernels/window/adaptiveMaxPool2dIndices.ts';
import type { AdaptivePoolSizes } from '../../kernels/window/adaptivePoolSizes.ts';
import { maxPool2dIndices } from '../../kernels/window/maxPool2dIndices.ts';
import type { PoolSizes } from '../../kernels/window/poolSizes.ts';
import { coordinate, quotient } from '../../shape/rowMajor.ts';
import type { Making } from '../backend.ts';
import { numberText, shortened, sumText } from '../formula.ts';
import { flatIndex, isInside } from '../reads.ts';
import { along } from '../seen.ts';
import type { Tap } from '../step.ts';
import { held, taken } from '../taps.ts';
import { type Sight, sightOf, sumsBy, type View } from '../view.ts';
import { viewAny } from './any.ts';
import { adaptive, type Pooling, sliding } from './poolWindow.ts';

type Sizes = PoolSizes & AdaptivePoolSizes;

/** How one of the two max poolings cuts planes into windows. */
type PoolingOf = (sight: Sight<Sizes>, pass: 'forward' | 'backward') => Pooling;

/**
 * What was picked. A max pooling is a `gather`, too: who won under its window was decided by another kernel, the one that
 * made the indices, and it is that one whose reads are shown.
 */
export function viewGather(sight: Sight<GatherSizes>): View {
  const { input, indices } = sight.arrays;
  const { making } = indices;
  const adapts = (making?.kernel as unknown) === adaptiveMaxPool2dIndices;
  const slides = (making?.kernel as unknown) === maxPool2dIndices;
  const isPooling = making !== undefined && (adapts || slides) && making.inputs[0] === input;
  return isPooling ? viewPooledMax(sight, making, adapts) : viewAny(sight);
}

function viewPooledMax(sight: Sight<GatherSizes>, making: Making, adapts: boolean): View {
  const { flat, reads, value } = sight;
  const within = sightOf<Sizes>(making, flat, sight.shape);
  const view = viewWinner(within, adapts ? adaptive : sliding, adapts);
  within.reads.finish();
  const winner = reads.take('indices', flat);
  const { inSize, outSize } = sight.sizes;
  reads.take('input', quotient(flat, outSize) * inSize + winner);
  return {
    ...view,
    kernel: making.kernel.name,
    pass: 'forward',
    output: { ...view.output, tensor: 'output' },
    formula: `${maximumText(view.taps)} = ${numberText(value)}${rulesText(view.taps)}`,
  };
}

/** Where the largest value under the window lies: its number in the plane, counted row by row. */
export function viewMaxPoolIndices(sight: Sight<PoolSizes>): View {
  return viewWinner(sight as Sight<Sizes>, sliding, false);
}

export function viewAdaptiveMaxPoolIndices(sight: Sight<AdaptivePoolSizes>): View {
  return viewWinner(sight as Sight<Sizes>, adaptive, true);
}

function viewWinner(sight: Sight<Sizes>, poolingOf: PoolingOf, adapts: boolean): View {
  const { sizes, flat, reads, value } = sight;
  const { inHeight, inWidth, outHeight, outWidth } = sizes;
  const pooling = poolingOf(sight, 'forward');
  const plane = quotient(flat, outHeight * outWidth);
  const outY = coordinate(flat, outHeight, outWidth);
  const outX = coordinate(flat, outWidth, 1);

  const placed = pooling.under(plane, outY, outX);
  const first = placed.find(({ index, shape }) => isInside(index, shape));
  if (first !== undefined) taken(sight, first); // the first to beat
  const taps = placed.map(({ place, y, x, ...spot }): Tap => {
    if (!isInside(spot.index, spot.shape)) {
      const cell = { tensor: spot.tensor, index: spot.index, value: -Infinity };
      return { place, cell, product: -Infinity, isPadding: true, isWinner: false };
    }
    const cell = taken(sight, spot);
    return { place, cell, product: cell.value, isPadding: false, isWinner: y * inWidth + x === value };
  });
  reads.finish();
  const winner = pooling.input(plane, quotient(value, inWidth), coordinate(value, inWidth, 1)).index;
  const size = along(pooling.seen, inHeight, inWidth).length;
  return {
    operation: nameOf(pooling, adapts),
    pass: 'indices',
    output: { tensor: 'indices', index: pooling.output(plane, outY, outX).index },
    window: pooling.window(outY, outX),
    taps,
    formula: `the place of ${maximumText(taps)} is [${winner.slice(-size).join(', ')}], number ${value}${rulesText(taps)}`,
  };
}

/** Which windows chose this cell, and what each of them received. A window that chose another sends it nothing. */
export function viewMaxPoolGrad(sight: Sight<PoolSizes>): View {
  return viewChosen(sight as Sight<Sizes>, sliding, false);
}

export function viewAdaptiveMaxPoolGrad(sight: Sight<AdaptivePoolSizes>): View {
  return viewChosen(sight as Sight<Sizes>, adaptive, true);
}

function viewChosen(sight: Sight<Sizes>, poolingOf: PoolingOf, adapts: boolean): View {
  const { sizes, flat, reads, value } = sight;
  const { inHeight, inWidth } = sizes;
  const pooling = poolingOf(sight, 'backward');
  const plane = quotient(flat, inHeight * inWidth);
  const inY = coordinate(flat, inHeight, inWidth);
  const inX = coordinate(flat, inWidth, 1);

  // The kernel asks every window around the cell whom it chose, and those that chose the cell what they received.
  const received = new Map<number, number>();
  for (const { index, shape } of pooling.around(plane, inY, inX)) {
    const at = flatIndex(index, shape);
    if (reads.take('indices', at) === inY * inWidth + inX) received.set(at, reads.take('gradOutput', at));
  }
  const taps = pooling.over(plane, inY, inX).map(({ place, y: _y, x: _x, ...spot }): Tap => {
    if (!isInside(spot.index, spot.shape)) {
      return { place, cell: { tensor: spot.tensor, index: spot.index, value: 0 }, product: 0, isPadding: true };
    }
    const sent = received.get(flatIndex(spot.index, spot.shape));
    return { place, cell: held(sight, spot), product: sent ?? 0, isPadding: false, isWinner: sent !== undefined };
  });
  const windows = taps.filter(({ isPadding }) => !isPadding);
  const winners = windows.filter(({ isWinner }) => isWinner);
  const sum = sumText(winners.map(({ product }) => (product < 0 ? `(${numberText(product)})` : numberText(product))));
  return {
    operation: nameOf(pooling, adapts),
    pass: 'gradient of input',
    output: { tensor: 'gradInput', index: pooling.input(plane, inY, inX).index },
    taps,
    partials: sumsBy(taps, () => 'windows'),
    formula: `${sum} = ${numberText(value)}: ${chosenText(winners.length, windows.length)}`,
  };
}

function chosenText(chosen: number, windows: number): string {
  if (windows === 0) return 'no window lies over it';
  if (windows === 1) return chosen === 1 ? 'the one window over it chose it' : 'the one window over it chose another';
  return `${chosen === 0 ? 'none' : chosen} of the ${windows} windows over it chose it`;
}

function nameOf({ seen }: Pooling, adapts: boolean): string {
  const axes = seen.isRow ? '1d' : '2d';
  return adapts ? `adaptiveMaxPool${axes}` : `maxPool${axes}`;
}

function maximumText(taps: readonly Tap[]): string {
  return `max(${shortened(taps.map(({ cell }) => numberText(cell.value))).join(', ')})`;
}

/** What decides where the values alone do not: a NaN beats every number, the last of several; of equals the first. */
function rulesText(taps: readonly Tap[]): string {
  const inside = taps.filter(({ isPadding }) => !isPadding).map(({ cell }) => cell.value);
  const notNumbers = inside.filter(Number.isNaN).length;
  if (notNumbers > 0) return notNumbers === 1 ? ': NaN beats every number' : `: the last of ${notNumbers} NaN`;
  const largest = inside.reduce((most, value) => Math.max(most, value), -Infinity);
  const equals = inside.filter((value) => value === largest).length;
  return equals > 1 ? `: the first of ${equals}` : '';
}

import type { Cell, Step, Tap } from '../step.ts';
import { leading, planeName, rowAndColumn, type TapGroup } from './groups.ts';
import type { Style } from './line.ts';
import { type NumberFormat, numberFormat } from './numberFormat.ts';
import { type Look, numeral, type Plane, type Range } from './plane.ts';

/** Formats that are kept from step to step, so that nothing jumps. */
export interface WindowFormats {
  readonly factor?: NumberFormat;
  readonly product?: NumberFormat;
}

/** The taps of a group as they lie in the window: what lies under it, with its own coordinates. Padding is in ( ). */
export function coveredPlane(group: TapGroup, step: Step, format?: NumberFormat): Plane {
  const numbers =
    format ??
    numberFormat(
      group.taps.map(({ cell }) => cell.value),
      digitsFor(group),
    );
  const texts = new Map(
    group.taps.map((tap) => {
      const text = `${tap.isWinner === true ? '*' : ''}${numbers.text(tap.cell.value)}`;
      return [tap, tap.isPadding ? `(${text})` : group.taps.some(({ isPadding }) => isPadding) ? `${text} ` : text];
    }),
  );
  const width = Math.max(...[...texts.values()].map(({ length }) => length));
  const plane = windowPlane(group, planeName(group.tensor, group.lead), width, tapSpot, (tap) => ({
    text: texts.get(tap) ?? '',
    ...styled(tapStyle(tap)),
  }));
  return { ...plane, ...ownCoordinates(group, step) };
}

/** What the taps of a group are multiplied with, as it lies in the window; undefined where nothing is multiplied. */
export function factorPlane(group: TapGroup, { factor: format }: WindowFormats = {}): Plane | undefined {
  const factors = group.taps.flatMap(({ factor }) => (factor === undefined ? [] : [factor]));
  if (factors.length === 0) return undefined;
  const numbers =
    format ??
    numberFormat(
      factors.map(({ value }) => value),
      digitsFor(group),
    );
  const isOfOnePlane = new Set(factors.map(({ index }) => leading(index).join())).size === 1;
  const title = isOfOnePlane ? planeName(factors[0].tensor, leading(factors[0].index)) : factors[0].tensor;
  return windowPlane(group, title, numbers.width, factorSpot, (tap) => ({
    text: tap.factor === undefined ? '' : numbers.text(tap.factor.value),
    ...styled(tap.isPadding && tap.source === undefined ? 'faint' : undefined),
  }));
}

/** The products of a group, as they lie in the window. */
export function productPlane(group: TapGroup, { product: format }: WindowFormats = {}): Plane {
  const numbers =
    format ??
    numberFormat(
      group.taps.map(({ product }) => product),
      digitsFor(group),
    );
  return {
    ...windowPlane(group, 'products', numbers.width, placeOf, (tap) => ({
      text: numbers.text(tap.product),
      ...styled(tap.isPadding && tap.source === undefined ? 'faint' : undefined),
    })),
    hasRowNumbers: false,
  };
}

/** How a tap is seen. */
export function tapStyle({ isPadding, isWinner }: Tap): Style {
  return isWinner === true ? 'winner' : isPadding ? 'padding' : 'window';
}

/** The cells of a step that lie in one plane of a tensor, by row and column. */
export function cellsIn(step: Step, tensor: string, lead: readonly number[]): Map<string, Tap> {
  const found = new Map<string, Tap>();
  const note = (cell: Cell | undefined, tap: Tap) => {
    if (cell?.tensor !== tensor || leading(cell.index).join() !== lead.join()) return;
    const key = rowAndColumn(cell.index).join();
    if (found.get(key)?.isWinner !== true) found.set(key, tap);
  };
  for (const tap of step.taps) {
    // Where no window slides, a copied cell lies nowhere itself: its source is what was read.
    note(step.window === undefined && tap.source !== undefined ? tap.source : tap.cell, tap);
    note(tap.factor, tap);
  }
  return found;
}

/** How many digits of a number are shown: a wide window has less room for each. */
function digitsFor({ taps }: TapGroup): number {
  return span(taps.map(({ place }) => place.at(-1) ?? 0)).count > 4 ? 2 : 3;
}

/** Where a tap lies in the window; where that has no rows and columns, where its cell lies. */
function tapSpot({ place, cell }: Tap): readonly number[] {
  return place.length < 2 ? cell.index : place;
}

function factorSpot({ place, factor }: Tap): readonly number[] {
  return place.length < 2 && factor !== undefined ? factor.index : place;
}

function placeOf({ place }: Tap): readonly number[] {
  return place;
}

function windowPlane(
  { taps }: TapGroup,
  title: string,
  cellWidth: number,
  spotOf: (tap: Tap) => readonly number[],
  look: (tap: Tap) => Look,
): Plane {
  const spots = taps.map((tap) => rowAndColumn(spotOf(tap)));
  const rows = span(spots.map(([row]) => row));
  const columns = span(spots.map(([, column]) => column));
  const bySpot = new Map(taps.map((tap, i) => [spots[i].join(), tap]));
  return {
    title,
    rows,
    columns,
    cellWidth,
    focus: { rows, columns },
    look: (row, column) => {
      const tap = bySpot.get(`${row},${column}`);
      return tap === undefined ? { text: '' } : look(tap);
    },
  };
}

/** Labels that say which rows and columns of the tensor lie in the window's; a dot where none does. */
function ownCoordinates({ taps }: TapGroup, { window }: Step): Pick<Plane, 'rowLabel' | 'columnLabel'> {
  const labels = ([0, 1] as const).map((axis) => {
    const found = new Map<number, string>();
    const note = (tap: Tap, label?: string) =>
      found.set(rowAndColumn(tapSpot(tap))[axis], label ?? numeral(rowAndColumn(tap.cell.index)[axis]));
    // In a gradient, a place that no window ever had lies nowhere: strides step over it.
    for (const tap of taps)
      if (tap.isPadding) note(tap, window === undefined && tap.source === undefined ? '·' : undefined);
    for (const tap of taps) if (!tap.isPadding) note(tap);
    return (at: number) => found.get(at) ?? '';
  });
  return { rowLabel: labels[0], columnLabel: labels[1] };
}

/** From the least index to the greatest. */
export function span(indices: readonly number[]): Range {
  if (indices.length === 0) return { first: 0, count: 1 };
  let least = Infinity;
  let greatest = -Infinity;
  for (const index of indices) {
    least = Math.min(least, index);
    greatest = Math.max(greatest, index);
  }
  return { first: least, count: greatest - least + 1 };
}

function styled(style: Style | undefined): { style?: Style } {
  return style === undefined ? {} : { style };
}

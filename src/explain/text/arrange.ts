import { cutTo, filledTo, type Line, span } from './line.ts';
import { drawn, type Plane, planeHeight, planeWidth } from './plane.ts';

/** A plane and the sign that stands in front of it: '×', '=', '→'. */
export interface Panel {
  readonly plane: Plane;
  readonly sign: string;
  /** Panels of a kind stay together when not all have room beside each other. */
  readonly kind: 'field' | 'window' | 'output';
}

/** How many of its rows and columns a plane shows. */
interface Size {
  rows: number;
  columns: number;
}

/**
 * Planes beside each other; where the width does not allow that, the large ones (input, output) above those of the
 * window. What is still too large is cut around the place that is looked at.
 */
export function arranged(panels: readonly Panel[], width: number, height: number): Line[] {
  if (isFitting(panels, width)) return beside(panels, width, height);
  const above = panels.filter(({ kind }) => kind !== 'window');
  const below = panels.filter(({ kind }) => kind === 'window');
  if (above.length === 0 || below.length === 0) return inRows(panels, width, height);
  const [least, wanted] = [focusHeight(above), focusHeight(below)];
  const gap = height > least + wanted ? 1 : 0;
  // The window's place matters more than its numbers, which the formula has too.
  const upper = Math.max(height - gap - wanted, Math.min(least, height - gap - 3));
  if (upper < 3) return beside(above, width, height);
  return [...beside(above, width, upper), ...(gap === 1 ? [[]] : []), ...beside(below, width, height - gap - upper)];
}

/** As many panels beside each other as have room, and the others below them. */
function inRows(panels: readonly Panel[], width: number, height: number): Line[] {
  const rows: Panel[][] = [];
  for (const panel of panels) {
    const row = rows.at(-1);
    if (row !== undefined && isFitting([...row, panel], width)) row.push(panel);
    else rows.push([panel]);
  }
  return rows.flatMap((row) => beside(row, width, height));
}

/** How many lines show all that is looked at. */
export function neededHeight(panels: readonly Panel[], width: number): number {
  if (isFitting(panels, width)) return focusHeight(panels);
  return (
    focusHeight(panels.filter(({ kind }) => kind !== 'window')) +
    focusHeight(panels.filter(({ kind }) => kind === 'window'))
  );
}

function focusHeight(panels: readonly Panel[]): number {
  return Math.max(
    0,
    ...panels.map(({ plane, kind }) => (kind === 'window' ? plane.rows.count : plane.focus.rows.count) + 2),
  );
}

/** Whether the panels have room in one row, if each shows at least what it is looked at for. */
function isFitting(panels: readonly Panel[], width: number): boolean {
  return total(panels, panels.map(wantedSize)) <= width;
}

function beside(panels: readonly Panel[], width: number, height: number): Line[] {
  const sizes = fitted(panels, width).map((size, i) => ({ ...size, rows: fittedRows(panels[i].plane, height) }));
  const blocks = panels.map(({ plane }, i) => drawn(plane, sizes[i]));
  const count = Math.min(height, Math.max(...blocks.map(({ lines }) => lines.length)));
  // The signs stand in the middle of what they join.
  const heights = panels.map(({ plane }, i) => planeHeight(plane, sizes[i].rows));
  return Array.from({ length: count }, (_, row) => {
    const pieces = blocks.flatMap((block, i) => {
      const middle = Math.floor((Math.min(heights[i], heights[Math.max(0, i - 1)]) + 2) / 2);
      const sign = i === 0 ? '' : row === middle ? ` ${panels[i].sign} ` : '   ';
      return [span(sign, 'title'), ...filledTo(block.lines[row] ?? [], block.width)];
    });
    return cutTo(pieces, width);
  });
}

/** Rows that leave room for the title and the columns' numbers, and for the frame where that is in sight. */
function fittedRows(plane: Plane, height: number): number {
  const all = plane.rows.count;
  return planeHeight(plane, all) <= height ? all : Math.max(1, height - 2 - (plane.frame === undefined ? 0 : 1));
}

/** Columns for each panel: what each needs, then more for each in turn until all is shown or the width is used. */
function fitted(panels: readonly Panel[], width: number): Size[] {
  const sizes = panels.map(wantedSize);
  // Too wide by what is needed alone: the widest gives way.
  while (total(panels, sizes) > width && sizes.some(({ columns }) => columns > 1)) {
    const widest = sizes.reduce((found, size, i) => (size.columns > sizes[found].columns ? i : found), 0);
    sizes[widest].columns--;
  }
  for (const [i, { plane }] of panels.entries()) {
    while (sizes[i].columns < plane.columns.count) {
      sizes[i].columns++;
      if (total(panels, sizes) > width) {
        sizes[i].columns--;
        break;
      }
    }
  }
  return sizes;
}

/** A window is shown whole; of a large plane, what is looked at and one cell on each side of it. */
function wantedSize({ plane, kind }: Panel): Size {
  const { columns, focus, rows } = plane;
  const needed = kind === 'window' ? columns.count : Math.min(columns.count, Math.max(focus.columns.count + 2, 3));
  return { rows: rows.count, columns: needed };
}

function total(panels: readonly Panel[], sizes: readonly Size[]): number {
  return panels.reduce((sum, { plane }, i) => sum + planeWidth(plane, sizes[i].columns), 3 * (panels.length - 1));
}

import { type Line, type Span, type Style, span, widthOf } from './line.ts';

/** From `first` on, `count` indices. */
export interface Range {
  readonly first: number;
  readonly count: number;
}

/** How one cell of a plane is drawn. */
export interface Look {
  readonly text: string;
  readonly style?: Style;
  /** Whether it stands in brackets; neighbours in a row share one pair. */
  readonly isMarked?: boolean;
}

/** Numbers in rows and columns. */
export interface Plane {
  readonly title: string;
  readonly rows: Range;
  readonly columns: Range;
  /** Of the widest cell. */
  readonly cellWidth: number;
  readonly look: (row: number, column: number) => Look;
  /** Which rows and columns are to be seen where not all fit. */
  readonly focus: { readonly rows: Range; readonly columns: Range };
  /** The tensor's own cells, which get a frame; those outside are its padding. */
  readonly frame?: { readonly rows: Range; readonly columns: Range };
  /** Whether rows are numbered. Default true. */
  readonly hasRowNumbers?: boolean;
  /** What stands beside a row and above a column, where that is not its index. */
  readonly rowLabel?: (row: number) => string;
  readonly columnLabel?: (column: number) => string;
}

/** Some lines of the same width. */
export interface Block {
  readonly width: number;
  readonly lines: readonly Line[];
}

/** How many columns of text a plane takes with so many of its own. */
export function planeWidth(plane: Plane, columns: number): number {
  const grid = gutter(plane) + columns * (plane.cellWidth + 2) + (plane.frame === undefined ? 0 : 2);
  // A cut plane says so by a dot at each end.
  return Math.max(grid + (columns < plane.columns.count ? 1 : 0), plane.title.length);
}

/** How many lines a plane takes with so many of its rows: a title, the columns' numbers, the frame. */
export function planeHeight(plane: Plane, rows: number): number {
  return rows + 2 + (plane.frame === undefined ? 0 : 2);
}

/** A plane with at most so many rows and columns, around its focus. */
export function drawn(plane: Plane, most: { readonly rows: number; readonly columns: number }): Block {
  const rows = part(plane.rows, plane.focus.rows, Math.max(1, most.rows));
  const columns = part(plane.columns, plane.focus.columns, Math.max(1, most.columns));
  const lines: Line[] = [[span(plane.title, 'title')], numbersAbove(plane, columns)];
  const { frame } = plane;
  for (let row = rows.first; row < end(rows); row++) {
    if (row === frame?.rows.first) lines.push(edge(plane, columns, '┌', '┐'));
    lines.push(rowLine(plane, row, rows, columns));
    if (frame !== undefined && row === end(frame.rows) - 1) lines.push(edge(plane, columns, '└', '┘'));
  }
  const width = Math.max(...lines.map(widthOf));
  return { width, lines };
}

function rowLine(plane: Plane, row: number, rows: Range, columns: Range): Line {
  const { frame, cellWidth, hasRowNumbers = true } = plane;
  const isCut =
    (row === rows.first && row > plane.rows.first) || (row === end(rows) - 1 && end(rows) < end(plane.rows));
  const looks = Array.from({ length: columns.count }, (_, i) => plane.look(row, columns.first + i));
  const bar = span(frame !== undefined && isIn(row, frame.rows) ? '│' : ' ', 'faint');
  const cells = columnByColumn(plane, columns, [bar, bar], (column) => {
    const i = column - columns.first;
    const { text, style, isMarked = false } = looks[i];
    const opens = isMarked && looks[i - 1]?.isMarked !== true;
    const closes = isMarked && looks[i + 1]?.isMarked !== true;
    return [
      span(opens ? '[' : ' ', 'window'),
      span(text.padStart(cellWidth), style),
      span(closes ? ']' : ' ', 'window'),
    ];
  });
  if (!hasRowNumbers) return cells;
  return [span((plane.rowLabel ?? numeral)(row).padStart(gutter(plane) - 1) + (isCut ? '⋮' : ' '), 'faint'), ...cells];
}

function numbersAbove(plane: Plane, columns: Range): Line {
  const before = (columns.first > plane.columns.first ? '…' : ' ').padStart(gutter(plane)).slice(0, gutter(plane));
  const numbers = columnByColumn(plane, columns, [span(' '), span(' ')], (column) => [
    span(`${(plane.columnLabel ?? numeral)(column).padStart(plane.cellWidth + 1)} `, 'faint'),
  ]);
  return [span(before, 'faint'), ...numbers, span(end(columns) < end(plane.columns) ? '…' : '', 'faint')];
}

/** The frame above or below the tensor's cells. */
function edge(plane: Plane, columns: Range, left: string, right: string): Line {
  const { frame, cellWidth } = plane;
  const line = columnByColumn(plane, columns, [span(left, 'faint'), span(right, 'faint')], (column) => [
    span((frame !== undefined && isIn(column, frame.columns) ? '─' : ' ').repeat(cellWidth + 2), 'faint'),
  ]);
  return [span(' '.repeat(gutter(plane))), ...line];
}

/** A piece of line for each column, and one at each side of the frame where that is seen. */
function columnByColumn(
  { frame }: Plane,
  columns: Range,
  [left, right]: readonly [Span, Span],
  cell: (column: number) => readonly Span[],
): Span[] {
  return Array.from({ length: columns.count }, (_, i) => columns.first + i).flatMap((column) => [
    ...(column === frame?.columns.first ? [left] : []),
    ...cell(column),
    ...(frame !== undefined && column === end(frame.columns) - 1 ? [right] : []),
  ]);
}

/** So many indices of a range that the focus lies in the middle of them, or begins with them where it is larger. */
function part(all: Range, focus: Range, most: number): Range {
  if (all.count <= most) return all;
  const wanted = focus.count >= most ? focus.first : Math.floor(focus.first + focus.count / 2 - most / 2);
  return { first: Math.min(Math.max(wanted, all.first), end(all) - most), count: most };
}

export function isIn(index: number, range: Range): boolean {
  return index >= range.first && index < end(range);
}

/** The index behind the last one. */
export function end({ first, count }: Range): number {
  return first + count;
}

/** The column of row numbers, with the space behind it. */
function gutter({ rows, hasRowNumbers = true, rowLabel }: Plane): number {
  if (!hasRowNumbers) return 0;
  if (rowLabel === undefined) return Math.max(numeral(rows.first).length, numeral(end(rows) - 1).length) + 1;
  return Math.max(...Array.from({ length: rows.count }, (_, i) => rowLabel(rows.first + i).length)) + 1;
}

/** An index with a real minus sign. */
export function numeral(index: number): string {
  return String(index).replace('-', '−');
}

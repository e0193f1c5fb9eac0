import type { MatrixEntry } from './convEntries.ts';
import { numberText } from './formula.ts';

/** A matrix to be drawn. */
export interface DrawnMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly entries: readonly MatrixEntry[];
}

const width = 80;
const mostRows = 40;
const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const signs = { zero: '·', several: '+', other: '#', rest: '…' };

/**
 * A matrix in at most 80 columns and 40 rows: a letter for each weight, a dot for each zero, + where several weights add
 * up, # for weights beyond the 52 letters. Below it stand the values of the letters.
 */
export function matrixPicture({ rows, columns, entries }: DrawnMatrix): string[] {
  const isWide = 2 * columns - 1 <= width;
  const shownColumns = isWide || columns <= width ? columns : width - 1;
  const shownRows = Math.min(rows, mostRows);
  const grid = Array.from({ length: shownRows }, () => new Array<string>(shownColumns).fill(signs.zero));
  const values = new Map<string, string>();
  for (const { row, column, value, weights } of entries) {
    if (row >= shownRows || column >= shownColumns) continue;
    const sign = weights.length > 1 ? signs.several : (letters[weights[0]] ?? signs.other);
    grid[row][column] = sign;
    if (sign !== signs.several && sign !== signs.other) values.set(sign, `${sign} = ${numberText(value)}`);
  }
  const lines = grid.map((cells) => cells.join(isWide ? ' ' : '') + (shownColumns < columns ? signs.rest : ''));
  if (shownRows < rows) lines.push(`${signs.rest} ${rows - shownRows} more rows`);
  const named = [...values].sort(([one], [other]) => letters.indexOf(one) - letters.indexOf(other));
  const notes = named.map(([, text]) => text);
  const isShown = (sign: string) => grid.some((cells) => cells.includes(sign));
  if (isShown(signs.several)) notes.push(`${signs.several} several weights, added up`);
  if (isShown(signs.other)) notes.push(`${signs.other} a weight without a letter`);
  return [...lines, '', ...wrapped(notes)];
}

/** Notes one after the other, in as many lines as they need. */
function wrapped(notes: readonly string[]): string[] {
  const lines: string[] = [];
  for (const note of notes) {
    const longer = `${lines.at(-1)}   ${note}`;
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(note);
  }
  return lines;
}

/** A column of a table in text. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Whether its cells may be cut at the front when the table is too wide. */
  readonly shrinks?: boolean;
}

const gap = '  ';
const narrowest = 6;

/** The lines of a table: titles, a rule, the rows, and a rule before the last row, the totals. */
export function layTable(columns: readonly Column[], rows: readonly (readonly string[])[], width = 80): string[] {
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const full = () => widths.reduce((sum, part) => sum + part, 0) + gap.length * (columns.length - 1);
  for (const [i, { shrinks }] of columns.entries()) {
    if (shrinks) widths[i] = Math.max(Math.min(narrowest, widths[i]), widths[i] - Math.max(0, full() - width));
  }
  const lines = [columns.map(({ title }) => title), ...rows].map((cells) =>
    cells
      .map((cell, i) => fit(cell, widths[i], columns[i].align))
      .join(gap)
      .trimEnd(),
  );
  const rule = '─'.repeat(full());
  return [lines[0], rule, ...lines.slice(1, -1), rule, lines[lines.length - 1]];
}

function fit(cell: string, width: number, align: Column['align']): string {
  const shown = cell.length <= width ? cell : `…${cell.slice(cell.length - width + 1)}`;
  return align === 'left' ? shown.padEnd(width) : shown.padStart(width);
}

import { best, bestPeer, type CaseRow, type Entry, type LadderRow, ratio, share } from './rows.ts';

/** A contestant's column. */
export interface Column {
  readonly name: string;
  readonly title: string;
}

const width = 80;

/** Marks of the ways in which something was done, behind its time. */
const marks: Readonly<Record<string, string>> = {
  plain: 'p',
  foreach: 'e',
  fused: 'f',
  compiled: 'c',
  cpu: 'j',
  wasm: 'w',
};

/** What stands in the table, for below it. */
export const legend = [
  'Medians; ¹ ² are threads: the better number counts. Under each time: how many',
  "times ours it is, and its share of the machine's measured peak, from 1 % on.",
  'ref.: our reference in TypeScript. Ratio: the best peer by us.',
  'Of gpu devices: behind our times the best peer by them, or else the reference.',
  'PyTorch: its SGD p plain, e foreach, f fused; c compiled. tfjs: j cpu, w wasm.',
];

/** The lines of a group's table: two for each case where there is something to say below the times. */
export function layTable(title: string, rows: readonly CaseRow[], contestants: readonly Column[]): string[] {
  const columns = contestants.filter(({ name }) => rows.some((row) => best(row, name) !== undefined));
  const texts = [[title, ...columns.map((column) => column.title), 'ratio']];
  for (const row of rows) {
    const entries = columns.map(({ name }) => best(row, name));
    const peer = bestPeer(row);
    const overall = peer && ratio(row, peer);
    texts.push([row.case, ...entries.map((entry) => (entry ? time(entry) : '–')), times(overall)]);
    const below = entries.map((entry) => (entry ? under(row, entry) : ''));
    if (below.some((text) => text !== '')) texts.push(['', ...below, '']);
  }
  return lay(texts);
}

/** The lines of a ladder: what each step takes, how far that is from the machine's peak, and what it gained. */
export function layLadder(title: string, rows: readonly LadderRow[]): string[] {
  const steps = rows.map(({ case: step, threads, seconds, before, flops, peak }) => [
    step,
    `${formatSeconds(seconds)}${superscript(threads)}`,
    (flops / seconds / 1e9).toFixed(1),
    percent(peak && flops / seconds / peak),
    times(before && before / seconds),
  ]);
  return lay([[title, 'time', 'GFLOP/s', 'of peak', 'gain'], ...steps]);
}

/** Texts in columns, with a line below the titles. */
export function lay(texts: readonly (readonly string[])[]): string[] {
  const widths = texts[0].map((_, i) => Math.max(...texts.map((row) => row[i].length)));
  const taken = widths.reduce((sum, part) => sum + part, 0);
  const gap = taken + 2 * (widths.length - 1) <= width ? '  ' : ' ';
  const lines = texts.map((row) =>
    row
      .map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i])))
      .join(gap)
      .trimEnd(),
  );
  return [lines[0], '─'.repeat(Math.min(width, taken + gap.length * (widths.length - 1))), ...lines.slice(1)];
}

/** A time with three digits and its unit: 402µs, 1.44ms, 21.0s. */
export function formatSeconds(seconds: number): string {
  const [unit, factor] = seconds < 0.9995e-3 ? ['µs', 1e6] : seconds < 0.9995 ? ['ms', 1e3] : ['s', 1];
  return `${threeDigits(seconds * factor)}${unit}`;
}

function time({ median, threads, variant }: Entry): string {
  return `${formatSeconds(median)}${threads === 0 ? '' : superscript(threads)}${marks[variant] ?? ''}`;
}

function under(row: CaseRow, entry: Entry): string {
  const peer = entry.contestant !== 'native' && entry.contestant !== row.ours;
  return [peer ? times(ratio(row, entry)) : '', percent(share(row, entry))].filter((text) => text !== '').join(' ');
}

export function times(value: number | undefined): string {
  return value === undefined ? '' : `${value < 9.95 ? value.toPrecision(2) : Math.round(value)}×`;
}

/** A share with two digits, or three from 100 % on; nothing below 1 %. */
export function percent(value: number | undefined): string {
  if (value === undefined || value < 0.00995) return '';
  const hundred = value * 100;
  return `${hundred < 9.95 ? hundred.toFixed(1) : Math.round(hundred)}%`;
}

function threeDigits(value: number): string {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

function superscript(count: number): string {
  return [...String(count)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
}

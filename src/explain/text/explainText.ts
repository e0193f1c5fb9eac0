import type { Step } from '../step.ts';
import { arranged, type Panel } from './arrange.ts';
import { groupsOf, leading, type TapGroup } from './groups.ts';
import { type Line, span, wrapped, written } from './line.ts';
import { equationText, sumsText } from './sums.ts';
import { coveredPlane, factorPlane, productPlane } from './windowPlanes.ts';

/** How an explanation is written. */
export interface TextOptions {
  /** Columns. Default 80. */
  readonly width?: number;
  /** Whether it is written in a terminal's colours. Default false. */
  readonly colour?: boolean;
}

/** Of more planes than this (input channels, say), only the first are drawn; the sums tell of all. */
const mostPlanes = 4;

/** A window has at most so many rows in a text. */
const mostRows = 16;

/**
 * A step as lines of text: what lies under the window, what it is multiplied with, the products, their sum, the formula.
 *
 *     console.log(explainText(explain(y, [0, 0, 1, 1])));
 */
export function explainText(step: Step, { width = 80, colour = false }: TextOptions = {}): string {
  return stepLines(step, width)
    .map((line) => written(line, colour))
    .join('\n');
}

/** The same in pieces, whose colours are still to be chosen. */
export function stepLines(step: Step, width: number): Line[] {
  const { operation, pass, number, of } = step;
  const groups = groupsOf(step);
  const shown = groups.slice(0, mostPlanes);
  const hasPadding = step.taps.some(({ isPadding }) => isPadding);
  const title = `${operation}, ${pass}: step ${number + 1} of ${of}${hasPadding ? '   ( ) is padding' : ''}`;
  const lines: Line[] = wrapped(title, width).map((text) => [span(text, 'title')]);
  for (const group of shown)
    if (group.taps.length > 0) lines.push(...arranged(panelsOf(group, step), width, mostRows + 2));
  if (groups.length > shown.length) {
    lines.push(...wrapped(`… and ${groups.length - shown.length} more planes like these`, width).map(faint));
  }
  const copied = copiesText(step);
  if (copied !== '') lines.push(...wrapped(copied, width).map(faint));
  const sums = sumsText(step, 8);
  if (sums !== '') lines.push(...wrapped(sums, width).map((text) => [span(text)]));
  lines.push(...wrapped(equationText(step), width).map((text) => [span(text, 'result')]));
  return lines;
}

function panelsOf(group: TapGroup, step: Step): Panel[] {
  const covered = coveredPlane(group, step);
  const factor = factorPlane(group);
  if (factor === undefined) return [{ plane: covered, sign: '', kind: 'window' }];
  return [
    { plane: covered, sign: '', kind: 'window' },
    { plane: factor, sign: '×', kind: 'window' },
    { plane: productPlane(group), sign: '=', kind: 'window' },
  ];
}

/** Which cells a reflected, replicated or circular padding copies. */
export function copiesText({ taps }: Step): string {
  const copies = taps.flatMap(({ cell, source }) =>
    source === undefined || leading(cell.index).join() !== leading(taps[0].cell.index).join()
      ? []
      : [`(${cell.index.slice(-2).join(', ')}) ← (${source.index.slice(-2).join(', ')})`],
  );
  if (copies.length === 0) return '';
  const shown = copies.length > 6 ? [...copies.slice(0, 6), '…'] : copies;
  return `padding copies ${shown.join(', ')}`.replaceAll('-', '−');
}

function faint(text: string): Line {
  return [span(text, 'faint')];
}

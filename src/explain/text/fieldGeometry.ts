import type { Step } from '../step.ts';
import type { Trace } from '../trace.ts';
import { rowAndColumn } from './groups.ts';
import { end, type Range } from './plane.ts';
import { span } from './windowPlanes.ts';

/** What the windows of a trace reach, beyond the tensor that they slide over. */
export interface FieldGeometry {
  readonly tensor: string;
  readonly rows: Range;
  readonly columns: Range;
  /** What lies in the padding: one number, or the cell that is copied there. */
  readonly padding: (row: number, column: number) => number | readonly [row: number, column: number] | undefined;
}

/** To find what each cell of a padding copies, so many taps are looked at; a larger plane shows those of its window. */
const mostTaps = 20_000;

const known = new WeakMap<Trace, FieldGeometry | undefined>();

/** Where the windows of a trace stand, all in all; undefined where no window slides. */
export function fieldGeometry(trace: Trace): FieldGeometry | undefined {
  if (!known.has(trace)) known.set(trace, trace.length === 0 ? undefined : found(trace));
  return known.get(trace);
}

function found(trace: Trace): FieldGeometry | undefined {
  const corners = [trace.at(0), trace.at(trace.length - 1)];
  const windows = corners.flatMap(({ window }) => (window === undefined ? [] : [window]));
  if (windows.length < 2) return undefined;
  const range = (axis: number) =>
    span(
      windows.flatMap(({ first, size, dilation }) => {
        const at = first.length - 2 + axis; // a row of cells has one axis only: its columns
        return at < 0 ? [0] : [first[at], first[at] + dilation[at] * (size[at] - 1)];
      }),
    );
  const padded = corners.flatMap(({ taps }) => taps.filter(({ isPadding }) => isPadding));
  const isCopied = padded.some(({ source }) => source !== undefined);
  const sources = isCopied ? copiedCells(trace, corners[0]) : undefined;
  const filler = padded.find(({ source }) => source === undefined)?.cell.value;
  return {
    tensor: windows[0].tensor,
    rows: range(0),
    columns: range(1),
    padding: (row, column) => (sources === undefined ? filler : sources.get(`${row},${column}`)),
  };
}

/** Which cell each cell of the padding copies: the same in every channel, so one plane of the output tells. */
function copiedCells(trace: Trace, first: Step): Map<string, [row: number, column: number]> {
  const sources = new Map<string, [number, number]>();
  const plane = trace.shape.slice(-2).reduce((count, size) => count * size, 1);
  for (let number = 0; number < plane && number * first.taps.length < mostTaps; number++) {
    for (const { cell, source } of trace.at(number).taps) {
      if (source !== undefined) sources.set(rowAndColumn(cell.index).join(), rowAndColumn(source.index));
    }
  }
  return sources;
}

/** A range that covers both. */
export function covering(one: Range, other: Range): Range {
  const first = Math.min(one.first, other.first);
  return { first, count: Math.max(end(one), end(other)) - first };
}

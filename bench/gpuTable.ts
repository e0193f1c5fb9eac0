import { best, bestPeer, type Entry, type GpuRow, isOurs } from './rows.ts';
import { formatSeconds, lay, times } from './table.ts';

/**
 * The lines of a table about the gpu devices: a line for each contestant, a column for each case. Behind each of our times
 * stands how many times as long the best peer takes; where there is no peer, the reference.
 */
export function layGpu(title: string, rows: readonly GpuRow[]): string[] {
  const names = [...new Set(rows.flatMap(({ entries }) => entries.map(({ contestant }) => contestant)))];
  const lines = names.map((name) => [name, ...rows.map((row) => cell(row, best(row, name)))]);
  return lay([[title, ...rows.map((row) => row.case)], ...lines]);
}

function cell(row: GpuRow, entry: Entry | undefined): string {
  if (entry === undefined) return withRatio('–');
  const rival = bestPeer(row) ?? best(row, 'reference');
  const isCompared = isOurs(entry.contestant) && entry.contestant !== rival?.contestant;
  return withRatio(
    formatSeconds(entry.median),
    isCompared && rival !== undefined ? rival.median / entry.median : undefined,
  );
}

/** Ratios take as much room where there are none, so that the times are in line. */
function withRatio(time: string, ratio?: number): string {
  return `${time} ${times(ratio).padStart(6)}`;
}

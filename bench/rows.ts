import type { Timing } from './race.ts';

/** How one contestant did in a case, in one way and with one number of threads. Times are in seconds. */
export interface Entry extends Timing {
  readonly contestant: string;
  /** The way it did it, where there are several: 'fused', say. */
  readonly variant: string;
  /** 0 where it was left to choose for itself. */
  readonly threads: number;
}

/** A line of the table: everybody who could do a piece of work. */
export interface CaseRow {
  readonly kind: 'case';
  readonly group: string;
  readonly case: string;
  /** Whose time the ratios are about; the native backend's, but for rows about the reference or a gpu device. */
  readonly ours: string;
  /** Floating-point operations, where they are counted. */
  readonly flops?: number;
  /** The largest number of threads that took part, where operations are counted. */
  readonly threads?: number;
  /** What the machine can do at most with so many, in FLOP/s. */
  readonly peak?: number;
  readonly entries: readonly Entry[];
}

/** The same, of the gpu devices: the table has a line for each contestant then, and a column for each case. */
export interface GpuRow extends Omit<CaseRow, 'kind'> {
  readonly kind: 'gpu';
}

/** A row that could not be measured, and why. */
export interface SkippedRow {
  readonly kind: 'skipped';
  readonly group: string;
  readonly case: string;
  readonly reason: string;
}

/** How far a step is from what the machine's two roofs allow. */
export interface RooflineRow {
  readonly kind: 'roofline';
  readonly group: string;
  readonly case: string;
  readonly flops: number;
  /** Bytes that it must move at least. */
  readonly bytes: number;
  readonly flopsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Seconds that it takes us. */
  readonly measured: number;
}

/** A step on the way from the naive matrix product to the quickest one. */
export interface LadderRow {
  readonly kind: 'ladder';
  readonly group: string;
  readonly case: string;
  readonly threads: number;
  readonly flops: number;
  /** What the machine can do at most with as many threads, in FLOP/s. */
  readonly peak?: number;
  readonly seconds: number;
  /** What the last step with as many threads took, or else the one below. */
  readonly before?: number;
}

export type Row = CaseRow | GpuRow | SkippedRow | RooflineRow | LadderRow;

type Entries = Pick<CaseRow, 'entries'>;

/** The quickest entry of a contestant; undefined if it did not take part. */
export function best(row: Entries, contestant: string): Entry | undefined {
  return quickest(row.entries.filter((entry) => entry.contestant === contestant));
}

/** Whether a contestant is one of our own backends. */
export function isOurs(contestant: string): boolean {
  return contestant === 'native' || contestant === 'reference' || contestant.startsWith('gpu:');
}

/** Whether it is a peer: neither we nor gpu.js, on which we stand. */
export function isPeer(contestant: string): boolean {
  return !isOurs(contestant) && !contestant.startsWith('gpu.js');
}

/** The quickest of all peers; undefined if none took part. */
export function bestPeer(row: Entries): Entry | undefined {
  return quickest(row.entries.filter(({ contestant }) => isPeer(contestant)));
}

/** The quickest of our gpu devices; undefined if none took part. */
export function bestGpu(row: Entries): Entry | undefined {
  return quickest(row.entries.filter(({ contestant }) => contestant.startsWith('gpu:')));
}

/** How many times as long as we they take; undefined if we did not take part. */
export function ratio(row: Pick<CaseRow, 'entries' | 'ours'>, theirs: Entry): number | undefined {
  const us = best(row, row.ours);
  return us === undefined ? undefined : theirs.median / us.median;
}

/** The share of the machine's peak that was reached; undefined where nothing is counted. */
export function share({ flops, peak }: Pick<CaseRow, 'flops' | 'peak'>, { median }: Entry): number | undefined {
  return flops === undefined || peak === undefined ? undefined : flops / median / peak;
}

/** What the two roofs say: the time below which no step can go, and which of the two forbids it. */
export function underTheRoof(row: RooflineRow): { least: number; bound: 'arithmetic' | 'bandwidth' } {
  const arithmetic = row.flops / row.flopsPerSecond;
  const bandwidth = row.bytes / row.bytesPerSecond;
  return arithmetic >= bandwidth
    ? { least: arithmetic, bound: 'arithmetic' }
    : { least: bandwidth, bound: 'bandwidth' };
}

/** A row as it is printed with --json: what can be derived is there too. */
export function toJson(row: Row): object {
  if (row.kind === 'skipped') return row;
  if (row.kind === 'ladder') return { ...row, peakShare: row.peak && row.flops / row.seconds / row.peak };
  if (row.kind === 'roofline') {
    const { least, bound } = underTheRoof(row);
    return { ...row, intensity: row.flops / row.bytes, bound, least, share: least / row.measured };
  }
  const { entries, ...rest } = row;
  const peer = bestPeer(row);
  const names = [...new Set(entries.map(({ contestant }) => contestant))];
  return {
    ...rest,
    seconds: Object.fromEntries(names.map((name) => [name, best(row, name)?.median])),
    bestPeer: peer?.contestant,
    ratio: peer && ratio(row, peer),
    peakShare: best(row, row.ours) && share(row, best(row, row.ours) as Entry),
    entries: entries.map((entry) => ({ ...entry, ratio: ratio(row, entry), peakShare: share(row, entry) })),
  };
}

function quickest(entries: readonly Entry[]): Entry | undefined {
  return entries.reduce<Entry | undefined>(
    (found, entry) => (found === undefined || entry.median < found.median ? entry : found),
    undefined,
  );
}

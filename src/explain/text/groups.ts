import type { Step, Tap } from '../step.ts';

/** Taps that lie in one plane of their tensor and in one plane of the window: one input channel, say. */
export interface TapGroup {
  /** The indices in front of the last two of the cells: [image, channel]. */
  readonly lead: readonly number[];
  readonly tensor: string;
  readonly taps: readonly Tap[];
}

/** The taps of a step, plane by plane. A step without taps has one empty group. */
export function groupsOf({ taps, output }: Step): TapGroup[] {
  const groups = new Map<string, Tap[]>();
  for (const tap of taps) {
    const key = [tap.cell.tensor, ...leading(tap.cell.index), 'in', ...leading(tap.place)].join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [tap]);
    else group.push(tap);
  }
  if (groups.size === 0) return [{ lead: leading(output.index), tensor: '', taps: [] }];
  return [...groups.values()].map((group) => ({
    lead: leading(group[0].cell.index),
    tensor: group[0].cell.tensor,
    taps: group,
  }));
}

/** The indices in front of the last two, which are a row and a column. */
export function leading(index: readonly number[]): readonly number[] {
  return index.slice(0, -2);
}

/** The row and the column that coordinates name; a vector is one row. */
export function rowAndColumn(index: readonly number[]): [row: number, column: number] {
  return [index.at(-2) ?? 0, index.at(-1) ?? 0];
}

/** `weight[0, 2]`: which plane of a tensor is meant. */
export function planeName(tensor: string, lead: readonly number[]): string {
  return lead.length === 0 ? tensor : `${tensor}[${lead.join(', ')}]`;
}

/** Which of the groups a count that goes on, up or down, comes to. */
export function groupIndex(wanted: number, { length }: readonly TapGroup[]): number {
  return ((wanted % length) + length) % length;
}

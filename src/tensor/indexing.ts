import { ArgumentError } from '../errors.ts';
import type { Cut } from '../shape/cut.ts';
import type { Tensor } from './tensor.ts';

/** Every `step`-th element from `start` up to, not including, `stop`: what `slice` makes. */
export interface Slice {
  readonly kind: 'slice';
  readonly start: number | undefined;
  readonly stop: number | undefined;
  readonly step: number;
}

/** As many whole axes as are left over: Python's `...`. */
export const ellipsis = { kind: 'ellipsis' } as const;

/** A new axis of size 1: Python's `None`. */
export const newaxis = { kind: 'newaxis' } as const;

/** Nested arrays of integers, or of booleans, that stand for an index tensor. */
export type IndexArray = readonly (number | boolean | IndexArray)[];

/** What `get` and `set` take for an axis (or for several: a mask). */
export type Index = number | boolean | Slice | typeof ellipsis | typeof newaxis | Tensor | IndexArray;

/**
 * A part of an axis, as Python's `start:stop:step`. What is left out (or null) goes to that end; negative numbers count
 * from the end, and what lies outside is cut short.
 *
 *   slice()        everything          slice(1, -1)          without the ends
 *   slice(2)       from 2 on           slice(null, null, 2)  every second
 *
 * @throws ArgumentError for a step below 1 (use `flip` to go backwards) and for numbers that are no integers.
 */
export function slice(start?: number | null, stop?: number | null, step?: number | null): Slice {
  const by = step ?? 1;
  if (by < 0) {
    throw new ArgumentError('slice', `step must be a positive integer, but is ${by}. Use flip to go backwards`);
  }
  for (const [name, value] of Object.entries({ start: start ?? 0, stop: stop ?? 0, step: by })) {
    if (!Number.isSafeInteger(value) || (name === 'step' && value === 0)) {
      throw new ArgumentError(
        'slice',
        `${name} must be ${name === 'step' ? 'a positive' : 'an'} integer, but is ${value}`,
      );
    }
  }
  return { kind: 'slice', start: start ?? undefined, stop: stop ?? undefined, step: by };
}

/** The places that a slice takes of an axis of `size` elements. */
export function cutOfSlice({ start = 0, stop, step }: Slice, size: number): Cut {
  const inside = (place: number) => Math.min(Math.max(place < 0 ? place + size : place, 0), size);
  const first = inside(start);
  const end = stop === undefined ? size : inside(stop);
  const count = Math.max(Math.ceil((end - first) / step), 0);
  return { start: count === 0 ? 0 : first, step, size: count };
}

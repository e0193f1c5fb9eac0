import type { NumberArray } from '../../dtype.ts';
/** Numbers that a deferred run will read: an array, or, once somebody writes to that, a copy of what it held before. */
export interface Source {
  array: NumberArray;
  /** How many deferred runs will read it. */
  readers: number;
  /** Nobody else will use the array: it is free with its last reader. */
  isFree: boolean;
}

/** The source that an array is now, if it is one. */
interface Entry {
  source: Source | undefined;
}

/** The arrays that deferred runs will read. Whoever writes to an array, or gives it back, says so here first. */
export class Sources {
  // An array keeps its entry: training holds the same arrays at every step, and finding is cheaper than adding.
  readonly #entries = new WeakMap<NumberArray, Entry>();
  readonly #free: (array: NumberArray) => void;

  /** @param free is given the arrays that nobody will use again. */
  constructor(free: (array: NumberArray) => void) {
    this.#free = free;
  }

  /** One more deferred run will read the array. */
  hold(array: NumberArray): Source {
    let entry = this.#entries.get(array);
    if (entry === undefined) {
      entry = { source: undefined };
      this.#entries.set(array, entry);
    }
    entry.source ??= { array, readers: 0, isFree: false };
    entry.source.readers++;
    return entry.source;
  }

  /** One of its readers has read it, or never will. */
  letGo(source: Source): void {
    source.readers--;
    if (source.readers > 0) return;
    const entry = this.#entries.get(source.array);
    if (entry !== undefined) entry.source = undefined;
    if (source.isFree) this.#free(source.array);
  }

  /** The array is about to be written to: its readers get a copy. */
  beforeWriting(array: NumberArray): void {
    const entry = this.#entries.get(array);
    if (entry?.source === undefined) return;
    entry.source.array = array.slice();
    entry.source.isFree = true;
    entry.source = undefined;
  }

  /** Nobody but deferred runs will use the array again. */
  release(array: NumberArray): void {
    const source = this.#entries.get(array)?.source;
    if (source === undefined) this.#free(array);
    else source.isFree = true;
  }
}

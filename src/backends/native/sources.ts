import type { NumberArray } from '../../dtype.ts';
/** Numbers that a deferred run will read: an array, or, once somebody writes to that, a copy of what it held before. */
export interface Source {
  array: NumberArray;
  /** How many deferred runs will read it. */
  readers: number;
  /** Nobody else will use the array: it is free with its last reader. */
  isFree: boolean;
}

/** The arrays that deferred runs will read. Whoever writes to an array, or gives it back, says so here first. */
export class Sources {
  readonly #sources = new WeakMap<NumberArray, Source>();
  readonly #free: (array: NumberArray) => void;

  /** @param free is given the arrays that nobody will use again. */
  constructor(free: (array: NumberArray) => void) {
    this.#free = free;
  }

  /** One more deferred run will read the array. */
  hold(array: NumberArray): Source {
    let source = this.#sources.get(array);
    if (source === undefined) {
      source = { array, readers: 0, isFree: false };
      this.#sources.set(array, source);
    }
    source.readers++;
    return source;
  }

  /** One of its readers has read it, or never will. */
  letGo(source: Source): void {
    source.readers--;
    if (source.readers > 0) return;
    this.#sources.delete(source.array);
    if (source.isFree) this.#free(source.array);
  }

  /** The array is about to be written to: its readers get a copy. */
  beforeWriting(array: NumberArray): void {
    const source = this.#sources.get(array);
    if (source === undefined) return;
    this.#sources.delete(array);
    source.array = array.slice();
    source.isFree = true;
  }

  /** Nobody but deferred runs will use the array again. */
  release(array: NumberArray): void {
    const source = this.#sources.get(array);
    if (source === undefined) this.#free(array);
    else source.isFree = true;
  }
}

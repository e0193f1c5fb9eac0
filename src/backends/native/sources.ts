import type { NumberArray } from '../../dtype.ts';
/** Numbers that deferred runs will read: an array, or, once somebody writes to it, a copy of what it held before. */
export interface Source {
  array: NumberArray;
  /** How many numbers there were; the array has none once its buffer was taken away. */
  readonly length: number;
  /** How many deferred runs will read it. */
  readers: number;
  /** Nobody else will use the array: it is free with its last reader. */
  isFree: boolean;
}

/**
 * The arrays that deferred runs will read. Whoever writes to an array, or gives it back, says so here first. Arrays are
 * known by their buffers, for several may lie in one.
 */
export class Sources {
  // A buffer keeps its list: training holds the same arrays at every step, and finding is cheaper than adding.
  readonly #sources = new WeakMap<ArrayBufferLike, Source[]>();
  readonly #free: (array: NumberArray) => void;

  /** @param free is given the arrays that nobody will use again. */
  constructor(free: (array: NumberArray) => void) {
    this.#free = free;
  }

  /** One more deferred run will read the array. */
  hold(array: NumberArray): Source {
    let sources = this.#sources.get(array.buffer);
    if (sources === undefined) {
      sources = [];
      this.#sources.set(array.buffer, sources);
    }
    let source = sources.find((other) => other.array === array);
    if (source === undefined) {
      source = { array, length: array.length, readers: 0, isFree: false };
      sources.push(source);
    }
    source.readers++;
    return source;
  }

  /** One of its readers has read it, or never will. */
  letGo(source: Source): void {
    source.readers--;
    if (source.readers > 0) return;
    const sources = this.#sources.get(source.array.buffer);
    const place = sources?.indexOf(source) ?? -1;
    if (place >= 0) sources?.splice(place, 1);
    if (source.isFree) this.#free(source.array);
  }

  /** The array is about to be written to: who will read it, or another in the same buffer, gets a copy. */
  beforeWriting({ buffer }: NumberArray): void {
    const sources = this.#sources.get(buffer);
    if (sources === undefined || sources.length === 0) return;
    for (const source of sources) {
      source.array = source.array.slice();
      source.isFree = true;
    }
    sources.length = 0;
  }

  /** Nobody but deferred runs will use the array again. */
  release(array: NumberArray): void {
    const source = this.#sources.get(array.buffer)?.find((other) => other.array === array);
    if (source === undefined) this.#free(array);
    else source.isFree = true;
  }
}

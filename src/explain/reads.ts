import { StridegradError } from '../errors.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { Read } from './explainElement.ts';

/** The flat index of coordinates in a row-major tensor. */
export function flatIndex(index: readonly number[], shape: Shape): number {
  return index.reduce((flat, coordinate, axis) => flat * shape[axis] + coordinate, 0);
}

/** The coordinates of a flat index in a row-major tensor. */
export function coordinatesOf(flat: number, shape: Shape): number[] {
  const index = new Array<number>(shape.length);
  let rest = flat;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return index;
}

/** Whether coordinates lie inside a tensor. */
export function isInside(index: readonly number[], shape: Shape): boolean {
  return index.every((coordinate, axis) => coordinate >= 0 && coordinate < shape[axis]);
}

/**
 * What a kernel read, to be taken in the order in which it was read. Whoever explains a kernel says what should come
 * next, by the geometry of the window; so a kernel and a geometry that do not agree cannot be explained.
 */
export class Reads {
  readonly #kernel: string;
  /** All of them. */
  readonly made: readonly Read[];
  #next = 0;

  constructor(kernel: string, reads: readonly Read[]) {
    this.#kernel = kernel;
    this.made = reads;
  }

  /** The value of the next read. @throws StridegradError if it was another one. */
  take(input: string, index: number): number {
    const read = this.made[this.#next++];
    if (read === undefined || read.input !== input || read.index !== index) {
      const made = read === undefined ? 'read nothing more' : `read ${read.input}[${read.index}]`;
      throw new StridegradError(
        `explain: the kernel ${this.#kernel} ${made} where ${input}[${index}] lies under the window. Its element and ` +
          'its geometry (src/shape) do not agree.',
      );
    }
    return read.value;
  }

  /** Takes several in turn, and gives them back. */
  takeAll(input: string, indices: readonly number[]): readonly number[] {
    for (const index of indices) this.take(input, index);
    return indices;
  }

  /** @throws StridegradError if something is left. */
  finish(): void {
    const read = this.made[this.#next];
    if (read !== undefined) {
      throw new StridegradError(
        `explain: the kernel ${this.#kernel} also read ${read.input}[${read.index}], which does not lie under the ` +
          'window. Its element and its geometry (src/shape) do not agree.',
      );
    }
  }
}

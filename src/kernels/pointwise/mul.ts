import type { FlatArray, Position } from '../kernel.ts';
import { binary } from './pointwise.ts';

/** a · b. */
export const mul = binary('mul', element);

function element(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return a[this.thread.x] * b[this.thread.x];
}

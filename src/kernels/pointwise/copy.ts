import type { FlatArray, Position } from '../kernel.ts';
import { unary } from './pointwise.ts';

/** The same number, in a place of its own (and, where the output has another dtype, converted). */
export const copy = unary('copy', element);

function element(this: Position<object>, input: FlatArray): number {
  return input[this.thread.x];
}

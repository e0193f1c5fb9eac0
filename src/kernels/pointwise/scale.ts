import type { FlatArray, Position } from '../kernel.ts';
import { unary } from './pointwise.ts';

/** input · factor / divisor. (Two numbers, so that a mean is divided by its count and not multiplied by a rounded 1/count.) */
export const scale = unary('scale', element, { scalars: ['factor', 'divisor'] });

function element(this: Position<object>, input: FlatArray, factor: number, divisor: number): number {
  return (input[this.thread.x] * factor) / divisor;
}

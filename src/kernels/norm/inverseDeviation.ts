import type { FlatArray, Position } from '../kernel.ts';
import { unary } from '../pointwise/pointwise.ts';

/** 1 / √(variance + eps). eps keeps a group of equal numbers from a division by 0. */
export const inverseDeviation = unary('inverseDeviation', element, { scalars: ['eps'] });

function element(this: Position<object>, variance: FlatArray, eps: number): number {
  return 1 / Math.sqrt(variance[this.thread.x] + eps);
}

import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

const sizes = ['parts', 'length', 'inner'] as const;

/** Rows that were gone along in `parts` parts of `length` elements each. */
export type JoinPartsSizes = SizesNamed<typeof sizes>;

/**
 * Cumulative sums of parts, made those of whole rows: every part is raised by what the parts before it come to.
 *
 *   within  [outer, parts, length, inner]  summed up within each part
 *   totals  [outer, parts, inner]          summed up over whole parts
 *   output  [outer, parts, length, inner]
 */
export const addPartsBefore: Kernel<JoinPartsSizes> = {
  name: 'addPartsBefore',
  inputs: ['within', 'totals'],
  sizes,
  scalars: [],
  element: addElement,
  helpers: [quotient],
};

function addElement(this: Position<JoinPartsSizes>, within: FlatArray, totals: FlatArray): number {
  const { parts, length, inner } = this.constants;
  const part = quotient(this.thread.x, length * inner); // counted through all rows
  if (part - parts * quotient(part, parts) === 0) {
    return within[this.thread.x];
  }
  const innerIndex = this.thread.x - inner * quotient(this.thread.x, inner);
  return within[this.thread.x] + totals[(part - 1) * inner + innerIndex];
}

/** The same for cumulative products: every part is multiplied by what the parts before it come to. */
export const mulPartsBefore: Kernel<JoinPartsSizes> = {
  name: 'mulPartsBefore',
  inputs: ['within', 'totals'],
  sizes,
  scalars: [],
  element: mulElement,
  helpers: [quotient],
};

function mulElement(this: Position<JoinPartsSizes>, within: FlatArray, totals: FlatArray): number {
  const { parts, length, inner } = this.constants;
  const part = quotient(this.thread.x, length * inner);
  if (part - parts * quotient(part, parts) === 0) {
    return within[this.thread.x];
  }
  const innerIndex = this.thread.x - inner * quotient(this.thread.x, inner);
  return within[this.thread.x] * totals[(part - 1) * inner + innerIndex];
}

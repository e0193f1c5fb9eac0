import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

const sizes = ['rowLength'] as const;

/** A row set to 0, the others as they are: the padding row of an embedding learns nothing. Input [rows, rowLength]. */
export const clearRow: Kernel<SizesNamed<typeof sizes>> = {
  name: 'clearRow',
  inputs: ['input'],
  sizes,
  scalars: ['cleared'],
  element,
  helpers: [quotient],
};

function element(this: Position<SizesNamed<typeof sizes>>, input: FlatArray, cleared: number): number {
  return quotient(this.thread.x, this.constants.rowLength) === cleared ? 0 : input[this.thread.x];
}

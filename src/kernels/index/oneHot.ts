import { quotient } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

const sizes = ['classes'] as const;

/** 1 at the label's place, 0 elsewhere: labels [rows] give output [rows, classes]. */
export const oneHot: Kernel<SizesNamed<typeof sizes>> = {
  name: 'oneHot',
  inputs: ['labels'],
  sizes,
  scalars: [],
  element,
  helpers: [quotient],
};

function element(this: Position<SizesNamed<typeof sizes>>, labels: FlatArray): number {
  const { classes } = this.constants;
  const row = quotient(this.thread.x, classes);
  return this.thread.x - row * classes === labels[row] ? 1 : 0;
}

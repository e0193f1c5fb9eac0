import type { FlatArray, Kernel, Position, SizesNamed } from '../kernel.ts';

const sizes = ['classes'] as const;

/**
 * How much every row counts in a mean over rows: its label's weight; 0 where the label is `ignoreIndex`.
 *
 *   labels  [rows], int32
 *   weight  [classes]
 *   output  [rows]; NaN where the label is no class
 */
export const labelWeights: Kernel<SizesNamed<typeof sizes>> = {
  name: 'labelWeights',
  inputs: ['labels', 'weight'],
  sizes,
  scalars: ['ignoreIndex'],
  element,
  helpers: [],
};

function element(
  this: Position<SizesNamed<typeof sizes>>,
  labels: FlatArray,
  weight: FlatArray,
  ignoreIndex: number,
): number {
  const label = labels[this.thread.x];
  if (label === ignoreIndex) {
    return 0;
  }
  return label >= 0 && label < this.constants.classes ? weight[label] : 0 / 0;
}

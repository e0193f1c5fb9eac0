import { coordinate, quotient } from '../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position, SizesNamed } from './kernel.ts';

const sizes = ['rows', 'inner', 'columns'] as const;

export type LinearSizes = SizesNamed<typeof sizes>;

/**
 * A layer of neurons: every row of the input meets every row of the weight, and every neuron adds its bias.
 *
 *   input   [rows, inner]
 *   weight  [columns, inner]: a row for every neuron
 *   bias    [columns]
 *   output  [rows, columns] = input · weightᵀ + bias
 */
export const linear: Kernel<LinearSizes> = {
  name: 'linear',
  inputs: ['input', 'weight', 'bias'],
  sizes,
  scalars: [],
  element,
  helpers: [quotient, coordinate],
};

// #region element
function element(this: Position<LinearSizes>, input: FlatArray, weight: FlatArray, bias: FlatArray): number {
  const { inner, columns } = this.constants;
  // Which neuron looks at which row of the input?
  const neuron = coordinate(this.thread.x, columns, 1);
  const row = quotient(this.thread.x, columns);

  // Multiply each number of the row with the neuron's weight for it.
  let sum = 0;
  for (let i = 0; i < inner; i++) sum += input[row * inner + i] * weight[neuron * inner + i];
  return sum + bias[neuron];
}
// #endregion

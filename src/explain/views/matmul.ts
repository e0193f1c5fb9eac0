import type { LinearSizes } from '../../kernels/linear.ts';
import type { MatmulSizes } from '../../kernels/matmul.ts';
import { coordinate, quotient, type Shape } from '../../shape/rowMajor.ts';
import type { ExplainedArray } from '../backend.ts';
import { coordinatesOf } from '../reads.ts';
import type { Tap } from '../step.ts';
import { multiplied, type Spot, taken } from '../taps.ts';
import { type Sight, sumsBy, type View } from '../view.ts';

/** The pairs of numbers that meet along a row of a and a column of b. */
export function viewMatmul(sight: Sight<MatmulSizes>): View {
  const { sizes, flat, arrays, shape } = sight;
  const { rows, inner, columns, aBatchStride, aRowStride, aInnerStride } = sizes;
  const { bBatchStride, bInnerStride, bColumnStride } = sizes;
  const column = coordinate(flat, columns, 1);
  const row = coordinate(flat, rows, columns);
  const batch = quotient(flat, rows * columns);

  const spotA = spotsIn('a', arrays.a, Math.max(aRowStride, aInnerStride));
  const spotB = spotsIn('b', arrays.b, Math.max(bInnerStride, bColumnStride));
  const taps = Array.from({ length: inner }, (_, i): Tap => {
    const cell = spotA(batch * aBatchStride + row * aRowStride + i * aInnerStride);
    const factor = spotB(batch * bBatchStride + i * bInnerStride + column * bColumnStride);
    return multiplied(sight, [i], { cell, factor, first: 'cell' });
  });
  return {
    operation: 'matmul',
    pass: 'forward',
    output: { tensor: 'output', index: coordinatesOf(flat, shape) },
    taps,
    partials: sumsBy(taps, () => 'sum'),
  };
}

/** What one neuron saw: every number of the row, with the neuron's weight for it. */
export function viewLinear(sight: Sight<LinearSizes>): View {
  const { sizes, flat, arrays, shape } = sight;
  const { inner, columns } = sizes;
  const neuron = coordinate(flat, columns, 1);
  const row = quotient(flat, columns);

  const spotOf = spotsIn('input', arrays.input, inner);
  const taps = Array.from({ length: inner }, (_, i): Tap => {
    const factor = { tensor: 'weight', index: [neuron, i], shape: [columns, inner] };
    return multiplied(sight, [i], { cell: spotOf(row * inner + i), factor, first: 'cell' });
  });
  return {
    operation: 'linear',
    pass: 'forward',
    output: { tensor: 'output', index: coordinatesOf(flat, shape) },
    taps,
    partials: sumsBy(taps, () => 'sum'),
    bias: taken(sight, { tensor: 'bias', index: [neuron], shape: [columns] }),
  };
}

/** Cells of a matrix or a batch of them, in the shape that it was made in; where that was flattened, row by row. */
function spotsIn(tensor: string, { shape: made, length }: ExplainedArray, rowLength: number): (flat: number) => Spot {
  const isAsMade = made.length === 1 || made[made.length - 1] === rowLength;
  const shape: Shape = isAsMade ? made : [length / rowLength, rowLength];
  return (flat) => ({ tensor, index: coordinatesOf(flat, shape), shape });
}

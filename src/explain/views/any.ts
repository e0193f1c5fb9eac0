import { coordinatesOf } from '../reads.ts';
import type { Sight, View } from '../view.ts';

/**
 * Any kernel, by what it read: the inputs' cells in the order in which it looked at them. An input with as many numbers
 * as the output is taken to have its shape, the others to have the shape in which they were made.
 */
export function viewAny({ flat, shape, arrays, making, reads, value }: Sight<unknown>): View {
  const length = making.request.length;
  const taps = reads.made.map(({ input, index }, i) => {
    const at =
      arrays[input].length === length ? coordinatesOf(index, shape) : coordinatesOf(index, arrays[input].shape);
    const cell = { tensor: input, index: at, value: reads.take(input, index) };
    return { place: [i], cell, product: cell.value, isPadding: false };
  });
  const { name, scalars } = making.kernel;
  const told = scalars.map((scalar, i) => `${scalar} = ${making.request.scalars[i]}`);
  const read = taps.map(({ cell }) => `${cell.tensor}[${cell.index.join(', ')}] = ${cell.value}`);
  return {
    operation: name,
    pass: 'forward',
    output: { tensor: 'output', index: coordinatesOf(flat, shape) },
    taps,
    formula: `${name}(${[...read, ...told].join(', ')}) = ${value}`,
  };
}

import type { ReduceSizes } from '../../kernels/reduce/reduceSizes.ts';
import { sum } from '../../kernels/reduce/sum.ts';
import type { ExplainedArray } from '../backend.ts';
import { explainElement, type Read } from '../explainElement.ts';
import { coordinatesOf } from '../reads.ts';
import type { Tap } from '../step.ts';
import { type Sight, sumsBy, type View } from '../view.ts';

/**
 * What was added up. A sum over several axes, or over a long row, is made in parts, which are sums again: what counts is
 * what went into the first of them. Coordinates count row by row, for a sum does not know its tensor's shape.
 */
export function viewSum({ sizes, flat, shape, reads, arrays, value }: Sight<ReduceSizes>): View {
  const { size, inner } = sizes;
  const first = Math.floor(flat / inner) * size * inner + (flat % inner);
  const taps: Tap[] = [];
  for (let k = 0; k < size; k++) {
    const at = first + k * inner;
    const part = reads.take('input', at);
    for (const { index, value: number } of addends(arrays.input, { input: 'input', index: at, value: part })) {
      const cell = { tensor: 'input', index: [index], value: number };
      taps.push({ place: [k], cell, product: number, isPadding: false });
    }
  }
  const isInParts = taps.length > size;
  return {
    operation: 'sum',
    pass: 'forward',
    output: { tensor: 'output', index: coordinatesOf(flat, shape) },
    taps,
    partials: isInParts ? sumsBy(taps, ({ place: [part] }) => `part ${part}`) : [{ label: 'sum', sum: value }],
  };
}

/** What a number was summed of, if it was; else itself. */
function addends({ making }: ExplainedArray, read: Read): readonly Read[] {
  if (making === undefined || (making.kernel as unknown) !== sum) return [read];
  const [input] = making.inputs;
  const { reads } = explainElement(sum, [input.numbers], making.request as { sizes: ReduceSizes }, read.index);
  return reads.flatMap((each) => addends(input, each));
}

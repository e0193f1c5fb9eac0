import { fillRows } from '../../kernels/reduce/fillRows.ts';
import { type ReduceSizes, rowStart } from '../../kernels/reduce/reduceSizes.ts';
import { sum } from '../../kernels/reduce/sum.ts';
import type { ExplainedArray } from '../backend.ts';
import { explainElement } from '../explainElement.ts';
import { coordinatesOf } from '../reads.ts';
import type { Tap } from '../step.ts';
import { type Sight, sightOf, sumsBy, type View } from '../view.ts';
import { viewAny } from './any.ts';

/**
 * What was added up. A sum over several axes, or over a long row, is made in parts, which are sums again: what counts is
 * what went into the first of them.
 */
export function viewSum({ sizes, flat, shape, reads, arrays }: Sight<ReduceSizes>): View {
  const { size, inner } = sizes;
  const first = rowStart(flat, size, inner);
  const rows: Tap[][] = [];
  for (let k = 0; k < size; k++) {
    const at = first + k * inner;
    const addends = addendsOf(arrays.input, at, reads.take('input', at));
    rows.push(
      addends.map(({ array, index, value }, j) => {
        const cell = { tensor: 'input', index: coordinatesOf(index, array.shape), value };
        return { place: addends.length > 1 ? [k, j] : [k], cell, product: value, isPadding: false };
      }),
    );
  }
  const isInParts = rows.length > 1 && rows.some((row) => row.length > 1);
  const taps = rows.flat();
  return {
    operation: 'sum',
    pass: 'forward',
    output: { tensor: 'output', index: coordinatesOf(flat, shape) },
    taps,
    partials: sumsBy(taps, ({ place: [part] }) => (isInParts ? `part ${part}` : 'sum')),
  };
}

/** A sum that was divided is a mean; anything else that was scaled is told by its reads. */
export function viewScale(sight: Sight<object>): View {
  const { flat, shape, reads, arrays, scalars } = sight;
  const [factor, divisor] = scalars;
  const { making } = arrays.input;
  if (factor !== 1 || making === undefined || (making.kernel as unknown) !== sum) return viewAny(sight);
  reads.take('input', flat);
  const view = viewSum(sightOf(making, flat, shape));
  return { ...view, operation: 'mean', output: { tensor: 'output', index: coordinatesOf(flat, shape) }, divisor };
}

/** One number of an array, which no sum has made. */
interface Addend {
  readonly array: ExplainedArray;
  readonly index: number;
  readonly value: number;
}

/** What a number was summed of, if it was; else itself. The zeros that a row was filled up with add nothing. */
function addendsOf(array: ExplainedArray, index: number, value: number): readonly Addend[] {
  const { making } = array;
  const isInBetween = (making?.kernel as unknown) === sum || (making?.kernel as unknown) === fillRows;
  if (making === undefined || !isInBetween) return [{ array, index, value }];
  const [input] = making.inputs;
  const { reads } = explainElement(making.kernel, [input.numbers], making.request, index);
  return reads.flatMap((read) => addendsOf(input, read.index, read.value));
}

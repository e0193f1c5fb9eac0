import { sumExp } from '../../kernels/norm/softmax.ts';
import { type ReduceSizes, rowNumber } from '../../kernels/reduce/reduceSizes.ts';
import { coordinate } from '../../shape/rowMajor.ts';
import { numberText, shortened, signed } from '../formula.ts';
import { coordinatesOf } from '../reads.ts';
import type { Tap } from '../step.ts';
import { type Sight, sightOf, sumsBy, type View } from '../view.ts';
import { viewAny } from './any.ts';

/** What the number is of its row: exp(x), of the sum of all of them. The number that is asked counts as the winner. */
export function viewSoftmax(sight: Sight<ReduceSizes>): View {
  return viewRow(sight, 'softmax', (own, total) => `${own} / (${total})`);
}

export function viewLogSoftmax(sight: Sight<ReduceSizes>): View {
  return viewRow(sight, 'logSoftmax', (own, total) => `${own.slice('exp('.length, -1)} − log(${total})`);
}

function viewRow(sight: Sight<ReduceSizes>, operation: string, told: (own: string, total: string) => string): View {
  const { sizes, flat, shape, reads, arrays, value } = sight;
  const { size, inner } = sizes;
  const { making } = arrays.total;
  if (making === undefined || (making.kernel as unknown) !== sumExp) return viewAny(sight);
  const row = rowNumber(flat, size, inner);
  const here = coordinate(flat, size, inner);
  reads.take('input', flat);
  const largest = reads.take('largest', row);
  const total = reads.take('total', row);
  const taps = expTerms(sightOf(making, row, shape).reads.made, { tensor: 'input', shape, largest, here });
  const terms = taps.map(({ note = '' }) => note);
  return {
    operation,
    pass: 'forward',
    output: { tensor: 'output', index: coordinatesOf(flat, shape) },
    taps,
    partials: [{ label: 'sum of exp', sum: total }],
    formula: `${told(terms[here], shortened(terms).join(' + '))} = ${numberText(value)}`,
  };
}

interface Row {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly largest: number;
  /** Which of its numbers is asked. */
  readonly here: number;
}

/** The terms exp(x − largest) of a row, one for each number of it that a kernel read. */
export function expTerms(
  made: readonly { readonly input: string; readonly index: number; readonly value: number }[],
  { tensor, shape, largest, here }: Row,
): Tap[] {
  const numbers = made.filter(({ input }) => input === 'input');
  return numbers.map(({ index, value }, k) => ({
    place: [k],
    cell: { tensor, index: coordinatesOf(index, shape), value },
    product: Math.exp(value - largest),
    note: `exp(${numberText(value)} − ${signed(largest)})`,
    isPadding: false,
    isWinner: k === here,
  }));
}

/** y·(g − Σ g·y): what came back to the number, less what came back to the whole row. */
export function viewSoftmaxGrad(sight: Sight<ReduceSizes>): View {
  const { sizes, flat, shape, reads, arrays, value } = sight;
  const { making } = arrays.common;
  if (making === undefined) return viewAny(sight);
  const row = rowNumber(flat, sizes.size, sizes.inner);
  const output = reads.take('output', flat);
  const gradient = reads.take('gradOutput', flat);
  const common = reads.take('common', row);
  const { made } = sightOf(making, row, shape).reads;
  const taps = Array.from({ length: made.length / 2 }, (_, k): Tap => {
    const [one, other] = [made[2 * k], made[2 * k + 1]];
    const index = coordinatesOf(one.index, shape);
    const cell = { tensor: 'gradOutput', index, value: one.value };
    const factor = { tensor: 'output', index, value: other.value };
    return { place: [k], cell, factor, product: one.value * other.value, isPadding: false };
  });
  return {
    operation: 'softmax',
    pass: 'gradient of input',
    output: { tensor: 'gradInput', index: coordinatesOf(flat, shape) },
    taps,
    partials: sumsBy(taps, () => 'gradOutput·output'),
    formula: `${signed(output)}·(${numberText(gradient)} − ${signed(common)}) = ${numberText(value)}`,
  };
}

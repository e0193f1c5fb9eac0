import { type CrossEntropySizes, crossEntropyRows } from '../../kernels/loss/crossEntropyRows.ts';
import { spread, spreadOver } from '../../kernels/loss/spread.ts';
import { logSumExp } from '../../kernels/reduce/logSumExp.ts';
import { sum } from '../../kernels/reduce/sum.ts';
import { coordinate, quotient } from '../../shape/rowMajor.ts';
import { explainElement } from '../explainElement.ts';
import { numberText, shortened, signed } from '../formula.ts';
import { coordinatesOf, type Reads } from '../reads.ts';
import type { Tap } from '../step.ts';
import { type Sight, sightOf, type View } from '../view.ts';
import { viewAny } from './any.ts';
import { expTerms } from './softmax.ts';
import { viewSum } from './sum.ts';

/**
 * How surprised a row is by its label: log Σ exp of its logits, less that of the label, which counts as the winner. The
 * kernel was given log Σ exp; its terms are what the kernel that made it read.
 */
export function viewCrossEntropy(sight: Sight<CrossEntropySizes>): View {
  const { sizes, flat, shape, reads, arrays, value, scalars } = sight;
  const { making } = arrays.logSumExp;
  if (making === undefined || (making.kernel as unknown) !== logSumExp) return viewAny(sight);
  const [ignoreIndex, smoothing] = scalars;
  const read = valuesOf(reads);
  const [label] = read.labels;
  const step = {
    operation: 'crossEntropy',
    kernel: crossEntropyRows.name,
    pass: 'forward',
    output: { tensor: 'output', index: coordinatesOf(flat, shape) },
  };
  if (label === ignoreIndex) return { ...step, taps: [], formula: `0: the label ${numberText(label)} is ignored` };
  const { made } = sightOf(making, flat, shape).reads;
  // It reads the row once or twice for the largest, and then for the sum: what it read last is the row.
  const row = made.slice(-sizes.classes);
  const largest = row.reduce((most, { value: logit }) => Math.max(most, logit), -Infinity);
  const taps = expTerms(row, { tensor: 'input', shape: arrays.logits.shape, largest, here: label });
  const [normaliser] = read.logSumExp;
  const sumText = `log(${shortened(taps.map(({ cell }) => `exp(${numberText(cell.value)})`)).join(' + ')})`;
  const surprise = (of: string, weight: number, logit: number) =>
    weight === 1 ? `(${of} − ${signed(logit)})` : `${signed(weight)}·(${of} − ${signed(logit)})`;
  const [weight, ...weights] = read.weight;
  const [logit, ...logits] = read.logits;
  const plain = weight === 1 ? `${sumText} − ${signed(logit)}` : surprise(sumText, weight, logit);
  const spreadText = shortened(logits.map((each, k) => surprise('L', weights[k], each))).join(' + ');
  const smoothed =
    `(1 − ${numberText(smoothing)})·${surprise('L', weight, logit)} + ` +
    `${numberText(smoothing)}/${sizes.classes}·(${spreadText}) = ${numberText(value)} with L = ${sumText}`;
  return {
    ...step,
    taps,
    partials: [
      { label: 'log Σ exp', sum: normaliser },
      { label: `minus the logit of class ${label}`, sum: -logit },
    ],
    formula: smoothing === 0 ? `${plain} = ${numberText(value)}` : smoothed,
  };
}

/** What came back to a row, times what its softmax has too much in this class: softmax − 1 for the label, else softmax. */
export function viewCrossEntropyGrad(sight: Sight<CrossEntropySizes>): View {
  const { sizes, flat, shape, reads, value, scalars, making } = sight;
  const { classes, inner } = sizes;
  const row = quotient(flat, classes * inner) * inner + coordinate(flat, inner, 1);
  const here = coordinate(flat, classes, inner);
  const read = valuesOf(reads);
  const [label] = read.labels;
  const index = coordinatesOf(flat, shape);
  const step = { operation: 'crossEntropy', pass: 'gradient of input', output: { tensor: 'gradInput', index } };
  if (label === scalars[0]) return { ...step, taps: [], formula: `0: the label ${numberText(label)} is ignored` };

  // The kernel itself says what it multiplies a gradient with: what it makes of a gradient of 1.
  const inputs = making.inputs.map(({ numbers }, i) => (i === 0 ? new Float64Array(numbers.length).fill(1) : numbers));
  const request = { ...making.request, dtype: 'float64' } as const;
  const slope = explainElement(making.kernel, inputs, request, flat).value;
  const sent = senderOf(sight, row);
  const factor = { tensor: 'softmax − truth', index, value: slope };
  const product = (sent.cell.value * slope) / (sent.divisor ?? 1);
  const [weight] = read.weight;
  const softmax = `exp(${numberText(read.logits[0])} − ${signed(read.logSumExp[0])})`;
  const excess = here === label ? `(${softmax} − 1)` : softmax;
  const told = scalars[1] === 0 ? (weight === 1 ? excess : `${signed(weight)}·${excess}`) : signed(slope);
  const shared = sent.divisor === undefined ? '' : `/${numberText(sent.divisor)}`;
  return {
    ...step,
    taps: [{ place: [0], ...sent, factor, product, isPadding: false }],
    partials: [{ label: 'row', sum: product }],
    formula: `${signed(sent.cell.value)}${shared}·${told} = ${numberText(value)}`,
  };
}

/** What came back to a row: where its loss went into a mean, what came back to the mean, and among how many it is shared. */
function senderOf({ arrays, shape }: Sight<CrossEntropySizes>, row: number): Pick<Tap, 'cell' | 'divisor'> {
  const { gradRows } = arrays;
  const { making } = gradRows;
  const isShared = (making?.kernel as unknown) === spread || (making?.kernel as unknown) === spreadOver;
  if (making === undefined || !isShared) {
    const cell = { tensor: 'gradOutput', index: coordinatesOf(row, gradRows.shape), value: gradRows.numbers[row] };
    return { cell };
  }
  const { scalars, reads } = sightOf(making, row, shape);
  const [gradient, count] = reads.made;
  const cell = { tensor: 'gradOutput', index: coordinatesOf(0, making.inputs[0].shape), value: gradient.value };
  return { cell, divisor: count === undefined ? scalars[0] : count.value };
}

/** A sum divided by another: a weighted mean, of which the taps are what was summed above the line. */
export function viewDiv(sight: Sight<object>): View {
  const { flat, shape, reads, arrays } = sight;
  const [above, below] = [arrays.a.making, arrays.b.making];
  const isMean = (above?.kernel as unknown) === sum && (below?.kernel as unknown) === sum;
  if (!isMean || above === undefined) return viewAny(sight);
  reads.take('a', flat);
  const divisor = reads.take('b', flat);
  return { ...viewSum(sightOf(above, flat, shape)), operation: 'mean', divisor };
}

/** Takes everything that a kernel read, by the inputs that it read it from, in order. */
function valuesOf(reads: Reads): Readonly<Record<string, readonly number[]>> {
  const values: Record<string, number[]> = { labels: [], logits: [], logSumExp: [], weight: [] };
  for (const { input, index } of reads.made) {
    values[input] ??= [];
    values[input].push(reads.take(input, index));
  }
  return values;
}

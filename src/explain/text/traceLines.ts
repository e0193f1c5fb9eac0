import type { Step } from '../step.ts';
import type { Trace, TracedTensor } from '../trace.ts';
import { arranged, neededHeight, type Panel } from './arrange.ts';
import { fieldPlane, formatOf, outputPlane } from './fieldPlanes.ts';
import { groupIndex, groupsOf, leading, type TapGroup } from './groups.ts';
import { type Line, span, wrapped } from './line.ts';
import { type NumberFormat, numberFormat } from './numberFormat.ts';
import { equationText, sumsText } from './sums.ts';
import { coveredPlane, factorPlane, productPlane } from './windowPlanes.ts';

/** What of a step is drawn, and in how much room. */
export interface Room {
  readonly width: number;
  readonly height: number;
  /** Which group of taps: an input channel, say, counted from 0. */
  readonly group: number;
}

/**
 * A step of a trace in so many lines: what it read of, with the window marked; what it was multiplied with; the
 * products; the output so far; sums and formula. What does not fit is cut around the window.
 */
export function traceLines(trace: Trace, number: number, { width, height, group: wanted }: Room): Line[] {
  const step = trace.at(number);
  const groups = groupsOf(step);
  const group = groups[groupIndex(wanted, groups)];
  const panels = panelsOf(trace, step, group);
  const needed = neededHeight(panels, width);
  // Room for the window comes first; then the formula, the sums, and an empty line between.
  const spare = (lines: number) => height - needed >= lines;
  const sums = sumLines(step, width, spare(6) ? 2 : 1);
  const most = formulaRoom(step, width, height);
  const formulaLines = [most, 3, 2].find((lines) => lines <= most && spare(lines + sums.length)) ?? 1;
  const told = sums.length + formulaLines;
  const gap = spare(told + 1) ? 1 : 0;
  const planes = arranged(panels, width, Math.max(1, height - told - gap));
  const formula = wrapped(equationText(step), width, { most: formulaLines });
  return [...planes, ...(gap === 1 ? [[]] : []), ...sums, ...formula.map((text): Line => [span(text, 'result')])].slice(
    0,
    height,
  );
}

/** How many lines a formula may take. It is the same for every step, so that nothing jumps. */
function formulaRoom({ taps }: Step, width: number, height: number): number {
  const terms = Math.min(taps.length, 16);
  const perTerm = taps.length > 0 && taps.every(({ cell }) => Number.isInteger(cell.value)) ? 8 : 20;
  const wanted = 1 + Math.floor((24 + terms * perTerm) / width);
  return Math.max(1, Math.min(wanted, height >= 30 ? 5 : height >= 16 ? 3 : 2));
}

function sumLines(step: Step, width: number, most: number): Line[] {
  const text = sumsText(step, 8);
  return text === '' ? [] : wrapped(text, width, { most }).map((line) => [span(line)]);
}

function panelsOf(trace: Trace, step: Step, group: TapGroup): Panel[] {
  const panels: Panel[] = [];
  const tensorNamed = (name: string) => trace.inputs.find((tensor) => tensor.name === name);
  const isWindow = group.taps.some(({ place }) => place.length >= 2);
  const cells = tensorNamed(group.tensor);
  const covered = coveredPlane(group, step);
  if (cells === undefined) panels.push({ plane: covered, sign: '', kind: 'field' });
  else panels.push({ plane: fieldPlane(trace, step, cells, group.lead), sign: '', kind: 'field' });

  const factor = group.taps.find((tap) => tap.factor !== undefined)?.factor;
  if (factor !== undefined) {
    const factors = tensorNamed(factor.tensor);
    const formats = formatsFor(cells, factors);
    // A window lies on a window; where there is none, both factors are seen where they are.
    const whole =
      isWindow || factors === undefined ? undefined : fieldPlane(trace, step, factors, leading(factor.index));
    const plane = whole ?? factorPlane(group, formats);
    if (plane !== undefined) panels.push({ plane, sign: '×', kind: whole === undefined ? 'window' : 'field' });
    panels.push({ plane: productPlane(group, formats), sign: '=', kind: 'window' });
  } else if (isWindow && cells !== undefined && group.taps.length > 1) {
    panels.push({
      plane: { ...covered, title: step.pass === 'forward' ? 'window' : 'windows over it' },
      sign: '→',
      kind: 'window',
    });
  }
  panels.push({ plane: outputPlane(trace, step), sign: '→', kind: 'output' });
  return panels;
}

/** Formats that hold for every step: products are as wide as the largest can be. */
function formatsFor(
  cells: TracedTensor | undefined,
  factors: TracedTensor | undefined,
): { factor?: NumberFormat; product?: NumberFormat } {
  if (factors === undefined) return {};
  const factor = formatOf(factors);
  if (cells === undefined) return { factor };
  const [one, other] = [formatOf(cells).decimals, factor.decimals];
  if (one === undefined || other === undefined) return { factor };
  const [mostOne, mostOther] = [cells, factors].map(({ numbers }) => largest(numbers));
  const both = mostOne * mostOther;
  const exact = one + other <= 2 ? both + 10 ** -(one + other) : both;
  const format = numberFormat([one + other <= 2 && one + other > 0 ? -Math.ceil(exact) - 0.1 ** (one + other) : -both]);
  return { factor, product: format };
}

const found = new WeakMap<object, number>();

function largest(numbers: ArrayLike<number> & object): number {
  let most = found.get(numbers);
  if (most === undefined) {
    most = 0;
    for (let i = 0; i < numbers.length; i++)
      if (Number.isFinite(numbers[i])) most = Math.max(most, Math.abs(numbers[i]));
    found.set(numbers, most);
  }
  return most;
}

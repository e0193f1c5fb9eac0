import { type PadMode, paddedFrom, padModes } from '../../shape/padding.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import { adaptiveEnd, adaptiveStart } from '../../shape/window.ts';
import { type AxisStep, givenAxis, product } from './axis.ts';

/** Windows that divide an axis as evenly as they can: adaptive pooling. */
export function adaptiveAxis(name: string, input: number, output: number): AxisStep {
  const windows = Array.from({ length: Math.min(output, 6) }, (_, place) => {
    const [first, last] = [adaptiveStart(place, input, output), adaptiveEnd(place, input, output) - 1];
    return first === last ? `${first}` : `${first}–${last}`;
  });
  const listed = output > windows.length ? `${windows.slice(0, 3).join(', ')}, …` : windows.join(', ');
  return {
    name,
    input,
    output,
    formula: 'window i covers ⌊i·in / out⌋ … ⌈(i + 1)·in / out⌉ − 1',
    numbers: `${output} ${output === 1 ? 'window' : 'windows'} over ${input}${output === 0 ? '' : `: ${listed}`}`,
    unread: [],
    notes: [],
  };
}

/** Cells put before and after an axis, or cut off where a number is negative. */
export function paddedAxis(name: string, input: number, sides: readonly [number, number], mode: PadMode): AxisStep {
  const [before, after] = sides;
  const output = before + input + after;
  const isCopied = new Uint8Array(input);
  // A circle is closed where the cut-off ends meet; a mirror still shows what is cut off.
  const [first, end] = mode === 'circular' ? [Math.max(0, -before), input + Math.min(0, after)] : [0, input];
  for (let cell = -before; cell < input + after; cell++) {
    const source = paddedFrom(cell - first, end - first, padModes[mode]);
    if (source >= 0) isCopied[first + source] = 1;
  }
  return {
    name,
    input,
    output,
    formula: 'before + in + after',
    numbers: `${signed(before)} + ${input} + ${signed(after)} = ${output}`,
    unread: Array.from(isCopied.keys()).filter((cell) => isCopied[cell] === 0),
    notes: [],
  };
}

function signed(value: number): string {
  return value < 0 ? `(−${-value})` : String(value);
}

/** An axis stretched to `output` cells; `factor` is what was asked for, if it was not the size itself. */
export function resizedAxis(name: string, input: number, output: number, factor: number | undefined): AxisStep {
  const asked = { name, input, output, unread: [], notes: [] };
  return factor === undefined
    ? { ...asked, formula: 'size', numbers: `${output}, as asked for` }
    : { ...asked, formula: '⌊in · scaleFactor⌋', numbers: `⌊${input} · ${factor}⌋ = ${output}` };
}

/**
 * How one shape is cut into another of as many numbers: the axes that are made one, or one made several. Axes are taken
 * from both shapes until their products agree.
 */
export function regroupedAxes(input: readonly number[], output: readonly number[]): AxisStep[] {
  const axes: AxisStep[] = [];
  const [left, right] = [[...input], [...output]];
  while (left.length > 0 || right.length > 0) {
    const [from, to] = [left.splice(0, 1), right.splice(0, 1)];
    while (elementCount(from) !== elementCount(to)) {
      const [taken, rest] = elementCount(from) < elementCount(to) || right.length === 0 ? [from, left] : [to, right];
      if (rest.length === 0) return axes; // shapes of different numbers of elements
      taken.push(...rest.splice(0, 1));
    }
    const [many, few] = [from, to].map((side) => side.filter((size) => size !== 1));
    if (many.length <= 1 && few.length <= 1) continue;
    const size = elementCount(from);
    const name = right.length === 0 && few.length <= 1 ? 'features' : `axis ${output.length - right.length - 1}`;
    axes.push(givenAxis(name, size, size, `${product(many)} = ${product(few)}`));
  }
  return axes;
}

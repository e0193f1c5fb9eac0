import { ArgumentError, ShapeError } from '../../errors.ts';
import type { Shape } from '../../shape/rowMajor.ts';

/** The names of every operand's axes, and of the output's. The axes of `...` are called ….0, ….1 and so on. */
export interface Equation {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  /** The size of every named axis: 1 only where it is 1 in all operands. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Reads an equation beside the shapes it is for. @throws ArgumentError, ShapeError: see `einsum`. */
export function parseEquation(equation: string, shapes: readonly Shape[]): Equation {
  const sides = equation.replaceAll(/\s/g, '').split('->');
  const terms = sides[0].split(',');
  if (sides.length > 2) {
    throw new ArgumentError('einsum', `"${equation}" has more than one "->"`);
  }
  if (terms.length !== shapes.length) {
    throw new ArgumentError('einsum', `"${equation}" names ${terms.length} operands, but there are ${shapes.length}`);
  }
  for (const term of [...terms, sides[1] ?? '']) checkTerm(equation, term);

  const spreads = terms.map((term, i) => (term.includes('...') ? shapes[i].length - lettersOf(term).length : 0));
  const spread = Math.max(0, ...spreads);
  const inputs = terms.map((term, i) => {
    const labels = labelsOf(term, spread, spreads[i]);
    if (labels.length !== shapes[i].length || spreads[i] < 0) {
      const rule = `"${term}" in "${equation}" does not name the ${shapes[i].length} axes of operand ${i}`;
      throw new ShapeError('einsum', rule, { [`operand ${i}`]: shapes[i] });
    }
    return labels;
  });
  const output = sides.length === 2 ? labelsOf(sides[1], spread, spread) : implicitOutput(inputs, spread);
  checkOutput(equation, inputs, output);
  return { inputs, output, sizes: sizesOf(equation, inputs, shapes) };
}

function checkTerm(equation: string, term: string): void {
  if (!/^[a-zA-Z]*(\.\.\.)?[a-zA-Z]*$/.test(term)) {
    const rule = 'expects letters and at most one "..." for each operand';
    throw new ArgumentError('einsum', `"${equation}": cannot read "${term}"; it ${rule}`);
  }
}

function lettersOf(term: string): string[] {
  return [...term.replace('...', '')];
}

/** The names of a term's axes, where `...` stands for the last `own` of `all` spread axes. */
function labelsOf(term: string, all: number, own: number): string[] {
  const [before, after] = term.split('...');
  if (after === undefined) return [...before];
  const between = Array.from({ length: Math.max(own, 0) }, (_, k) => `….${all - own + k}`);
  return [...before, ...between, ...after];
}

/** The spread axes, then the letters that occur once, in alphabetical order (capitals first). */
function implicitOutput(inputs: readonly (readonly string[])[], spread: number): string[] {
  const letters = inputs.flat().filter((label) => label.length === 1);
  const once = letters.filter((label) => letters.indexOf(label) === letters.lastIndexOf(label));
  return [...labelsOf('...', spread, spread), ...once.sort()];
}

function checkOutput(equation: string, inputs: readonly (readonly string[])[], output: readonly string[]): void {
  const known = new Set(inputs.flat());
  for (const label of output) {
    if (!known.has(label)) {
      throw new ArgumentError('einsum', `"${equation}": the output's "${label}" is in no operand`);
    }
    if (output.indexOf(label) !== output.lastIndexOf(label)) {
      throw new ArgumentError('einsum', `"${equation}": the output names "${label}" twice`);
    }
  }
}

function sizesOf(
  equation: string,
  inputs: readonly (readonly string[])[],
  shapes: readonly Shape[],
): Map<string, number> {
  const sizes = new Map<string, number>();
  inputs.forEach((labels, i) => {
    labels.forEach((label, axis) => {
      const size = shapes[i][axis];
      const known = sizes.get(label) ?? 1;
      if (size !== known && size !== 1 && known !== 1) {
        const all = Object.fromEntries(shapes.map((shape, k) => [`operand ${k}`, shape]));
        throw new ShapeError('einsum', `"${label}" in "${equation}" is both ${known} and ${size}`, all);
      }
      if (size !== 1 || !sizes.has(label)) sizes.set(label, size);
    });
  });
  return sizes;
}

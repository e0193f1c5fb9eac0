import { inputPosition, reach, transposedSize, type Window } from '../../shape/window.ts';
import { type AxisStep, positions } from './axis.ts';

/** How large the output of a transposed convolution is along an axis, and which of its cells get nothing but the bias. */
export function transposedAxis(name: string, input: number, window: Window, outputPadding: number): AxisStep {
  const { size, stride, padding, dilation } = window;
  const output = transposedSize(input, window, outputPadding);
  return {
    name,
    input,
    output,
    formula: '(in − 1)·stride + dilation·(k − 1) + 1 − 2·padding + outputPadding',
    numbers: `(${input} − 1)·${stride} + ${dilation}·(${size} − 1) + 1 − 2·${padding} + ${outputPadding} = ${output}`,
    unread: cellsCutOff(input, output, window),
    notes: [...gapNotes(name, input, output, window), ...sizeNotes(input, window, outputPadding)],
  };
}

/** Cells of the input whose whole stamp lies in what `padding` cuts off. */
function cellsCutOff(input: number, output: number, window: Window): number[] {
  return Array.from({ length: input }, (_, cell) => cell).filter((cell) => stamped(cell, output, window).length === 0);
}

/** The cells of the output that the stamp of one cell of the input lies on: those that a window standing there reads. */
function stamped(cell: number, output: number, { size, stride, padding, dilation }: Window): number[] {
  return Array.from({ length: size }, (_, tap) => inputPosition(cell, tap, stride, padding, dilation)).filter(
    (position) => position >= 0 && position < output,
  );
}

/** Cells of the output that no stamp lies on. */
function cellsNotStamped(input: number, output: number, window: Window): number[] {
  const isStamped = new Uint8Array(Math.max(0, output));
  for (let cell = 0; cell < input; cell++) {
    for (const position of stamped(cell, output, window)) isStamped[position] = 1;
  }
  return Array.from(isStamped.keys()).filter((cell) => isStamped[cell] === 0);
}

function gapNotes(name: string, input: number, output: number, window: Window): string[] {
  const gaps = cellsNotStamped(input, output, window);
  return gaps.length === 0
    ? []
    : [`of the output, ${positions(name, gaps)} reached by no stamp: only the bias is there`];
}

/** Why there is an outputPadding: the floor of the convolution made one size of several. */
function sizeNotes(input: number, window: Window, outputPadding: number): string[] {
  const { stride } = window;
  const least = transposedSize(input, window, 0);
  if (stride === 1 || least < 1 || reach(window) > least + 2 * window.padding) return [];
  const meant =
    outputPadding < stride ? `; outputPadding ${outputPadding} says that ${least + outputPadding} is meant` : '';
  return [`a convolution with this window makes ${input} of ${least} … ${least + stride - 1}${meant}`];
}

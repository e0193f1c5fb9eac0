import { type PadMode, paddedFrom, padModes } from '../../shape/padding.ts';
import { inputPosition, outputSize, reach, type Window } from '../../shape/window.ts';
import { type AxisStep, cellsOf, positions } from './axis.ts';

/** How a window slides where it is no plain convolution. */
export interface SlidingOptions {
  /** Whether a last window that reaches over the end counts. */
  readonly ceilMode?: boolean;
  /** What the cells of the padding copy. */
  readonly padMode?: PadMode;
}

/**
 * How many places a window has along an axis, and which cells it never reads there.
 *
 * @throws ArgumentError where the window does not fit.
 */
export function slidingAxis(
  operation: string,
  name: string,
  input: number,
  window: Window,
  { ceilMode = false, padMode = 'constant' }: SlidingOptions = {},
): AxisStep {
  const output = outputSize(operation, input, window, ceilMode);
  const unread = cellsNeverRead(input, output, window, padMode);
  const { padding, paddingEnd = padding, size, stride, dilation } = window;
  const [open, close] = ceilMode ? ['⌈', '⌉'] : ['⌊', '⌋'];
  const form = (inside: string, step: string | number) => `${open}(${inside}) / ${step}${close} + 1`;
  const [letters, padded] =
    padding === paddingEnd ? ['2·padding', `2·${padding}`] : ['before + after', `${padding} + ${paddingEnd}`];
  const free = input + padding + paddingEnd - reach(window);
  const places = (ceilMode ? Math.ceil(free / stride) : Math.floor(free / stride)) + 1;
  const dropped = places === output ? '' : `, less 1 = ${output}`;
  return {
    name,
    input,
    output,
    formula: form(`in + ${letters} − dilation·(k − 1) − 1`, 'stride'),
    numbers: `${form(`${input} + ${padded} − ${dilation}·(${size} − 1) − 1`, stride)} = ${places}${dropped}`,
    unread,
    notes: [
      ...(ceilMode ? ceilNotes(name, input, places, output, window) : []),
      ...unreadNotes(name, unread, output, window),
    ],
  };
}

/** The cells of the input that no tap reads at any place, not even through a cell of the padding that copies them. */
function cellsNeverRead(input: number, places: number, window: Window, padMode: PadMode): number[] {
  const { size, stride, padding, paddingEnd = padding, dilation } = window;
  const isRead = new Uint8Array(input);
  for (let place = 0; place < places; place++) {
    for (let tap = 0; tap < size; tap++) {
      const position = inputPosition(place, tap, stride, padding, dilation);
      if (position >= input + paddingEnd) continue; // in ceilMode a window may reach over the padding too
      const source = paddedFrom(position, input, padModes[padMode]);
      if (source >= 0) isRead[source] = 1;
    }
  }
  return Array.from(isRead.keys()).filter((cell) => isRead[cell] === 0);
}

/** Why the cells are not read: the window steps over some, and never reaches others. */
function unreadNotes(name: string, unread: readonly number[], places: number, window: Window): string[] {
  const { stride, padding, dilation, size } = window;
  const end = inputPosition(places - 1, size - 1, stride, padding, dilation);
  const between = unread.filter((cell) => cell < end);
  const after = unread.filter((cell) => cell > end);
  const why =
    stride > reach(window)
      ? `the window reaches over ${reach(window)} and then moves on by ${stride}`
      : `the taps are ${dilation} apart`;
  return [
    ...(between.length === 0 ? [] : [`${positions(name, between)} stepped over: ${why}`]),
    ...(after.length === 0
      ? []
      : [`${positions(name, after)} never read: one more step of ${stride} would reach past the end`]),
  ];
}

/** What ceilMode changes, and what it does not. */
function ceilNotes(name: string, input: number, places: number, output: number, window: Window): string[] {
  const { padding, paddingEnd = padding, stride } = window;
  const start = inputPosition(places - 1, 0, stride, padding, 1);
  if (places > output) {
    return [`the last of the ${places} windows would start at ${cellsOf(name, 1)} ${start}, beyond the input: dropped`];
  }
  const over = start + reach(window) - (input + paddingEnd);
  if (over <= 0) return [];
  return [`ceilMode: the last window counts though it reaches ${over} ${cellsOf(name, over)} past the end`];
}

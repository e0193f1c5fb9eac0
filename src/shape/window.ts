import { ShapeError } from '../errors.ts';
import { shrinkage } from '../history/advice.ts';
import { pixelsLast } from './layout.ts';
import { quotient, type Shape } from './rowMajor.ts';

/**
 * The arithmetic of a window that slides along one axis: how many places it has, and what it reads there.
 * Convolution and pooling share it. No tensors here, only integers.
 *
 * Source: Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (arXiv 1603.07285), Relationships 6
 * and 15 (dilation).
 */
export interface Window {
  /** Taps of the window. */
  readonly size: number;
  /** Elements between one place of the window and the next. */
  readonly stride: number;
  /** Imagined elements before the first input element. */
  readonly padding: number;
  /** Imagined elements after the last one, where that differs from `padding`. */
  readonly paddingEnd?: number;
  /** Elements from one tap to the next. */
  readonly dilation: number;
}

/** Elements from the first tap of the window to its last, both included: dilation·(k − 1) + 1. */
export function reach(window: Window): number {
  return window.dilation * (window.size - 1) + 1;
}

/**
 * How many places the window has along an axis of `inputSize` elements: ⌊(in + 2·pad − dilation·(k−1) − 1) / stride⌋ + 1.
 *
 * Walk from the first place to the last in steps of `stride`; count the steps, and add one for the start.
 * A last step that would reach past the end does not count, hence the floor.
 *
 * With `ceilMode` it does count (⌈ ⌉ instead of ⌊ ⌋), even if it is the first, unless that window would start in the
 * padding after the input.
 *
 * @param given the shapes that the size was read off, for the message.
 * @throws ShapeError if the window is larger than the padded axis.
 */
export function outputSize(
  operation: string,
  inputSize: number,
  window: Window,
  ceilMode = false,
  given: Readonly<Record<string, Shape>> = {},
): number {
  const { stride, padding, paddingEnd = padding } = window;
  const paddedSize = inputSize + padding + paddingEnd;
  const free = paddedSize - reach(window);
  const places = (ceilMode ? Math.ceil(free / stride) : Math.floor(free / stride)) + 1;
  if (places < 1) {
    throw new ShapeError(
      operation,
      `the window does not fit: it reaches over dilation·(k − 1) + 1 = ${window.dilation}·(${window.size} − 1) + 1 = ` +
        `${reach(window)} elements, but the axis has ${inputSize} + ${padding} + ${paddingEnd} = ${paddedSize} with its ` +
        `padding. ${adviceFor(given.input)}`,
      given,
    );
  }
  return ceilMode && (places - 1) * stride >= inputSize + padding ? places - 1 : places;
}

/** What to do where a window is larger than the input. */
function adviceFor(input: Shape | undefined): string {
  const layout = input && pixelsLast(input);
  if (layout !== undefined) return `Its ${layout}`;
  const shrunk = input && shrinkage(input);
  return `${shrunk === undefined ? '' : `${shrunk}. `}Use a smaller kernel or dilation, or more padding`;
}

/**
 * How large the input of a window is that has `places` places: what a transposed convolution gives out.
 *
 * It is `outputSize` solved for the input: (places − 1)·stride + reach − 2·pad. Up to stride − 1 elements more would
 * give as many places, which the floor in `outputSize` hides; `outputPadding` says how many there are.
 * Source: Dumoulin & Visin, Relationship 14.
 */
export function transposedSize(places: number, window: Window, outputPadding: number): number {
  const { stride, padding, paddingEnd = padding } = window;
  return (places - 1) * stride + reach(window) - padding - paddingEnd + outputPadding;
}

/**
 * The padding, before and after, with which a window of stride 1 has as many places as the axis has elements:
 * dilation·(k − 1) in all, and where that is odd, one more after than before. Source: Dumoulin & Visin, Relationship 3.
 */
export function samePadding(size: number, dilation: number): readonly [before: number, after: number] {
  const total = dilation * (size - 1);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/** How much is imagined before and after an axis, by what was asked for: a number for both sides, or a word. */
export function paddedSides(
  padding: number | 'same' | 'valid',
  size: number,
  dilation: number,
): readonly [before: number, after: number] {
  if (padding === 'same') return samePadding(size, dilation);
  return padding === 'valid' ? [0, 0] : [padding, padding];
}

/**
 * The input position that tap `tap` of the window reads when the window stands at output position `output`.
 * It lies in the padding where it is below 0 or not below the input size.
 */
// #region inputPosition
export function inputPosition(output: number, tap: number, stride: number, padding: number, dilation: number): number {
  return output * stride + tap * dilation - padding;
}
// #endregion

/**
 * The inverse of `inputPosition`: the output position at which tap `tap` reads input position `input`,
 * or −1 where the stride steps over it. Multiplies back instead of testing a quotient, for GPUs divide inexactly.
 */
// #region outputPosition
export function outputPosition(input: number, tap: number, stride: number, padding: number, dilation: number): number {
  const distance = input + padding - tap * dilation;
  const output = Math.floor((distance + 0.5) / stride);
  if (output * stride === distance) {
    return output;
  }
  return -1;
}
// #endregion

/**
 * How many of `count` points, which start at `first` and lie `step` apart, come before `position`:
 * ⌈(position − first) / step⌉, not below 0 and not above `count`.
 *
 * It finds loop bounds, so that no kernel has to ask at every step whether it has left its input. Point number k is
 * first + k·step; it comes before `position` if k < (position − first) / step, and the whole k that are below a number
 * are as many as that number, rounded up. The points may be
 *
 *   - the taps of a window that stands at `output`: first = inputPosition(output, 0, …), step = dilation;
 *   - the places at which one tap reads: first = inputPosition(0, tap, …), step = stride;
 *   - the starts of all windows: first = −padding, step = stride.
 */
// #region pointsBefore
export function pointsBefore(position: number, first: number, step: number, count: number): number {
  const unbounded = 0 - quotient(first - position, step); // ⌈a / b⌉ = −⌊−a / b⌋
  return Math.max(0, Math.min(unbounded, count));
}
// #endregion

/**
 * How many cells of one axis an average divides by: those that the window at `output` covers, among the input and
 * `border` cells of padding on either side of it. Cells beyond the border never count, though in ceilMode the last
 * window may reach over them.
 */
export function coveredCells(
  output: number,
  stride: number,
  padding: number,
  taps: number,
  inputSize: number,
  border: number,
): number {
  const start = output * stride - padding;
  return Math.min(start + taps, inputSize + border) - Math.max(start, -border);
}

/**
 * Where window `place` of an adaptive pooling starts: ⌊place·in/out⌋.
 *
 * Asked the other way round it finds the windows over a cell: window `place` covers `cell` if
 * ⌊place·in/out⌋ ≤ cell < ⌈(place+1)·in/out⌉, that is, if ⌊cell·out/in⌋ ≤ place < ⌈(cell+1)·out/in⌉. So the first of
 * them is adaptiveStart(cell, out, in) and the end is adaptiveEnd(cell, out, in): the same window, input and output
 * exchanged.
 */
export function adaptiveStart(place: number, inputSize: number, outputCount: number): number {
  return quotient(place * inputSize, outputCount);
}

/** Where window `place` of an adaptive pooling ends, exclusive: ⌈(place+1)·in/out⌉. */
export function adaptiveEnd(place: number, inputSize: number, outputCount: number): number {
  return quotient((place + 1) * inputSize + outputCount - 1, outputCount);
}

import { ArgumentError } from '../errors.ts';
import { quotient } from './rowMajor.ts';

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
 * With `ceilMode` it does count (⌈ ⌉ instead of ⌊ ⌋), unless that window would start in the padding after the input.
 *
 * @throws ArgumentError if the window is larger than the padded axis.
 */
export function outputSize(operation: string, inputSize: number, window: Window, ceilMode = false): number {
  const { stride, padding, paddingEnd = padding } = window;
  const paddedSize = inputSize + padding + paddingEnd;
  const free = paddedSize - reach(window);
  if (free < 0) {
    throw new ArgumentError(
      operation,
      `the window does not fit: it reaches over dilation·(k − 1) + 1 = ${window.dilation}·(${window.size} − 1) + 1 = ` +
        `${reach(window)} elements, but the axis has ${inputSize} + ${padding} + ${paddingEnd} = ${paddedSize} with its ` +
        'padding. Use a smaller kernel or dilation, or more padding.',
    );
  }
  if (!ceilMode) {
    return Math.floor(free / stride) + 1;
  }
  const places = Math.ceil(free / stride) + 1;
  return (places - 1) * stride >= inputSize + padding ? places - 1 : places;
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

/** Where window `place` of an adaptive pooling starts: ⌊place·in/out⌋. */
export function adaptiveStart(place: number, inputSize: number, outputCount: number): number {
  return quotient(place * inputSize, outputCount);
}

/** Where window `place` of an adaptive pooling ends, exclusive: ⌈(place+1)·in/out⌉. */
export function adaptiveEnd(place: number, inputSize: number, outputCount: number): number {
  return quotient((place + 1) * inputSize + outputCount - 1, outputCount);
}

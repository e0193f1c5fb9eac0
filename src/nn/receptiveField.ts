import { adaptiveEnd, adaptiveStart, reach, type Window as SlidingWindow } from '../shape/window.ts';

/** A window that slides along some axes, the last ones: one number for each. */
export interface Window {
  readonly kernelSize: readonly number[];
  /** Elements of the input between one place and the next; 1/2 where the output has twice as many places. */
  readonly stride: readonly number[];
  readonly dilation?: readonly number[];
}

/** Which part of the net's input one element of a layer's output sees, along each of the last axes. */
export interface ReceptiveField {
  /** How many elements of the input it spans. */
  readonly size: readonly number[];
  /** How far apart the fields of two neighbours are, in elements of the input. */
  readonly jump: readonly number[];
}

/**
 * The field after another window: `size + (k − 1) · dilation · jump`, and `jump · stride`.
 * Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill, 2019).
 */
export function throughWindow(field: ReceptiveField, { kernelSize, stride, dilation }: Window): ReceptiveField {
  // Both speak of the last axes: a row may have been made an image of height 1.
  const last = (list: readonly number[], axis: number) => list.at(axis - kernelSize.length) ?? 1;
  const jump = kernelSize.map((_, axis) => last(field.jump, axis));
  return {
    size: kernelSize.map((taps, axis) => last(field.size, axis) + (taps - 1) * (dilation?.[axis] ?? 1) * jump[axis]),
    jump: jump.map((distance, axis) => distance * stride[axis]),
  };
}

/**
 * A transposed convolution seen from its output: that has `stride` places for one of the input, and a kernel reaches over
 * reach / stride of those.
 */
export function stampingWindow(windows: readonly SlidingWindow[]): Window {
  return {
    kernelSize: windows.map((window) => Math.ceil(reach(window) / window.stride)),
    stride: windows.map(({ stride }) => 1 / stride),
  };
}

/** The windows of an adaptive pooling, which divide each axis: the widest, and how far apart they are on the average. */
export function dividingWindow(sizes: readonly number[], counts: readonly number[]): Window {
  const widest = (size: number, count: number) =>
    Array.from({ length: count }, (_, place) => adaptiveEnd(place, size, count) - adaptiveStart(place, size, count));
  return {
    kernelSize: sizes.map((size, axis) => Math.max(0, ...widest(size, counts[axis]))),
    stride: sizes.map((size, axis) => size / counts[axis]),
  };
}

/** What sees all that one of these sees: the field of a sum of branches. */
export function joined(fields: readonly ReceptiveField[]): ReceptiveField {
  const axes = Math.max(0, ...fields.map(({ size }) => size.length));
  const most = (lists: readonly (readonly number[])[]) =>
    Array.from({ length: axes }, (_, axis) => Math.max(...lists.map((list) => list.at(axis - axes) ?? 1)));
  return { size: most(fields.map(({ size }) => size)), jump: most(fields.map(({ jump }) => jump)) };
}

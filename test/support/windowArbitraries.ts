import fc from 'fast-check';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { tensorOf } from './arbitraries.ts';

/** Down and across. */
export type Pair = readonly [number, number];

/** How a window moves over an image, as the functions take it. */
export interface WindowCase {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
}

/** A convolution that can be: its tensors are float64 half-integers with requiresGrad. */
export interface ConvCase extends WindowCase {
  readonly groups: number;
  readonly input: Tensor;
  readonly weight: Tensor;
  readonly bias: Tensor;
}

const pairOf = (min: number, max: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

/** The smallest axis on which the window fits. */
function leastSize({ kernel, padding, dilation }: WindowCase, axis: 0 | 1): number {
  return Math.max(1, dilation[axis] * (kernel[axis] - 1) + 1 - 2 * padding[axis]);
}

/** An image size on which the window fits, up to three elements larger than it must be. */
function sizeFor(window: WindowCase): fc.Arbitrary<Pair> {
  return pairOf(0, 3).map(([y, x]) => [leastSize(window, 0) + y, leastSize(window, 1) + x]);
}

const anyWindow: fc.Arbitrary<WindowCase> = fc.record({
  kernel: pairOf(1, 3),
  stride: pairOf(1, 3),
  padding: pairOf(0, 2),
  dilation: pairOf(1, 2),
});

/** A window of a pooling: its padding is at most half its kernel, and without dilation every place touches the input. */
export const poolWindow: fc.Arbitrary<WindowCase> = fc
  .record({ kernel: pairOf(1, 3), stride: pairOf(1, 3), wish: pairOf(0, 1), dilation: pairOf(1, 2) })
  .map(({ kernel, stride, wish, dilation }) => ({
    kernel,
    stride,
    dilation,
    padding: [Math.min(wish[0], Math.floor(kernel[0] / 2)), Math.min(wish[1], Math.floor(kernel[1] / 2))],
  }));

/** A window and an image on which it fits. */
export function windowOn(
  window: fc.Arbitrary<WindowCase> = anyWindow,
  least: Pair = [1, 1],
): fc.Arbitrary<WindowCase & { readonly input: Tensor }> {
  return window.chain((shape) =>
    fc
      .tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 }), sizeFor(shape))
      .chain(([images, channels, [height, width]]) =>
        tensorOf([images, channels, Math.max(height, least[0]), Math.max(width, least[1])]),
      )
      .map((input) => ({ ...shape, input })),
  );
}

/** A convolution with every parameter. */
export const convCase: fc.Arbitrary<ConvCase> = fc
  .tuple(anyWindow, pairOf(1, 2), pairOf(1, 2))
  .chain(([window, [images, groups], [groupIn, groupOut]]) =>
    sizeFor(window).chain(([height, width]) =>
      fc.record({
        input: tensorOf([images, groups * groupIn, height, width]),
        weight: tensorOf([groups * groupOut, groupIn, ...window.kernel]),
        bias: tensorOf([groups * groupOut]),
        groups: fc.constant(groups),
        kernel: fc.constant(window.kernel),
        stride: fc.constant(window.stride),
        padding: fc.constant(window.padding),
        dilation: fc.constant(window.dilation),
      }),
    ),
  );

/** A transposed convolution with every parameter, and something left of its output. */
export const convTransposeCase: fc.Arbitrary<ConvCase & { readonly outputPadding: Pair }> = fc
  .tuple(anyWindow, pairOf(1, 2), pairOf(1, 2), pairOf(0, 2), pairOf(1, 3))
  .chain(([window, [images, groups], [groupIn, groupOut], wish, [height, width]]) => {
    const { kernel, stride, dilation } = window;
    const most = (axis: 0 | 1, places: number) =>
      Math.floor(((places - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1)) / 2);
    const padding: Pair = [Math.min(window.padding[0], most(0, height)), Math.min(window.padding[1], most(1, width))];
    const outputPadding: Pair = [
      Math.min(wish[0], Math.max(stride[0], dilation[0]) - 1),
      Math.min(wish[1], Math.max(stride[1], dilation[1]) - 1),
    ];
    return fc.record({
      input: tensorOf([images, groups * groupIn, height, width]),
      weight: tensorOf([groups * groupIn, groupOut, ...kernel]),
      bias: tensorOf([groups * groupOut]),
      groups: fc.constant(groups),
      kernel: fc.constant(kernel),
      stride: fc.constant(stride),
      padding: fc.constant(padding),
      outputPadding: fc.constant(outputPadding),
      dilation: fc.constant(dilation),
    });
  });

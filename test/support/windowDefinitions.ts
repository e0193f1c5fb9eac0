import type { Tensor } from '../../src/tensor/tensor.ts';
import { numbersOf } from './coordinates.ts';
import type { ConvCase, Pair, WindowCase } from './windowArbitraries.ts';

// Definitions as bare loops: they share nothing with the kernels but the formulas of the textbook.

/** Reads a tensor of four axes, and 0 outside of it. */
export function reader(tensor: Tensor, outside = 0): (n: number, c: number, y: number, x: number) => number {
  const numbers = tensor.toTypedArray();
  const [, channels, height, width] = tensor.shape;
  return (n, c, y, x) =>
    y < 0 || y >= height || x < 0 || x >= width ? outside : numbers[((n * channels + c) * height + y) * width + x];
}

/** ⌊(in + 2·pad − dilation·(k − 1) − 1) / stride⌋ + 1 on both axes. */
export function placesOf(
  { kernel, stride, padding, dilation }: WindowCase,
  [, , height, width]: readonly number[],
): Pair {
  const along = (size: number, a: 0 | 1) =>
    Math.floor((size + 2 * padding[a] - dilation[a] * (kernel[a] - 1) - 1) / stride[a]) + 1;
  return [along(height, 0), along(width, 1)];
}

/** The sliding sum, straight from its formula. */
export function convolvedByHand(convolution: ConvCase): { shape: number[]; numbers: number[] } {
  const { input, weight, bias, groups, kernel, stride, padding, dilation } = convolution;
  const [pixel, tap, base] = [reader(input), reader(weight), bias.toTypedArray()];
  const [outChannels, groupIn] = weight.shape;
  const shape = [input.shape[0], outChannels, ...placesOf(convolution, input.shape)];
  const numbers = numbersOf(shape, ([n, o, y, x]) => {
    const firstChannel = Math.floor(o / (outChannels / groups)) * groupIn;
    let sum = base[o];
    for (let c = 0; c < groupIn; c++) {
      for (let i = 0; i < kernel[0]; i++) {
        for (let j = 0; j < kernel[1]; j++) {
          const inY = y * stride[0] + i * dilation[0] - padding[0];
          const inX = x * stride[1] + j * dilation[1] - padding[1];
          sum += tap(o, c, i, j) * pixel(n, firstChannel + c, inY, inX);
        }
      }
    }
    return sum;
  });
  return { shape, numbers };
}

/** Σ aᵢ·bᵢ over all elements. */
export function dot(a: Tensor, b: Tensor): number {
  const [left, right] = [a.toTypedArray(), b.toTypedArray()];
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += left[i] * right[i];
  return sum;
}

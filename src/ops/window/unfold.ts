import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { ShapeError } from '../../errors.ts';
import { col2im } from '../../kernels/window/col2im.ts';
import { im2col } from '../../kernels/window/im2col.ts';
import type { PoolSizes } from '../../kernels/window/poolSizes.ts';
import { addressable } from '../../shape/checkShape.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { type Pair, requirePair } from './geometry.ts';
import { type PlaneWindow, planeSizes } from './poolGeometry.ts';

/**
 * Lays what is under the window out as columns, one for each of its places: im2col.
 *
 *   input   [images, channels, height, width]
 *   output  [images, channels · kernelHeight · kernelWidth, places]
 *
 * Every entry copied one pixel, so every pixel gathers the gradients of its copies: the gradient is `fold`.
 *
 * @throws ShapeError, ArgumentError if the window cannot be.
 */
export const unfold: Operation<PlaneWindow> = {
  name: 'unfold',
  forward(run, [input], window) {
    const sizes = planeSizes('unfold', input.shape, window);
    return { output: toColumns(run, input, sizes), saved: {} };
  },
  backward(run, { gradOutput, inputs: [{ shape }], params: window }) {
    return [toImages(run, gradOutput, planeSizes('unfold', shape, window))];
  },
};

/** Where the columns of `fold` come from and go to. */
export interface FoldParams extends PlaneWindow {
  readonly outputSize: Pair;
}

/**
 * Puts columns back where `unfold` would have taken them from, adding up where they overlap: col2im.
 *
 *   input   [images, channels · kernelHeight · kernelWidth, places]
 *   output  [images, channels, height, width]
 *
 * A pixel is a sum of entries, and each of them receives the pixel's gradient: the gradient is `unfold`.
 *
 * @throws ShapeError, ArgumentError if the window cannot be, or has not as many taps and places as there are columns.
 */
export const fold: Operation<FoldParams> = {
  name: 'fold',
  forward(run, [input], params) {
    return { output: toImages(run, input, foldSizes('fold', input.shape, params)), saved: {} };
  },
  backward(run, { gradOutput, inputs: [{ shape }], params }) {
    return [toColumns(run, gradOutput, foldSizes('fold', shape, params))];
  },
};

/** The sizes of the window that `fold` undoes. @throws ShapeError if the columns are not those of this window. */
export function foldSizes(operation: string, input: Shape, params: FoldParams): PoolSizes {
  const { kernelSize, outputSize } = params;
  if (input.length !== 3) {
    throw new ShapeError(operation, 'expects input [images, channels · kernelHeight · kernelWidth, places]', { input });
  }
  requirePair(operation, 'kernelSize', kernelSize, 1);
  requirePair(operation, 'outputSize', outputSize, 1);
  const taps = kernelSize[0] * kernelSize[1];
  if (input[1] === 0 || input[1] % taps !== 0) {
    const rule = `axis 1 of input must be a multiple of the window's taps, ${kernelSize[0]} · ${kernelSize[1]} = ${taps}`;
    throw new ShapeError(operation, rule, { input });
  }
  const sizes = planeSizes(operation, [input[0], input[1] / taps, ...outputSize], params);
  const { outHeight, outWidth } = sizes;
  if (input[2] !== outHeight * outWidth) {
    const places = `${outHeight} · ${outWidth} = ${outHeight * outWidth} places on an image of ${outputSize.join(' × ')}`;
    throw new ShapeError(operation, `the window has ${places}, but input has ${input[2]} columns`, { input });
  }
  return sizes;
}

function toColumns(run: Run, images: NdArray, sizes: PoolSizes): NdArray {
  const { kernelHeight, kernelWidth, outHeight, outWidth } = sizes;
  const [count, channels] = images.shape;
  const shape = addressable('unfold', [count, channels * kernelHeight * kernelWidth, outHeight * outWidth]);
  return run(im2col, [images], { sizes, shape, dtype: images.storage.dtype });
}

function toImages(run: Run, columns: NdArray, sizes: PoolSizes): NdArray {
  const { kernelHeight, kernelWidth, inHeight, inWidth } = sizes;
  const [count, entries] = columns.shape;
  const shape = addressable('fold', [count, entries / (kernelHeight * kernelWidth), inHeight, inWidth]);
  return run(col2im, [columns], { sizes, shape, dtype: columns.storage.dtype });
}

import { ArgumentError, ShapeError } from '../../errors.ts';
import { adaptiveAvgPool2d as adaptiveAvgPool2dOperation } from '../../ops/window/adaptiveAvgPool2d.ts';
import {
  adaptiveMaxPool2dIndices,
  adaptiveMaxPool2d as adaptiveMaxPool2dOperation,
} from '../../ops/window/adaptiveMaxPool2d.ts';
import { adaptivePoolSizes } from '../../ops/window/adaptivePoolGeometry.ts';
import type { Pair } from '../../ops/window/geometry.ts';
import { checkOptions } from '../../options.ts';
import { apply, type Tensor } from '../tensor.ts';
import { requireFloating } from './arguments.ts';
import { asRows, fromRows, onRows, type SingleLike } from './planes.ts';

/** How many windows along one axis; null or undefined: as many as the input has elements. */
export type AdaptiveSize = number | null | undefined;

/** One number for both directions, or [down, across]. */
export type AdaptivePairLike = AdaptiveSize | readonly [height: AdaptiveSize, width: AdaptiveSize];

/** Options of adaptive max pooling. */
export interface AdaptiveMaxPoolOptions {
  /** Give [output, indices]. Default false. */
  readonly returnIndices?: boolean;
}

type WithIndices = [output: Tensor, indices: Tensor];
type Asked = { readonly returnIndices: true };

/**
 * The average under windows that divide the image as evenly as they can: window i covers ⌊i·in/out⌋ … ⌈(i+1)·in/out⌉.
 *
 *   input   [images, channels, height, width], or without images
 *   output  [images, channels, outHeight, outWidth] for outputSize [outHeight, outWidth]
 *
 * @throws ShapeError, ArgumentError if outputSize holds no non-negative integers.
 */
export function adaptiveAvgPool2d(input: Tensor, outputSize: AdaptivePairLike): Tensor {
  return averages('adaptiveAvgPool2d', input, windows('adaptiveAvgPool2d', outputSize, input));
}

/** The average under windows that divide a row evenly; [samples, channels, length]. See `adaptiveAvgPool2d`. */
export function adaptiveAvgPool1d(input: Tensor, outputSize: SingleLike): Tensor {
  const count = onRows('adaptiveAvgPool1d', 'outputSize', outputSize, 1);
  return fromRows('adaptiveAvgPool1d', averages('adaptiveAvgPool1d', asRows('adaptiveAvgPool1d', input), count));
}

/** The average of every channel: [images, channels, height, width] gives [images, channels, 1, 1]. */
export function globalAvgPool2d(input: Tensor): Tensor {
  return averages('globalAvgPool2d', input, [1, 1]);
}

/**
 * The largest element under windows that divide the image as evenly as they can.
 *
 *   input    [images, channels, height, width], or without images
 *   output   [images, channels, outHeight, outWidth] for outputSize [outHeight, outWidth]
 *   indices  the same shape, int32: where the winner lies in its plane, counted row by row
 *
 * @throws ShapeError, ArgumentError if outputSize holds no non-negative integers.
 */
export function adaptiveMaxPool2d(
  input: Tensor,
  outputSize: AdaptivePairLike,
  options: AdaptiveMaxPoolOptions & Asked,
): WithIndices;
export function adaptiveMaxPool2d(
  input: Tensor,
  outputSize: AdaptivePairLike,
  options?: AdaptiveMaxPoolOptions,
): Tensor;
export function adaptiveMaxPool2d(
  input: Tensor,
  outputSize: AdaptivePairLike,
  options: AdaptiveMaxPoolOptions = {},
): Tensor | WithIndices {
  checkOptions('adaptiveMaxPool2d', options, ['returnIndices']);
  const count = windows('adaptiveMaxPool2d', outputSize, input);
  const [output, indices] = winners('adaptiveMaxPool2d', input, count);
  return options.returnIndices ? [output, indices] : output;
}

/** The largest element under windows that divide a row evenly; [samples, channels, length]. See `adaptiveMaxPool2d`. */
export function adaptiveMaxPool1d(
  input: Tensor,
  outputSize: SingleLike,
  options: AdaptiveMaxPoolOptions & Asked,
): WithIndices;
export function adaptiveMaxPool1d(input: Tensor, outputSize: SingleLike, options?: AdaptiveMaxPoolOptions): Tensor;
export function adaptiveMaxPool1d(
  input: Tensor,
  outputSize: SingleLike,
  options: AdaptiveMaxPoolOptions = {},
): Tensor | WithIndices {
  const name = 'adaptiveMaxPool1d';
  checkOptions(name, options, ['returnIndices']);
  const count = onRows(name, 'outputSize', outputSize, 1);
  const [output, indices] = winners(name, asRows(name, input), count);
  return options.returnIndices ? [fromRows(name, output), fromRows(name, indices)] : fromRows(name, output);
}

/** The largest element of every channel: [images, channels, height, width] gives [images, channels, 1, 1]. */
export function globalMaxPool2d(input: Tensor): Tensor {
  return winners('globalMaxPool2d', input, [1, 1])[0];
}

function averages(operation: string, input: Tensor, outputSize: Pair): Tensor {
  requireFloating(operation, 'input', input);
  adaptivePoolSizes(operation, input.shape, outputSize);
  return apply(adaptiveAvgPool2dOperation, [input], { outputSize });
}

function winners(operation: string, input: Tensor, outputSize: Pair): WithIndices {
  adaptivePoolSizes(operation, input.shape, outputSize);
  const indices = apply(adaptiveMaxPool2dIndices, [input], { outputSize });
  return [apply(adaptiveMaxPool2dOperation, [input, indices], { outputSize }), indices];
}

/** Both counts, the input's own size where none is given. */
function windows(operation: string, outputSize: AdaptivePairLike, input: Tensor): Pair {
  if (input.ndim < 2) {
    throw new ShapeError(operation, 'expects an input with height and width', { input: input.shape });
  }
  const both: readonly unknown[] = Array.isArray(outputSize) ? outputSize : [outputSize, outputSize];
  if (both.length !== 2) {
    throw new ArgumentError(operation, `outputSize must be a number or a pair, but is [${String(outputSize)}]`);
  }
  const [height, width] = both.map((size, axis) => size ?? input.shape[input.ndim - 2 + axis]);
  return [height as number, width as number];
}

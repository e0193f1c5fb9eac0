import { ArgumentError } from '../../errors.ts';
import type { PoolSizes } from '../../kernels/window/poolSizes.ts';
import { avgPool2d as avgPool2dOperation } from '../../ops/window/avgPool2d.ts';
import { maxPool2dIndices, maxPool2d as maxPool2dOperation } from '../../ops/window/maxPool2d.ts';
import { type PoolParams, poolSizes } from '../../ops/window/poolGeometry.ts';
import { checkOptions } from '../../options.ts';
import { apply, type Tensor } from '../tensor.ts';
import { type PairLike, pair, requireFloating } from './arguments.ts';
import { asRows, fromRows, onRows, type SingleLike } from './planes.ts';

/** Options of every pooling whose window slides. */
export interface PoolOptions<Size> {
  /** Elements between one place of the window and the next. Default: the kernel's size, so that windows do not overlap. */
  readonly stride?: Size | undefined;
  /** Elements imagined around the input, at most half the kernel. Default 0. */
  readonly padding?: Size;
  /** Whether a last window that reaches over the end counts. Default false. */
  readonly ceilMode?: boolean;
}

/** Options of max pooling. */
export interface MaxPoolOptions<Size> extends PoolOptions<Size> {
  /** Elements from one tap of the window to the next. Default 1. */
  readonly dilation?: Size;
  /** Give [output, indices], for `maxUnpool`. Default false. */
  readonly returnIndices?: boolean;
}

/** Options of average pooling. */
export interface AvgPoolOptions<Size> extends PoolOptions<Size> {
  /** Whether imagined zeros count in the average. Default true. */
  readonly countIncludePad?: boolean;
}

/** Options of `avgPool2d`. */
export interface AvgPool2dOptions extends AvgPoolOptions<PairLike> {
  /** What every sum is divided by, instead of the cells under the window. */
  readonly divisorOverride?: number | undefined;
}

/** What pooling gives when it is asked where the winners were. */
export type WithIndices = [output: Tensor, indices: Tensor];
type Asked = { readonly returnIndices: true };

const poolOptionNames = ['stride', 'padding', 'ceilMode'];
const maxOptionNames = [...poolOptionNames, 'dilation', 'returnIndices'];
const avgOptionNames = [...poolOptionNames, 'countIncludePad'];

/**
 * The largest element under every window. Padding is −∞ and never wins; of equal elements the first wins; NaN beats all.
 *
 *   input    [images, channels, height, width], or without images
 *   output   [images, channels, outHeight, outWidth], out as in `conv2d`
 *   indices  the same shape, int32: where the winner lies in its plane, counted row by row
 *
 * @throws ShapeError, ArgumentError if the window cannot be.
 */
export function maxPool2d(input: Tensor, kernelSize: PairLike, options: MaxPoolOptions<PairLike> & Asked): WithIndices;
export function maxPool2d(input: Tensor, kernelSize: PairLike, options?: MaxPoolOptions<PairLike>): Tensor;
export function maxPool2d(
  input: Tensor,
  kernelSize: PairLike,
  options: MaxPoolOptions<PairLike> = {},
): Tensor | WithIndices {
  checkOptions('maxPool2d', options, maxOptionNames);
  const params = {
    ...slidingPair('maxPool2d', kernelSize, options),
    dilation: pair('maxPool2d', 'dilation', options.dilation ?? 1),
  };
  const sizes = poolSizes('maxPool2d', input.shape, params);
  return options.returnIndices ? withIndices(input, sizes) : apply(maxPool2dOperation, [input], sizes);
}

/** The largest element under every window of a row [samples, channels, length], or without samples. See `maxPool2d`. */
export function maxPool1d(
  input: Tensor,
  kernelSize: SingleLike,
  options: MaxPoolOptions<SingleLike> & Asked,
): WithIndices;
export function maxPool1d(input: Tensor, kernelSize: SingleLike, options?: MaxPoolOptions<SingleLike>): Tensor;
export function maxPool1d(
  input: Tensor,
  kernelSize: SingleLike,
  options: MaxPoolOptions<SingleLike> = {},
): Tensor | WithIndices {
  checkOptions('maxPool1d', options, maxOptionNames);
  const params = {
    ...slidingSingle('maxPool1d', kernelSize, options),
    dilation: onRows('maxPool1d', 'dilation', options.dilation ?? 1, 1),
  };
  const rows = asRows('maxPool1d', input);
  const sizes = poolSizes('maxPool1d', rows.shape, params, input.shape);
  if (!options.returnIndices) return fromRows('maxPool1d', apply(maxPool2dOperation, [rows], sizes));
  const [output, indices] = withIndices(rows, sizes);
  return [fromRows('maxPool1d', output), fromRows('maxPool1d', indices)];
}

function withIndices(input: Tensor, sizes: PoolSizes): WithIndices {
  const indices = apply(maxPool2dIndices, [input], sizes);
  return [apply(maxPool2dOperation, [input, indices], sizes), indices];
}

/**
 * The average under every window.
 *
 *   input   [images, channels, height, width], or without images
 *   output  [images, channels, outHeight, outWidth], out as in `conv2d`
 *
 * The divisor is `divisorOverride`, if there is one; else how many cells the window covers: of the input, and with
 * `countIncludePad` of the padding too.
 *
 * @throws ShapeError, ArgumentError if the window cannot be.
 */
export function avgPool2d(input: Tensor, kernelSize: PairLike, options: AvgPool2dOptions = {}): Tensor {
  checkOptions('avgPool2d', options, [...avgOptionNames, 'divisorOverride']);
  requireFloating('avgPool2d', 'input', input);
  const { countIncludePad = true, divisorOverride } = options;
  const params = { ...slidingPair('avgPool2d', kernelSize, options), countIncludePad, divisorOverride };
  return apply(avgPool2dOperation, [input], params);
}

/** The average under every window of a row [samples, channels, length], or without samples. See `avgPool2d`. */
export function avgPool1d(input: Tensor, kernelSize: SingleLike, options: AvgPoolOptions<SingleLike> = {}): Tensor {
  checkOptions('avgPool1d', options, avgOptionNames);
  requireFloating('avgPool1d', 'input', input);
  const { countIncludePad = true } = options;
  const params = { ...slidingSingle('avgPool1d', kernelSize, options), countIncludePad };
  const rows = asRows('avgPool1d', input);
  poolSizes('avgPool1d', rows.shape, params, input.shape);
  return fromRows('avgPool1d', apply(avgPool2dOperation, [rows], params));
}

function slidingPair(operation: string, kernelSize: PairLike, options: PoolOptions<PairLike>): PoolParams {
  return {
    kernelSize: pair(operation, 'kernelSize', kernelSize),
    stride: pair(operation, 'stride', options.stride ?? kernelSize),
    padding: pair(operation, 'padding', options.padding ?? 0),
    dilation: [1, 1],
    ceilMode: ceilModeOf(operation, options),
  };
}

function slidingSingle(operation: string, kernelSize: SingleLike, options: PoolOptions<SingleLike>): PoolParams {
  return {
    kernelSize: onRows(operation, 'kernelSize', kernelSize, 1),
    stride: onRows(operation, 'stride', options.stride ?? kernelSize, 1),
    padding: onRows(operation, 'padding', options.padding ?? 0, 0),
    dilation: [1, 1],
    ceilMode: ceilModeOf(operation, options),
  };
}

function ceilModeOf(operation: string, { ceilMode = false }: PoolOptions<unknown>): boolean {
  if (typeof ceilMode !== 'boolean') {
    throw new ArgumentError(operation, `ceilMode must be true or false, but is ${String(ceilMode)}`);
  }
  return ceilMode;
}

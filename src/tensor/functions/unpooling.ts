import { ArgumentError, DTypeError, ShapeError } from '../../errors.ts';
import { type Pair, requireImages, requirePair } from '../../ops/window/geometry.ts';
import { maxUnpool2d as maxUnpool2dOperation } from '../../ops/window/maxUnpool2d.ts';
import { checkOptions } from '../../options.ts';
import { sameShape } from '../../shape/rowMajor.ts';
import { transposedSize } from '../../shape/window.ts';
import { apply, type Tensor } from '../tensor.ts';
import { type PairLike, pair, requireList } from './arguments.ts';
import { asRows, fromRows, onRows, type SingleLike } from './planes.ts';

/** Options of `maxUnpool`: how the pooling was done. */
export interface MaxUnpoolOptions<Size> {
  /** Default: the kernel's size. */
  readonly stride?: Size | undefined;
  /** Default 0. */
  readonly padding?: Size;
  /**
   * The size before pooling, its last axes or all. Pooling may have dropped a remainder; default: as if it had not,
   * (in − 1)·stride − 2·pad + k.
   */
  readonly outputSize?: readonly number[] | undefined;
}

const optionNames = ['stride', 'padding', 'outputSize'];

/**
 * Undoes max pooling: the winners go back to their places, and everything else is 0.
 *
 *   input    [images, channels, height, width], or without images
 *   indices  the same shape, int32, as maxPool2d gives them with `returnIndices`
 *   output   [images, channels, outHeight, outWidth]
 *
 * @throws ShapeError, ArgumentError if an index lies outside the output's plane or outputSize cannot have been.
 */
export function maxUnpool2d(
  input: Tensor,
  indices: Tensor,
  kernelSize: PairLike,
  options: MaxUnpoolOptions<PairLike> = {},
): Tensor {
  checkOptions('maxUnpool2d', options, optionNames);
  const window = {
    kernelSize: pair('maxUnpool2d', 'kernelSize', kernelSize),
    stride: pair('maxUnpool2d', 'stride', options.stride ?? kernelSize),
    padding: pair('maxUnpool2d', 'padding', options.padding ?? 0),
  };
  return unpool('maxUnpool2d', input, indices, window, lastSizes('maxUnpool2d', options, 2));
}

/** Undoes max pooling of a row [samples, channels, length], or without samples. See `maxUnpool2d`. */
export function maxUnpool1d(
  input: Tensor,
  indices: Tensor,
  kernelSize: SingleLike,
  options: MaxUnpoolOptions<SingleLike> = {},
): Tensor {
  checkOptions('maxUnpool1d', options, optionNames);
  const window = {
    kernelSize: onRows('maxUnpool1d', 'kernelSize', kernelSize, 1),
    stride: onRows('maxUnpool1d', 'stride', options.stride ?? kernelSize, 1),
    padding: onRows('maxUnpool1d', 'padding', options.padding ?? 0, 0),
  };
  const last = lastSizes('maxUnpool1d', options, 1);
  const size = last === undefined ? undefined : [1, ...last];
  const rows = [asRows('maxUnpool1d', input), asRows('maxUnpool1d', indices)] as const;
  return fromRows('maxUnpool1d', unpool('maxUnpool1d', ...rows, window, size));
}

/** The sizes asked for of the last axes, where there are any. */
function lastSizes(operation: string, { outputSize }: MaxUnpoolOptions<unknown>, axes: number) {
  if (outputSize !== undefined) requireList(operation, 'outputSize', outputSize);
  return outputSize?.slice(-axes);
}

interface PooledWindow {
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
}

function unpool(
  operation: string,
  input: Tensor,
  indices: Tensor,
  window: PooledWindow,
  asked: readonly number[] | undefined,
): Tensor {
  requireImages(operation, input.shape);
  if (!sameShape(input.shape, indices.shape)) {
    const shapes = { input: input.shape, indices: indices.shape };
    throw new ShapeError(operation, 'every input element needs an index', shapes);
  }
  if (indices.dtype !== 'int32') {
    throw new DTypeError(operation, `indices must be int32, but are ${indices.dtype}`);
  }
  const outputSize = sizeBefore(operation, input, window, asked);
  const [height, width] = outputSize;
  const { range } = indices.storage;
  if (range !== undefined && (range.min < 0 || range.max >= height * width)) {
    const rule = `indices must lie in 0 … ${height * width - 1} (a plane of ${height} · ${width}), but reach from ${range.min} to ${range.max}`;
    throw new ArgumentError(operation, rule);
  }
  return apply(maxUnpool2dOperation, [input, indices], { outputSize });
}

/** The size of the planes before pooling. A pooling drops less than a stride, which leaves little choice. */
function sizeBefore(
  operation: string,
  input: Tensor,
  { kernelSize, stride, padding }: PooledWindow,
  asked: readonly number[] | undefined,
): Pair {
  requirePair(operation, 'kernelSize', kernelSize, 1);
  requirePair(operation, 'stride', stride, 1);
  requirePair(operation, 'padding', padding, 0);
  if (asked !== undefined && asked.length !== 2) {
    throw new ArgumentError(operation, `outputSize must name height and width, but is [${asked.join(', ')}]`);
  }
  const [height, width] = ([0, 1] as const).map((axis) => {
    const places = input.shape[input.ndim - 2 + axis];
    const window = { size: kernelSize[axis], stride: stride[axis], padding: padding[axis], dilation: 1 };
    const usual = transposedSize(places, window, 0);
    const size = asked?.[axis] ?? usual;
    // A row taken as an image has nothing to choose along its height.
    const isChoice = asked !== undefined && !(kernelSize[axis] === 1 && stride[axis] === 1 && size === usual);
    if (!Number.isSafeInteger(size) || size < 1 || (isChoice && Math.abs(size - usual) >= stride[axis])) {
      const formula = `(in − 1)·stride − 2·padding + k = (${places} − 1)·${stride[axis]} − 2·${padding[axis]} + ${kernelSize[axis]} = ${usual}`;
      const rule = `outputSize must differ from ${formula} by less than the stride ${stride[axis]}, but is ${size}`;
      throw new ArgumentError(operation, rule);
    }
    return size;
  });
  return [height, width];
}

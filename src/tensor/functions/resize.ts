import { ArgumentError, ShapeError } from '../../errors.ts';
import { adaptiveAvgPool2d } from '../../ops/window/adaptiveAvgPool2d.ts';
import { type ResizeParams, resize } from '../../ops/window/resize.ts';
import { checkOptions } from '../../options.ts';
import { addressable } from '../../shape/checkShape.ts';
import { stretchedSize } from '../../shape/resize.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { requireFloating } from './arguments.ts';
import { reshape } from './move.ts';

/** How the value between cells is found, and for how many axes behind [images, channels] each mode is made. */
const modes = {
  nearest: { way: 'nearest', axes: [1, 2, 3] },
  'nearest-exact': { way: 'nearest', axes: [1, 2, 3] },
  linear: { way: 'linear', axes: [1] },
  bilinear: { way: 'linear', axes: [2] },
  trilinear: { way: 'linear', axes: [3] },
  bicubic: { way: 'cubic', axes: [2] },
  area: { way: 'average', axes: [1, 2, 3] },
} as const;

/** Options of `interpolate`: `size` or `scaleFactor`, a number for all axes or one for each. */
export interface InterpolateOptions {
  readonly size?: number | readonly number[] | undefined;
  readonly scaleFactor?: number | readonly number[] | undefined;
  /** Default 'nearest'. */
  readonly mode?: keyof typeof modes;
  /** Whether the centres of the corner cells stay where they are, not the corners. For the linear and cubic modes. */
  readonly alignCorners?: boolean | undefined;
  /** Find positions by the sizes, as if `size` had been given, not by `scaleFactor` itself. Default false. */
  readonly recomputeScaleFactor?: boolean | undefined;
}

const optionNames = ['size', 'scaleFactor', 'mode', 'alignCorners', 'recomputeScaleFactor'];

/**
 * An image in another size.
 *
 *   input   [images, channels, …], with one to three axes behind
 *   output  [images, channels, …], these resized: to `size`, or to ⌊in · scaleFactor⌋
 *
 * Every axis is resized by itself, first to last.
 *
 * @throws ArgumentError unless exactly one of size and scaleFactor is given and goes with mode and axes.
 */
export function interpolate(input: Tensor, options: InterpolateOptions): Tensor {
  checkOptions('interpolate', options, optionNames);
  requireFloating('interpolate', 'input', input);
  const { mode = 'nearest', alignCorners, recomputeScaleFactor = false } = options;
  const axes = input.shape.slice(2).map((_, k) => 2 + k);
  const { way } = checkMode(mode, alignCorners, input);
  const sizes = listOf('size', options.size, axes.length);
  const factors = listOf('scaleFactor', options.scaleFactor, axes.length);
  if ((sizes === undefined) === (factors === undefined)) {
    throw new ArgumentError('interpolate', 'give either size or scaleFactor');
  }
  if (recomputeScaleFactor && factors === undefined) {
    throw new ArgumentError('interpolate', 'recomputeScaleFactor needs a scaleFactor');
  }
  const outSizes = axes.map((axis) => {
    const inSize = input.shape[axis];
    const size = sizes?.[axis - 2] ?? stretchedSize(inSize, factors?.[axis - 2] ?? 1);
    if (inSize < 1 || !Number.isSafeInteger(size) || size < 1) {
      const problem = `axis ${axis} cannot go from ${inSize} to ${size} cells; both must be positive integers`;
      throw new ShapeError('interpolate', problem, { input: input.shape });
    }
    return size;
  });
  addressable('interpolate', [...input.shape.slice(0, 2), ...outSizes]);
  return axes.reduce((image, axis) => {
    const inSize = input.shape[axis];
    const size = outSizes[axis - 2];
    // An axis that keeps its size is left alone, whatever the scaleFactor; by PyTorch's rule, not in every mode.
    if (size === inSize && (way === 'linear' || (mode === 'nearest' && axes.length === 2))) return image;
    if (way === 'average') return averageAlong(image, axis, size);
    const factor = recomputeScaleFactor ? undefined : factors?.[axis - 2];
    const step = factor === undefined ? inSize / size : 1 / factor;
    return apply(resize, [image], { axis, size, way, ...gridOf(mode, alignCorners === true, inSize, size, step) });
  }, input);
}

/** Where the output cells lie on the input axis, given the step from one to the next. See `resizedFrom`. */
function gridOf(
  mode: keyof typeof modes,
  alignCorners: boolean,
  inSize: number,
  size: number,
  step: number,
): Pick<ResizeParams, 'scale' | 'shift'> {
  // The one output cell of an axis of size 1 lies on the first input cell, whatever the scale.
  if (alignCorners) return { scale: size === 1 ? 1 : (inSize - 1) / (size - 1), shift: 0 };
  if (mode === 'nearest') return { scale: step, shift: 0 };
  // A cell is copied if the centre of the new one falls into it, so here positions count from the cell's edge.
  if (mode === 'nearest-exact') return { scale: step, shift: 0.5 * step };
  return { scale: step, shift: 0.5 * step - 0.5 };
}

/** Adaptive average pooling along one axis. */
function averageAlong(image: Tensor, axis: number, size: number): Tensor {
  const { shape } = image;
  const inner = elementCount(shape.slice(axis + 1));
  const planes = reshape(image, [1, elementCount(shape.slice(0, axis)), shape[axis], inner]);
  const averaged = apply(adaptiveAvgPool2d, [planes], { outputSize: [size, inner] });
  return reshape(averaged, [...shape.slice(0, axis), size, ...shape.slice(axis + 1)]);
}

function checkMode(mode: keyof typeof modes, alignCorners: boolean | undefined, input: Tensor) {
  if (!Object.hasOwn(modes, mode)) {
    throw new ArgumentError('interpolate', `mode must be one of ${Object.keys(modes).join(', ')}, but is ${mode}`);
  }
  const known: readonly number[] = modes[mode].axes;
  if (!known.includes(input.ndim - 2)) {
    const rule = `mode ${mode} is for ${known.join(' or ')} axes behind [images, channels], but there are ${input.ndim - 2}`;
    throw new ShapeError('interpolate', rule, { input: input.shape });
  }
  const { way } = modes[mode];
  if (alignCorners !== undefined && way !== 'linear' && way !== 'cubic') {
    throw new ArgumentError('interpolate', `alignCorners is for the linear and cubic modes, not for ${mode}`);
  }
  return modes[mode];
}

/** A number for every axis. */
function listOf(
  name: string,
  value: number | readonly number[] | undefined,
  axes: number,
): readonly number[] | undefined {
  if (value === undefined) return undefined;
  const list: readonly number[] = typeof value === 'number' ? Array.from({ length: axes }, () => value) : value;
  if (!Array.isArray(list) || list.length !== axes || !list.every((number) => number > 0 && Number.isFinite(number))) {
    const rule = `${name} must be a positive number, or one for each of ${axes} axes, but is ${String(value)}`;
    throw new ArgumentError('interpolate', rule);
  }
  return list;
}

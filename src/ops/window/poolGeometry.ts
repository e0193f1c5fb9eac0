import { ArgumentError } from '../../errors.ts';
import type { AvgPoolSizes } from '../../kernels/window/avgPoolSizes.ts';
import type { PoolSizes } from '../../kernels/window/poolSizes.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { inputPosition, outputSize, pointsBefore, type Window } from '../../shape/window.ts';
import { checkWindow, type Pair, requireImages, requirePair } from './geometry.ts';

/** How a window moves over every plane by itself. */
export interface PlaneWindow {
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
}

/** How the window of a pooling moves. */
export interface PoolParams extends PlaneWindow {
  readonly ceilMode: boolean;
}

/** How the window of an average pooling moves, and what it divides by. */
export interface AvgPoolParams extends PoolParams {
  readonly countIncludePad: boolean;
  readonly divisorOverride?: number | undefined;
}

/**
 * Reads every size of a window over planes off the input's shape, whose last two axes it moves along.
 *
 * @param given the input as the caller knows it, for messages.
 * @throws ShapeError if there are no two axes or the window does not fit, ArgumentError if the window cannot be.
 */
export function planeSizes(
  operation: string,
  input: Shape,
  window: PlaneWindow,
  ceilMode = false,
  given: Shape = input,
): PoolSizes {
  const { kernelSize, stride, padding, dilation } = window;
  requireImages(operation, input);
  requirePair(operation, 'kernelSize', kernelSize, 1);
  checkWindow(operation, window);
  const [inHeight, inWidth] = input.slice(-2);
  return {
    inHeight,
    inWidth,
    outHeight: outputSize(operation, inHeight, windowAlong(0, window), ceilMode, { input: given }),
    outWidth: outputSize(operation, inWidth, windowAlong(1, window), ceilMode, { input: given }),
    kernelHeight: kernelSize[0],
    kernelWidth: kernelSize[1],
    strideY: stride[0],
    strideX: stride[1],
    paddingY: padding[0],
    paddingX: padding[1],
    dilationY: dilation[0],
    dilationX: dilation[1],
  };
}

/**
 * Reads every size of a pooling off the input's shape.
 *
 * @throws ShapeError, ArgumentError if the window cannot be: among others, if its padding is more than half the kernel,
 *   for then a window could lie in the padding entirely.
 */
export function poolSizes(operation: string, input: Shape, params: PoolParams, given: Shape = input): PoolSizes {
  const { kernelSize, padding } = params;
  const sizes = planeSizes(operation, input, params, params.ceilMode, given);
  kernelSize.forEach((size, axis) => {
    if (padding[axis] > Math.floor(size / 2)) {
      const rule = `padding ${padding[axis]} is more than half the kernel: ⌊${size} / 2⌋ = ${Math.floor(size / 2)}`;
      throw new ArgumentError(operation, rule);
    }
  });
  requireContact(operation, sizes.inHeight, sizes.outHeight, windowAlong(0, params));
  requireContact(operation, sizes.inWidth, sizes.outWidth, windowAlong(1, params));
  return sizes;
}

/** Refuses a window that somewhere steps over the input: a dilated one can, with all its taps in the padding. */
function requireContact(operation: string, inputSize: number, places: number, window: Window): void {
  const { size, stride, padding, dilation } = window;
  if (dilation === 1 || padding === 0) return;
  for (let place = 0; place < places; place++) {
    const first = inputPosition(place, 0, stride, padding, dilation);
    if (pointsBefore(0, first, dilation, size) === pointsBefore(inputSize, first, dilation, size)) {
      const rule = `at place ${place} every tap of the window lies in the padding: dilation ${dilation} steps over all ${inputSize} elements`;
      throw new ArgumentError(operation, rule);
    }
  }
}

/** Reads every size of an average pooling off the input's shape. @throws ShapeError, ArgumentError as `poolSizes`. */
export function avgPoolSizes(operation: string, input: Shape, params: AvgPoolParams): AvgPoolSizes {
  const { countIncludePad, divisorOverride } = params;
  if (divisorOverride !== undefined && (!Number.isSafeInteger(divisorOverride) || divisorOverride === 0)) {
    throw new ArgumentError(operation, `divisorOverride must be an integer other than 0, but is ${divisorOverride}`);
  }
  const sizes = poolSizes(operation, input, params);
  return {
    ...sizes,
    borderY: countIncludePad ? sizes.paddingY : 0,
    borderX: countIncludePad ? sizes.paddingX : 0,
    divisorOverride: divisorOverride ?? 0,
  };
}

function windowAlong(axis: 0 | 1, { kernelSize, stride, padding, dilation }: PlaneWindow): Window {
  return { size: kernelSize[axis], stride: stride[axis], padding: padding[axis], dilation: dilation[axis] };
}

import { ArgumentError, ShapeError } from '../../errors.ts';
import type { ConvSizes } from '../../kernels/window/convSizes.ts';
import type { PoolSizes } from '../../kernels/window/poolSizes.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { outputSize } from '../../shape/window.ts';

/** Down and across, in elements. */
export type Pair = readonly [y: number, x: number];

/** How the window of a convolution moves. */
export interface ConvParams {
  readonly stride: Pair;
  /** Imagined zeros before the first row and column. */
  readonly padding: Pair;
  /** Imagined zeros after the last row and column, where they differ from `padding`. */
  readonly paddingEnd?: Pair;
  readonly dilation: Pair;
  readonly groups: number;
}

/** How the window of a pooling moves. */
export interface PoolParams {
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
  readonly ceilMode: boolean;
}

/** Refuses what no tensor could make right. @throws ArgumentError */
export function checkWindow(operation: string, window: { stride: Pair; padding: Pair; dilation: Pair }): void {
  requirePair(operation, 'stride', window.stride, 1);
  requirePair(operation, 'padding', window.padding, 0);
  requirePair(operation, 'dilation', window.dilation, 1);
}

export function requirePair(operation: string, name: string, pair: Pair, least: number): void {
  for (const value of pair) requireInteger(operation, name, value, least);
}

/** @throws ArgumentError unless `value` is an integer of at least `least`. */
export function requireInteger(operation: string, name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    const kind = least === 0 ? 'a non-negative integer' : 'a positive integer';
    throw new ArgumentError(operation, `${name} must be ${kind}, but is ${value}`);
  }
}

/**
 * Reads every size of a convolution off its shapes.
 *
 * @throws ShapeError if input and weight do not go together, ArgumentError if the window cannot be.
 */
export function convSizes(operation: string, input: Shape, weight: Shape, params: ConvParams): ConvSizes {
  const { stride, padding, paddingEnd = padding, dilation, groups } = params;
  const shapes = { input, weight };
  if (input.length !== 4 || weight.length !== 4) {
    const rule = 'expects input [images, channels, height, width] and weight [outChannels, channels / groups, kH, kW]';
    throw new ShapeError(operation, rule, shapes);
  }
  checkWindow(operation, params);
  requireInteger(operation, 'groups', groups, 1);
  const [images, inChannels, inHeight, inWidth] = input;
  const [outChannels, groupInChannels, kernelHeight, kernelWidth] = weight;
  if (inChannels !== groupInChannels * groups) {
    const expected =
      groups === 1 ? `${groupInChannels}` : `${groupInChannels} · ${groups} groups = ${groupInChannels * groups}`;
    throw new ShapeError(operation, `input has ${inChannels} channels but weight expects ${expected}`, shapes);
  }
  if (outChannels % groups !== 0) {
    throw new ShapeError(operation, `${outChannels} output channels cannot be divided among ${groups} groups`, shapes);
  }
  if (kernelHeight < 1 || kernelWidth < 1) {
    throw new ShapeError(operation, 'the kernel must cover at least one element', shapes);
  }
  const along = (axis: 0 | 1, size: number) => ({
    size,
    stride: stride[axis],
    padding: padding[axis],
    paddingEnd: paddingEnd[axis],
    dilation: dilation[axis],
  });
  return {
    inChannels,
    inHeight,
    inWidth,
    outChannels,
    outHeight: outputSize(operation, inHeight, along(0, kernelHeight)),
    outWidth: outputSize(operation, inWidth, along(1, kernelWidth)),
    groupInChannels,
    groupOutChannels: outChannels / groups,
    kernelHeight,
    kernelWidth,
    strideY: stride[0],
    strideX: stride[1],
    paddingY: padding[0],
    paddingX: padding[1],
    dilationY: dilation[0],
    dilationX: dilation[1],
    images,
  };
}

/**
 * Reads every size of a pooling off the input's shape, whose last two axes are pooled.
 *
 * @throws ShapeError if there are no two axes, ArgumentError if the window cannot be: among others, if its padding is
 *   more than half the kernel, for then a window could lie in the padding entirely.
 */
export function poolSizes(operation: string, input: Shape, params: PoolParams): PoolSizes {
  const { kernelSize, stride, padding, dilation, ceilMode } = params;
  if (input.length !== 3 && input.length !== 4) {
    throw new ShapeError(operation, 'expects input [images, channels, height, width] or [channels, height, width]', {
      input,
    });
  }
  requirePair(operation, 'kernelSize', kernelSize, 1);
  checkWindow(operation, params);
  kernelSize.forEach((size, axis) => {
    if (padding[axis] > Math.floor(size / 2)) {
      const rule = `padding ${padding[axis]} is more than half the kernel: ⌊${size} / 2⌋ = ${Math.floor(size / 2)}`;
      throw new ArgumentError(operation, rule);
    }
  });
  const [inHeight, inWidth] = input.slice(-2);
  const along = (axis: 0 | 1) => ({
    size: kernelSize[axis],
    stride: stride[axis],
    padding: padding[axis],
    dilation: dilation[axis],
  });
  return {
    inHeight,
    inWidth,
    outHeight: outputSize(operation, inHeight, along(0), ceilMode),
    outWidth: outputSize(operation, inWidth, along(1), ceilMode),
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

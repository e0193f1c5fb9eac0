import { ArgumentError, ShapeError } from '../../errors.ts';
import type { ConvSizes } from '../../kernels/window/convSizes.ts';
import { requireInteger } from '../../options.ts';
import { addressable } from '../../shape/checkShape.ts';
import { channelsLast } from '../../shape/layout.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { outputSize, transposedSize, type Window } from '../../shape/window.ts';
import { checkWindow, type Pair, requirePair } from './geometry.ts';

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

/** How the window of a transposed convolution moves over its output. */
export interface ConvTransposeParams extends ConvParams {
  /** Rows and columns of the output beyond those that the last place of the window reaches. */
  readonly outputPadding: Pair;
}

/** Shapes as the caller knows them, for messages. */
type Given = Readonly<Record<string, Shape>>;

/**
 * Reads every size of a convolution off its shapes.
 *
 * @throws ShapeError if input and weight do not go together, ArgumentError if the window cannot be.
 */
export function convSizes(
  operation: string,
  input: Shape,
  weight: Shape,
  params: ConvParams,
  given: Given = { input, weight },
): ConvSizes {
  checkConvolution(operation, input, weight, params, given);
  const [, inChannels, inHeight, inWidth] = input;
  const [outChannels, groupInChannels] = weight;
  const { groups } = params;
  if (inChannels !== groupInChannels * groups) {
    const expected =
      groups === 1 ? `${groupInChannels}` : `${groupInChannels} · ${groups} groups = ${groupInChannels * groups}`;
    const problem = `input has ${inChannels} channels but weight expects ${expected}`;
    throw new ShapeError(operation, withLayout(problem, given, groupInChannels * groups), given);
  }
  if (outChannels % groups !== 0) {
    throw new ShapeError(operation, `${outChannels} output channels cannot be divided among ${groups} groups`, given);
  }
  const outHeight = outputSize(operation, inHeight, windowAlong(0, weight, params), false, given);
  const outWidth = outputSize(operation, inWidth, windowAlong(1, weight, params), false, given);
  addressable(operation, [input[0], outChannels, outHeight, outWidth]);
  return sizesOf(input, weight, [outHeight, outWidth], params);
}

/**
 * Reads the sizes of a transposed convolution off its shapes. They are those of the convolution that it is the gradient
 * of: its *input* is our output, so `inHeight` and `inWidth` are what the transposed convolution gives out.
 *
 * @throws ShapeError if input and weight do not go together, ArgumentError if the window cannot be.
 */
export function transposedConvSizes(
  operation: string,
  input: Shape,
  weight: Shape,
  params: ConvTransposeParams,
  given: Given = { input, weight },
): ConvSizes {
  checkConvolution(operation, input, weight, params, given);
  const [images, channels, height, width] = input;
  const { groups, outputPadding, stride, dilation } = params;
  if (channels !== weight[0]) {
    const problem = `input has ${channels} channels but weight expects ${weight[0]}`;
    throw new ShapeError(operation, withLayout(problem, given, weight[0]), given);
  }
  if (channels % groups !== 0) {
    throw new ShapeError(operation, `${channels} input channels cannot be divided among ${groups} groups`, given);
  }
  requirePair(operation, 'outputPadding', outputPadding, 0);
  const along = (axis: 0 | 1, places: number) => {
    const most = Math.max(stride[axis], dilation[axis]);
    if (outputPadding[axis] >= most) {
      const rule = `outputPadding must be smaller than stride or dilation, but is ${outputPadding[axis]} ≥ max(${stride[axis]}, ${dilation[axis]})`;
      throw new ArgumentError(operation, rule);
    }
    const size = transposedSize(places, windowAlong(axis, weight, params), outputPadding[axis]);
    if (size < 1 || places < 1) {
      const { padding } = params;
      const formula = `(in − 1)·stride + dilation·(k − 1) + 1 − 2·padding + outputPadding = (${places} − 1)·${stride[axis]} + ${dilation[axis]}·(${weight[2 + axis]} − 1) + 1 − 2·${padding[axis]} + ${outputPadding[axis]} = ${size}`;
      throw new ShapeError(operation, `nothing is left of the output: ${formula}`, given);
    }
    return size;
  };
  const output = [images, weight[1] * groups, along(0, height), along(1, width)];
  return sizesOf(addressable(operation, output), weight, [height, width], params);
}

/** The problem, and what it looks like where the channels are found in another place. */
function withLayout(problem: string, { input, weight }: Given, channels: number): string {
  const layout = channelsLast(input, channels, weight.length - 2);
  return layout === undefined ? problem : `${problem}; its ${layout}`;
}

function checkConvolution(operation: string, input: Shape, weight: Shape, params: ConvParams, given: Given): void {
  if (input.length !== 4 || weight.length !== 4) {
    const rule = 'expects input [images, channels, height, width] and a weight of four axes';
    throw new ShapeError(operation, rule, given);
  }
  checkWindow(operation, params);
  requireInteger(operation, 'groups', params.groups, 1);
  if (weight.some((size) => size < 1)) {
    throw new ShapeError(operation, 'weight must not be empty', given);
  }
}

function windowAlong(axis: 0 | 1, weight: Shape, { stride, padding, paddingEnd, dilation }: ConvParams): Window {
  return {
    size: weight[2 + axis],
    stride: stride[axis],
    padding: padding[axis],
    paddingEnd: (paddingEnd ?? padding)[axis],
    dilation: dilation[axis],
  };
}

/** The names of the sizes, given their values. One object literal, so that V8 sees one kind of object in the kernels. */
function sizesOf(input: Shape, weight: Shape, [outHeight, outWidth]: Pair, params: ConvParams): ConvSizes {
  const { stride, padding, dilation, groups } = params;
  return {
    inChannels: input[1],
    inHeight: input[2],
    inWidth: input[3],
    outChannels: weight[0],
    outHeight,
    outWidth,
    groupInChannels: weight[1],
    groupOutChannels: weight[0] / groups,
    kernelHeight: weight[2],
    kernelWidth: weight[3],
    strideY: stride[0],
    strideX: stride[1],
    paddingY: padding[0],
    paddingX: padding[1],
    dilationY: dilation[0],
    dilationX: dilation[1],
    images: input[0],
  };
}

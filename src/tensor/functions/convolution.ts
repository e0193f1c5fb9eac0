import { ArgumentError, ShapeError } from '../../errors.ts';
import { conv2d as conv2dOperation } from '../../ops/window/conv2d.ts';
import { convSizes } from '../../ops/window/convGeometry.ts';
import { type Pair, requirePair } from '../../ops/window/geometry.ts';
import { checkOptions } from '../../options.ts';
import { paddedSides } from '../../shape/window.ts';
import { apply, type Tensor } from '../tensor.ts';
import { type PairLike, pair } from './arguments.ts';
import { requireBias, zeroBias } from './bias.ts';
import { pad } from './padding.ts';
import { asBatch, asRows, fromRows, likeBatch, onRows, requireOneFloat, type SingleLike } from './planes.ts';

/** Options of a convolution, as PyTorch's. */
export interface ConvOptions<Size> {
  /** Elements between one place of the window and the next. Default 1. */
  readonly stride?: Size;
  /** Elements imagined around the input; 'same' keeps its size (stride 1 only), 'valid' is none. Default 0. */
  readonly padding?: Size | 'same' | 'valid';
  /** What the imagined elements are. Default 'zeros'. */
  readonly paddingMode?: 'zeros' | 'reflect' | 'replicate' | 'circular';
  /** Elements from one tap of the window to the next. Default 1. */
  readonly dilation?: Size;
  /** Into how many independent convolutions the channels are divided. Default 1. */
  readonly groups?: number;
}

export type Conv1dOptions = ConvOptions<SingleLike>;
export type Conv2dOptions = ConvOptions<PairLike>;

const paddingModes = ['zeros', 'reflect', 'replicate', 'circular'];
const optionNames = ['stride', 'padding', 'paddingMode', 'dilation', 'groups'];

/**
 * 2-D convolution.
 *
 *   input   [images, inChannels, height, width], or without images
 *   weight  [outChannels, inChannels / groups, kernelHeight, kernelWidth]
 *   bias    [outChannels]
 *   output  [images, outChannels, outHeight, outWidth], out = ⌊(in + 2·pad − dilation·(k−1) − 1) / stride⌋ + 1
 *
 * @throws ShapeError if the shapes do not go together, ArgumentError if the window cannot be.
 */
export function conv2d(input: Tensor, weight: Tensor, bias?: Tensor, options: Conv2dOptions = {}): Tensor {
  checkOptions('conv2d', options, optionNames);
  const { stride = 1, padding = 0, dilation = 1 } = options;
  return convolve('conv2d', asBatch(input, 3), weight, bias, {
    groups: options.groups,
    paddingMode: options.paddingMode,
    stride: pair('conv2d', 'stride', stride),
    padding: isNamed('conv2d', padding) ? padding : pair('conv2d', 'padding', padding),
    dilation: pair('conv2d', 'dilation', dilation),
    given: { input: input.shape, weight: weight.shape },
    like: input,
  });
}

/**
 * 1-D convolution: `conv2d` on images of height 1.
 *
 *   input   [samples, inChannels, length], or without samples
 *   weight  [outChannels, inChannels / groups, kernelSize]
 *   bias    [outChannels]
 *   output  [samples, outChannels, outLength], out = ⌊(in + 2·pad − dilation·(k−1) − 1) / stride⌋ + 1
 *
 * @throws ShapeError if the shapes do not go together, ArgumentError if the window cannot be.
 */
export function conv1d(input: Tensor, weight: Tensor, bias?: Tensor, options: Conv1dOptions = {}): Tensor {
  checkOptions('conv1d', options, optionNames);
  const { stride = 1, padding = 0, dilation = 1 } = options;
  if (weight.ndim !== 3) {
    throw new ShapeError('conv1d', 'expects weight [outChannels, inChannels / groups, kernelSize]', {
      weight: weight.shape,
    });
  }
  const rows = asRows('conv1d', input);
  const output = convolve('conv1d', asBatch(rows, 3), asRows('conv1d', weight), bias, {
    groups: options.groups,
    paddingMode: options.paddingMode,
    stride: onRows('conv1d', 'stride', stride, 1),
    padding: isNamed('conv1d', padding) ? padding : onRows('conv1d', 'padding', padding, 0),
    dilation: onRows('conv1d', 'dilation', dilation, 1),
    given: { input: input.shape, weight: weight.shape },
    like: rows,
  });
  return fromRows('conv1d', output);
}

/** The options with every pair spelt out, and what the caller gave, for messages and for the output's shape. */
interface Convolution {
  readonly stride: Pair;
  readonly padding: Pair | 'same' | 'valid';
  readonly paddingMode: ConvOptions<Pair>['paddingMode'] | undefined;
  readonly dilation: Pair;
  readonly groups: number | undefined;
  readonly given: Readonly<Record<string, Tensor['shape']>>;
  readonly like: Tensor;
}

/** Checks everything, pads where zeros will not do, and convolves. */
function convolve(
  operation: string,
  input: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  { stride, padding, paddingMode = 'zeros', dilation, groups = 1, given, like }: Convolution,
): Tensor {
  requireOneFloat(operation, { input, weight, bias });
  if (input.ndim !== 4 || weight.ndim !== 4) {
    const rule =
      'expects input [images, channels, height, width] or [channels, height, width], and weight ' +
      '[outChannels, channels / groups, kernelHeight, kernelWidth]';
    throw new ShapeError(operation, rule, given);
  }
  requirePair(operation, 'dilation', dilation, 1);
  if (!paddingModes.includes(paddingMode)) {
    throw new ArgumentError(operation, `paddingMode must be one of ${paddingModes.join(', ')}, but is ${paddingMode}`);
  }
  const [top, bottom] = sides(operation, padding, 0, stride, dilation, weight);
  const [left, right] = sides(operation, padding, 1, stride, dilation, weight);
  const params = { stride, padding: [top, left] as Pair, paddingEnd: [bottom, right] as Pair, dilation, groups };
  const sizes = convSizes(operation, input.shape, weight.shape, params, given);
  requireBias(operation, bias, sizes.outChannels);
  const addend = bias ?? zeroBias(weight);
  if (paddingMode === 'zeros') {
    return likeBatch(apply(conv2dOperation, [input, weight, addend], sizes), like, 3);
  }
  const padded = pad(input, [left, right, top, bottom], { mode: paddingMode });
  const unpadded = { stride, padding: [0, 0] as Pair, dilation, groups };
  const paddedSizes = convSizes(operation, padded.shape, weight.shape, unpadded, given);
  return likeBatch(apply(conv2dOperation, [padded, weight, addend], paddedSizes), like, 3);
}

/** How much is imagined before and after one axis. */
function sides(
  operation: string,
  padding: Pair | 'same' | 'valid',
  axis: 0 | 1,
  stride: Pair,
  dilation: Pair,
  weight: Tensor,
): readonly [before: number, after: number] {
  if (padding === 'same' && stride[axis] !== 1) {
    throw new ArgumentError(operation, `padding 'same' needs stride 1, but stride is [${stride.join(', ')}]`);
  }
  const asked = typeof padding === 'string' ? padding : padding[axis];
  return paddedSides(asked, weight.shape[2 + axis], dilation[axis]);
}

function isNamed(operation: string, padding: unknown): padding is 'same' | 'valid' {
  if (typeof padding === 'string' && padding !== 'same' && padding !== 'valid') {
    throw new ArgumentError(operation, `padding must be a number, a pair, 'same' or 'valid', but is '${padding}'`);
  }
  return typeof padding === 'string';
}

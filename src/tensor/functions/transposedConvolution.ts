import { ShapeError } from '../../errors.ts';
import { type ConvTransposeParams, transposedConvSizes } from '../../ops/window/convGeometry.ts';
import { convTranspose2d as convTranspose2dOperation } from '../../ops/window/convTranspose2d.ts';
import { checkOptions } from '../../options.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { type PairLike, pair } from './arguments.ts';
import { requireBias } from './bias.ts';
import { reshape } from './move.ts';
import { asBatch, asRows, fromRows, likeBatch, onRows, requireOneFloat, type SingleLike } from './planes.ts';
import { add } from './pointwise.ts';

/** Options of a transposed convolution, as PyTorch's. */
export interface ConvTransposeOptions<Size> {
  /** Elements between the stamp of one input element and that of the next. Default 1. */
  readonly stride?: Size;
  /** Elements taken off every side of the output. Default 0. */
  readonly padding?: Size;
  /** Elements added at the end of each axis of the output; smaller than stride or dilation. Default 0. */
  readonly outputPadding?: Size;
  /** Elements from one tap of the kernel to the next. Default 1. */
  readonly dilation?: Size;
  /** Into how many independent convolutions the channels are divided. Default 1. */
  readonly groups?: number;
}

export type ConvTranspose1dOptions = ConvTransposeOptions<SingleLike>;
export type ConvTranspose2dOptions = ConvTransposeOptions<PairLike>;

const optionNames = ['stride', 'padding', 'outputPadding', 'dilation', 'groups'];

/**
 * Transposed 2-D convolution, which is the gradient of `conv2d` by its input.
 *
 *   input   [images, inChannels, height, width], or without images
 *   weight  [inChannels, outChannels / groups, kernelHeight, kernelWidth]
 *   bias    [outChannels]
 *   output  [images, outChannels, outHeight, outWidth], out = (in − 1)·stride − 2·pad + dilation·(k−1) + 1 + outputPadding
 *
 * @throws ShapeError if the shapes do not go together, ArgumentError if the window cannot be.
 */
export function convTranspose2d(
  input: Tensor,
  weight: Tensor,
  bias?: Tensor,
  options: ConvTranspose2dOptions = {},
): Tensor {
  checkOptions('convTranspose2d', options, optionNames);
  const { stride = 1, padding = 0, outputPadding = 0, dilation = 1, groups = 1 } = options;
  const output = stamp('convTranspose2d', asBatch(input, 3), weight, bias, {
    stride: pair('convTranspose2d', 'stride', stride),
    padding: pair('convTranspose2d', 'padding', padding),
    outputPadding: pair('convTranspose2d', 'outputPadding', outputPadding),
    dilation: pair('convTranspose2d', 'dilation', dilation),
    groups,
    given: { input: input.shape, weight: weight.shape },
  });
  return likeBatch(output, input, 3);
}

/**
 * Transposed 1-D convolution: `convTranspose2d` on images of height 1.
 *
 *   input   [samples, inChannels, length], or without samples
 *   weight  [inChannels, outChannels / groups, kernelSize]
 *   bias    [outChannels]
 *   output  [samples, outChannels, outLength], out = (in − 1)·stride − 2·pad + dilation·(k−1) + 1 + outputPadding
 *
 * @throws ShapeError if the shapes do not go together, ArgumentError if the window cannot be.
 */
export function convTranspose1d(
  input: Tensor,
  weight: Tensor,
  bias?: Tensor,
  options: ConvTranspose1dOptions = {},
): Tensor {
  checkOptions('convTranspose1d', options, optionNames);
  const { stride = 1, padding = 0, outputPadding = 0, dilation = 1, groups = 1 } = options;
  if (weight.ndim !== 3) {
    const rule = 'expects weight [inChannels, outChannels / groups, kernelSize]';
    throw new ShapeError('convTranspose1d', rule, { weight: weight.shape });
  }
  const rows = asRows('convTranspose1d', input);
  const output = stamp('convTranspose1d', asBatch(rows, 3), asRows('convTranspose1d', weight), bias, {
    stride: onRows('convTranspose1d', 'stride', stride, 1),
    padding: onRows('convTranspose1d', 'padding', padding, 0),
    outputPadding: onRows('convTranspose1d', 'outputPadding', outputPadding, 0),
    dilation: onRows('convTranspose1d', 'dilation', dilation, 1),
    groups,
    given: { input: input.shape, weight: weight.shape },
  });
  return fromRows('convTranspose1d', likeBatch(output, rows, 3));
}

/** Checks everything, convolves backwards, and adds the bias to every channel. */
function stamp(
  operation: string,
  input: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  { given, ...params }: ConvTransposeParams & { readonly given: Readonly<Record<string, Shape>> },
): Tensor {
  requireOneFloat(operation, { input, weight, bias });
  const { inChannels: outChannels } = transposedConvSizes(operation, input.shape, weight.shape, params, given);
  requireBias(operation, bias, outChannels);
  const output = apply(convTranspose2dOperation, [input, weight], params);
  return bias === undefined ? output : add(output, reshape(bias, [outChannels, 1, 1]));
}

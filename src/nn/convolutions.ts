import { ArgumentError } from '../errors.ts';
import type { ShapeRule } from '../explain/shape/axis.ts';
import { alongLastAxes } from '../explain/shape/rules.ts';
import { slidingAxis } from '../explain/shape/sliding.ts';
import { transposedAxis } from '../explain/shape/transposed.ts';
import { transposedConvSizes } from '../ops/window/convGeometry.ts';
import type { Shape } from '../shape/rowMajor.ts';
import { paddedSides, type Window as SlidingWindow } from '../shape/window.ts';
import type { ConvOptions } from '../tensor/functions/convolution.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Convolution, type ConvolutionOptions } from './Convolution.ts';
import { type BiasOptions, type SizeLike, sizes } from './layer.ts';
import type { WeightUses } from './Module.ts';
import { stampingWindow, type Window } from './receptiveField.ts';

/** One number for both directions, or [down, across]. */
type PairLike = number | readonly [number, number];
type Pair = readonly [number, number];

const paddingModes = ['zeros', 'reflect', 'replicate', 'circular'] as const;

/** Options of `Conv1d` and `Conv2d`: those of the function, and whether there is a bias. */
export interface ConvLayerOptions<Size> extends ConvOptions<Size>, BiasOptions {}

/** A convolution whose window slides over a padded input. */
abstract class PaddedConvolution extends Convolution {
  readonly padding: readonly number[] | 'same' | 'valid';
  readonly paddingMode: (typeof paddingModes)[number];

  constructor(
    axes: number,
    channels: readonly [inChannels: number, outChannels: number],
    kernelSize: SizeLike,
    options: ConvLayerOptions<SizeLike>,
  ) {
    super({ axes, optionNames: ['paddingMode'] }, channels, kernelSize, options);
    const { padding = 0, paddingMode = 'zeros' } = options;
    const { name } = new.target;
    this.padding = padding === 'same' || padding === 'valid' ? padding : sizes(name, 'padding', padding, axes, 0);
    this.paddingMode = paddingMode;
    if (!paddingModes.includes(paddingMode)) {
      throw new ArgumentError(name, `paddingMode must be one of ${paddingModes.join(', ')}, but is '${paddingMode}'`);
    }
    if (padding === 'same' && this.stride.some((step) => step !== 1)) {
      throw new ArgumentError(name, `padding 'same' needs stride 1, but stride is [${this.stride.join(', ')}]`);
    }
  }

  override extraRepr(): string {
    return this.describe(this.padding, [], this.paddingMode);
  }

  override weightUses(_input: Shape, output: Shape): WeightUses {
    return { cells: output, taps: this.weight.shape.slice(1) };
  }

  override explainShape(input: Shape): ShapeRule {
    const padMode = this.paddingMode === 'zeros' ? 'constant' : this.paddingMode;
    const along = this.windows();
    const axes = alongLastAxes(input, along.length, (name, size, axis) =>
      slidingAxis(this.constructor.name, name, size, along[axis], { padMode }),
    );
    const isPadded = along.some(({ padding, paddingEnd = 0 }) => padding + paddingEnd > 0);
    return this.ruleOf(input, axes, [
      ...(padMode === 'constant' ? [] : [`the padding copies cells of the input: ${padMode}`]),
      ...(isPadded ? ['taps in the padding count among the multiply-adds'] : []),
    ]);
  }

  /** What slides along each axis. */
  windows(): SlidingWindow[] {
    const { kernelSize, stride, dilation, padding } = this;
    return kernelSize.map((size, axis) => {
      const asked = typeof padding === 'string' ? padding : padding[axis];
      const [before, after] = paddedSides(asked, size, dilation[axis]);
      return { size, stride: stride[axis], padding: before, paddingEnd: after, dilation: dilation[axis] };
    });
  }

  override window(): Window {
    return this;
  }
}

/**
 * 1-D convolution.
 *
 *   input   [samples, inChannels, length], or without samples
 *   weight  [outChannels, inChannels / groups, kernelSize], uniform in ±1/√(inChannels / groups · kernelSize)
 *   bias    [outChannels], likewise
 *   output  [samples, outChannels, outLength], out = ⌊(in + 2·pad − dilation·(k−1) − 1) / stride⌋ + 1
 *
 * @throws ArgumentError for what can be no convolution, ShapeError for an input that does not fit.
 */
export class Conv1d extends PaddedConvolution {
  readonly #options;

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: number | readonly [number],
    options: ConvLayerOptions<number | readonly [number]> = {},
  ) {
    super(1, [inChannels, outChannels], kernelSize, options);
    const { padding, paddingMode, groups } = this;
    this.#options = {
      stride: this.stride[0],
      padding: typeof padding === 'string' ? padding : padding[0],
      paddingMode,
      dilation: this.dilation[0],
      groups,
    };
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    return F.conv1d(input, this.weight, this.bias, this.#options);
  }
}

/**
 * 2-D convolution: at every place of a window, the sum of what the window covers times the weight.
 *
 *   input   [images, inChannels, height, width], or without images
 *   weight  [outChannels, inChannels / groups, kernelHeight, kernelWidth], uniform in ±1/√(numbers of one filter)
 *   bias    [outChannels], likewise
 *   output  [images, outChannels, outHeight, outWidth], out = ⌊(in + 2·pad − dilation·(k−1) − 1) / stride⌋ + 1
 *
 * @throws ArgumentError for what can be no convolution, ShapeError for an input that does not fit.
 */
export class Conv2d extends PaddedConvolution {
  readonly #options;

  constructor(inChannels: number, outChannels: number, kernelSize: PairLike, options: ConvLayerOptions<PairLike> = {}) {
    super(2, [inChannels, outChannels], kernelSize, options);
    this.#options = {
      stride: this.stride as Pair,
      padding: this.padding as Pair | 'same' | 'valid',
      paddingMode: this.paddingMode,
      dilation: this.dilation as Pair,
      groups: this.groups,
    };
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    return F.conv2d(input, this.weight, this.bias, this.#options);
  }
}

/** Options of `ConvTranspose2d`. */
export interface ConvTranspose2dOptions extends ConvolutionOptions<PairLike> {
  /** Elements taken off every side of the output. Default 0. */
  readonly padding?: PairLike;
  /** Elements added at the end of each axis of the output. Default 0. */
  readonly outputPadding?: PairLike;
}

/**
 * Transposed 2-D convolution, which is the gradient of `Conv2d` by its input: every element of the input lays the
 * weighted window onto the output.
 *
 *   input   [images, inChannels, height, width], or without images
 *   weight  [inChannels, outChannels / groups, kernelHeight, kernelWidth], uniform in
 *           ±1/√(outChannels / groups · kernelHeight · kernelWidth)
 *   bias    [outChannels], likewise
 *   output  [images, outChannels, outHeight, outWidth],
 *           out = (in − 1)·stride − 2·pad + dilation·(k−1) + outputPadding + 1
 *
 * @throws ArgumentError for what can be no convolution, ShapeError for an input that does not fit.
 */
export class ConvTranspose2d extends Convolution {
  readonly padding: readonly number[];
  readonly outputPadding: readonly number[];
  readonly #options;

  constructor(inChannels: number, outChannels: number, kernelSize: PairLike, options: ConvTranspose2dOptions = {}) {
    super(
      { axes: 2, transposed: true, optionNames: ['outputPadding'] },
      [inChannels, outChannels],
      kernelSize,
      options,
    );
    this.padding = sizes('ConvTranspose2d', 'padding', options.padding ?? 0, 2, 0);
    this.outputPadding = sizes('ConvTranspose2d', 'outputPadding', options.outputPadding ?? 0, 2, 0);
    this.#options = {
      stride: this.stride as Pair,
      padding: this.padding as Pair,
      outputPadding: this.outputPadding as Pair,
      dilation: this.dilation as Pair,
      groups: this.groups,
    };
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    return F.convTranspose2d(input, this.weight, this.bias, this.#options);
  }

  override extraRepr(): string {
    return this.describe(this.padding, this.outputPadding, 'zeros');
  }

  override weightUses(input: Shape): WeightUses {
    return { cells: input, taps: this.weight.shape.slice(1) };
  }

  override explainShape(input: Shape): ShapeRule {
    const [height, width] = input.slice(-2);
    transposedConvSizes('ConvTranspose2d', [1, this.inChannels, height, width], this.weight.shape, this.#options);
    const along = this.windows();
    const axes = alongLastAxes(input, 2, (name, size, axis) =>
      transposedAxis(name, size, along[axis], this.outputPadding[axis]),
    );
    return this.ruleOf(input, axes, []);
  }

  /** What the stamps of this layer are: the window of the convolution that it is the transpose of. */
  windows(): SlidingWindow[] {
    const { kernelSize, stride, padding, dilation } = this;
    return kernelSize.map((size, axis) => ({
      size,
      stride: stride[axis],
      padding: padding[axis],
      dilation: dilation[axis],
    }));
  }

  override window(): Window {
    return stampingWindow(this.windows());
  }
}

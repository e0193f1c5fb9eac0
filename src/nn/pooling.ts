import type { ShapeRule } from '../explain/shape/axis.ts';
import { alongLastAxes, lastAxesRule } from '../explain/shape/rules.ts';
import { transposedAxis } from '../explain/shape/transposed.ts';
import { checkOptions } from '../options.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { PairLike } from '../tensor/functions/arguments.ts';
import type { SingleLike } from '../tensor/functions/planes.ts';
import type { AvgPool2dOptions, AvgPoolOptions } from '../tensor/functions/pooling.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type SizeLike, sizes } from './layer.ts';
import { Module } from './Module.ts';
import { pythonTuple } from './python.ts';
import { MaxPool, type MaxPoolLayerOptions, type Pooled, SlidingPool } from './SlidingPool.ts';

/** The largest element under every window of a row: `F.maxPool1d`. With `returnIndices` it gives [output, indices]. */
export class MaxPool1d<Indices extends boolean = false> extends MaxPool<SingleLike, Indices> {
  constructor(kernelSize: SingleLike, options: MaxPoolLayerOptions<SingleLike, Indices> = {}) {
    super(1, ['dilation', 'returnIndices'], kernelSize, options);
  }

  override forward(input: Tensor): Pooled<Indices> {
    return F.maxPool1d(input, this.kernelSize, this.options) as Pooled<Indices>;
  }
}

/**
 * The largest element under every window: `F.maxPool2d`. With `returnIndices` it gives [output, indices].
 *
 *   input   [images, channels, height, width], or without images
 *   output  [images, channels, outHeight, outWidth], out = ⌊(in + 2·pad − dilation·(k−1) − 1) / stride⌋ + 1
 */
export class MaxPool2d<Indices extends boolean = false> extends MaxPool<PairLike, Indices> {
  constructor(kernelSize: PairLike, options: MaxPoolLayerOptions<PairLike, Indices> = {}) {
    super(2, ['dilation', 'returnIndices'], kernelSize, options);
  }

  override forward(input: Tensor): Pooled<Indices> {
    return F.maxPool2d(input, this.kernelSize, this.options) as Pooled<Indices>;
  }
}

/** The average under every window of a row: `F.avgPool1d`. */
export class AvgPool1d extends SlidingPool<SingleLike, AvgPoolOptions<SingleLike>> {
  constructor(kernelSize: SingleLike, options: AvgPoolOptions<SingleLike> = {}) {
    super(1, ['countIncludePad'], kernelSize, options);
  }

  override forward(input: Tensor): Tensor {
    return F.avgPool1d(input, this.kernelSize, this.options);
  }

  /** PyTorch makes tuples of this one's numbers, and of no other pool's. */
  override extraRepr(): string {
    const { stride = this.kernelSize, padding = 0 } = this.options;
    const single = (name: string, value: SizeLike) => pythonTuple(sizes('AvgPool1d', name, value, 1, 0));
    return [
      `kernel_size=${single('kernelSize', this.kernelSize)}`,
      `stride=${single('stride', stride)}`,
      `padding=${single('padding', padding)}`,
    ].join(', ');
  }
}

/**
 * The average under every window: `F.avgPool2d`.
 *
 *   input   [images, channels, height, width], or without images
 *   output  [images, channels, outHeight, outWidth], out = ⌊(in + 2·pad − k) / stride⌋ + 1
 */
export class AvgPool2d extends SlidingPool<PairLike, AvgPool2dOptions> {
  constructor(kernelSize: PairLike, options: AvgPool2dOptions = {}) {
    super(2, ['countIncludePad', 'divisorOverride'], kernelSize, options);
  }

  override forward(input: Tensor): Tensor {
    return F.avgPool2d(input, this.kernelSize, this.options);
  }
}

/** Options of the layers that undo max pooling. */
export interface MaxUnpoolLayerOptions<Size> {
  /** Default: the kernel's size. */
  readonly stride?: Size;
  /** Default 0. */
  readonly padding?: Size;
}

/**
 * Undoes `MaxPool2d`: what it kept goes back to where it was, everything else is 0. It is called with the pool's output
 * and indices, and perhaps with the size before pooling: `unpool(output, indices, [5, 5])`.
 */
export class MaxUnpool2d extends Module<[input: Tensor, indices: Tensor, outputSize?: readonly number[]]> {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];

  constructor(kernelSize: PairLike, options: MaxUnpoolLayerOptions<PairLike> = {}) {
    super();
    checkOptions('MaxUnpool2d', options, ['stride', 'padding']);
    this.kernelSize = sizes('MaxUnpool2d', 'kernelSize', kernelSize, 2);
    this.stride = sizes('MaxUnpool2d', 'stride', options.stride ?? kernelSize, 2);
    this.padding = sizes('MaxUnpool2d', 'padding', options.padding ?? 0, 2, 0);
  }

  override forward(input: Tensor, indices: Tensor, outputSize?: readonly number[]): Tensor {
    const [kernelSize, stride, padding] = [this.kernelSize, this.stride, this.padding] as unknown as [Pair, Pair, Pair];
    return F.maxUnpool2d(input, indices, kernelSize, { stride, padding, outputSize });
  }

  /** For a call without the size before pooling. */
  override explainShape(input: Shape): ShapeRule {
    const { kernelSize, stride, padding } = this;
    const axes = alongLastAxes(input, 2, (name, cells, axis) => {
      const window = { size: kernelSize[axis], stride: stride[axis], padding: padding[axis], dilation: 1 };
      return transposedAxis(name, cells, window, 0);
    });
    return lastAxesRule(input, axes);
  }

  override extraRepr(): string {
    return [
      `kernel_size=${pythonTuple(this.kernelSize)}`,
      `stride=${pythonTuple(this.stride)}`,
      `padding=${pythonTuple(this.padding)}`,
    ].join(', ');
  }
}

type Pair = readonly [number, number];

import { ArgumentError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import type { Shape } from '../shape/rowMajor.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type SizeLike, sizes } from './layer.ts';
import { Module } from './Module.ts';
import { pythonBoolean, pythonSize, pythonTuple } from './python.ts';
import type { Window } from './receptiveField.ts';

/** One number for both directions, or [down, across]. */
type PairLike = number | readonly [number, number];
type Pair = readonly [number, number];

/** Options of every pool whose window slides; one number stands for every axis. */
export interface PoolOptions<Size> {
  /** Elements between one place of the window and the next. Default: the kernel's size. */
  readonly stride?: Size;
  /** Elements imagined around the input, at most half the kernel. Default 0. */
  readonly padding?: Size;
  /** Whether the last window may reach over the end. Default false. */
  readonly ceilMode?: boolean;
}

/** Options of max pooling. */
export interface MaxPoolOptions<Size, Indices extends boolean> extends PoolOptions<Size> {
  /** Elements from one tap of the window to the next. Default 1. */
  readonly dilation?: Size;
  /** Give [output, indices], for `MaxUnpool2d`. Default false. */
  readonly returnIndices?: Indices;
}

/** Options of average pooling. */
export interface AvgPoolOptions<Size> extends PoolOptions<Size> {
  /** Whether imagined zeros count in the average. Default true. */
  readonly countIncludePad?: boolean;
}

/** What a pool whose window slides keeps: its numbers as they were given, for printing, and one for each axis. */
abstract class SlidingPool<Output = Tensor> extends Module<[Tensor], Output> {
  readonly kernelSize: SizeLike;
  readonly stride: SizeLike;
  readonly padding: SizeLike;
  readonly dilation: SizeLike;
  readonly ceilMode: boolean;
  readonly #window: Window;

  constructor(
    axes: number,
    known: readonly string[],
    kernelSize: SizeLike,
    options: PoolOptions<SizeLike> & { readonly dilation?: SizeLike },
  ) {
    super();
    const { name } = new.target;
    checkOptions(name, options, ['stride', 'padding', 'ceilMode', ...known]);
    this.kernelSize = kernelSize;
    this.stride = options.stride ?? kernelSize;
    this.padding = options.padding ?? 0;
    this.dilation = options.dilation ?? 1;
    this.ceilMode = options.ceilMode ?? false;
    this.#window = {
      kernelSize: sizes(name, 'kernelSize', kernelSize, axes),
      stride: sizes(name, 'stride', this.stride, axes),
      dilation: sizes(name, 'dilation', this.dilation, axes),
    };
    const padding = sizes(name, 'padding', this.padding, axes, 0);
    for (const [axis, taps] of this.#window.kernelSize.entries()) {
      if (padding[axis] > taps / 2) {
        throw new ArgumentError(name, `padding must be at most half the kernel's ${taps}, but is ${padding[axis]}`);
      }
    }
  }

  override extraRepr(): string {
    return [
      `kernel_size=${pythonSize(this.kernelSize)}`,
      `stride=${pythonSize(this.stride)}`,
      `padding=${pythonSize(this.padding)}`,
    ].join(', ');
  }

  override window(): Window {
    return this.#window;
  }
}

/** What a pool gives: the largest elements, and where they were if `returnIndices` asks for it. */
type Pooled<Indices extends boolean> = Indices extends true ? [output: Tensor, indices: Tensor] : Tensor;

abstract class MaxPool<Indices extends boolean> extends SlidingPool<Pooled<Indices>> {
  readonly returnIndices: boolean;

  constructor(axes: number, kernelSize: SizeLike, options: MaxPoolOptions<SizeLike, Indices>) {
    super(axes, ['dilation', 'returnIndices'], kernelSize, options);
    this.returnIndices = options.returnIndices ?? false;
  }

  override extraRepr(): string {
    const ceil = pythonBoolean(this.ceilMode);
    return `${super.extraRepr()}, dilation=${pythonSize(this.dilation)}, ceil_mode=${ceil}`;
  }
}

/**
 * The largest element under every window.
 *
 *   input   [images, channels, height, width], or without images
 *   output  [images, channels, outHeight, outWidth]; with `returnIndices` also where they were, for `MaxUnpool2d`
 *
 * @throws ArgumentError for what can be no window.
 */
export class MaxPool2d<Indices extends boolean = false> extends MaxPool<Indices> {
  readonly #options;

  constructor(kernelSize: PairLike, options: MaxPoolOptions<PairLike, Indices> = {}) {
    super(2, kernelSize, options);
    this.#options = {
      stride: this.stride as PairLike,
      padding: this.padding as PairLike,
      dilation: this.dilation as PairLike,
      ceilMode: this.ceilMode,
    };
  }

  override forward(input: Tensor): Pooled<Indices> {
    return F.maxPool2d(input, this.kernelSize as PairLike, this.#options) as Pooled<Indices>;
  }
}

import { ArgumentError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { PairLike } from '../tensor/functions/arguments.ts';
import type { FoldOptions } from '../tensor/functions/fold.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { checkCount, sizes } from './layer.ts';
import { Module } from './Module.ts';
import { pythonSize, pythonTuple } from './python.ts';
import type { Window } from './receptiveField.ts';

/** What comes in goes out: what stands where something else may stand one day. */
export class Identity extends Module {
  override forward(input: Tensor): Tensor {
    return input;
  }
}

/** Axes `startDim` to `endDim` made one; by default all but the batch. */
export class Flatten extends Module {
  readonly startDim: number;
  readonly endDim: number;

  constructor(startDim = 1, endDim = -1) {
    super();
    this.startDim = startDim;
    this.endDim = endDim;
  }

  override forward(input: Tensor): Tensor {
    return input.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}

/** One axis made several: the opposite of `Flatten`. */
export class Unflatten extends Module {
  readonly dim: number;
  readonly unflattenedSize: Shape;

  constructor(dim: number, unflattenedSize: Shape) {
    super();
    if (!Array.isArray(unflattenedSize) || unflattenedSize.length === 0) {
      throw new ArgumentError(
        'Unflatten',
        `unflattenedSize must be a list of sizes, but is ${String(unflattenedSize)}`,
      );
    }
    this.dim = dim;
    this.unflattenedSize = unflattenedSize;
  }

  override forward(input: Tensor): Tensor {
    return input.unflatten(this.dim, this.unflattenedSize);
  }

  override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=${pythonTuple(this.unflattenedSize)}`;
  }
}

/** A window that `Unfold` and `Fold` slide over an image. */
abstract class FoldingWindow extends Module {
  readonly kernelSize: PairLike;
  protected readonly options: FoldOptions;

  constructor(kernelSize: PairLike, options: FoldOptions) {
    super();
    const { name } = new.target;
    checkOptions(name, options, ['dilation', 'padding', 'stride']);
    sizes(name, 'kernelSize', kernelSize, 2);
    sizes(name, 'dilation', options.dilation ?? 1, 2);
    sizes(name, 'padding', options.padding ?? 0, 2, 0);
    sizes(name, 'stride', options.stride ?? 1, 2);
    this.kernelSize = kernelSize;
    this.options = options;
  }

  override extraRepr(): string {
    const { dilation = 1, padding = 0, stride = 1 } = this.options;
    return [
      `kernel_size=${pythonSize(this.kernelSize)}`,
      `dilation=${pythonSize(dilation)}`,
      `padding=${pythonSize(padding)}`,
      `stride=${pythonSize(stride)}`,
    ].join(', ');
  }
}

/** What is under each place of a window as a column: `F.unfold`. */
export class Unfold extends FoldingWindow {
  constructor(kernelSize: PairLike, options: FoldOptions = {}) {
    super(kernelSize, options);
  }

  override forward(input: Tensor): Tensor {
    return F.unfold(input, this.kernelSize, this.options);
  }
}

/** Columns put back where `Unfold` takes them from, and added up: `F.fold`. */
export class Fold extends FoldingWindow {
  readonly outputSize: PairLike;

  constructor(outputSize: PairLike, kernelSize: PairLike, options: FoldOptions = {}) {
    super(kernelSize, options);
    sizes('Fold', 'outputSize', outputSize, 2);
    this.outputSize = outputSize;
  }

  override forward(input: Tensor): Tensor {
    return F.fold(input, this.outputSize, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return `output_size=${pythonSize(this.outputSize)}, ${super.extraRepr()}`;
  }
}

/** Groups of factor² channels become channels of factor × factor times as many pixels: `F.pixelShuffle`. */
export class PixelShuffle extends Module {
  readonly upscaleFactor: number;

  constructor(upscaleFactor: number) {
    super();
    this.upscaleFactor = checkCount('PixelShuffle', 'upscaleFactor', upscaleFactor);
  }

  override forward(input: Tensor): Tensor {
    return F.pixelShuffle(input, this.upscaleFactor);
  }

  override extraRepr(): string {
    return `upscale_factor=${this.upscaleFactor}`;
  }

  override window(): Window {
    const step = 1 / this.upscaleFactor;
    return { kernelSize: [1, 1], stride: [step, step] };
  }
}

/** The opposite of `PixelShuffle`: `F.pixelUnshuffle`. */
export class PixelUnshuffle extends Module {
  readonly downscaleFactor: number;

  constructor(downscaleFactor: number) {
    super();
    this.downscaleFactor = checkCount('PixelUnshuffle', 'downscaleFactor', downscaleFactor);
  }

  override forward(input: Tensor): Tensor {
    return F.pixelUnshuffle(input, this.downscaleFactor);
  }

  override extraRepr(): string {
    return `downscale_factor=${this.downscaleFactor}`;
  }

  override window(): Window {
    const factor = this.downscaleFactor;
    return { kernelSize: [factor, factor], stride: [factor, factor] };
  }
}

import { ArgumentError } from '../errors.ts';
import { axisNames, givenAxis, product, type ShapeRule } from '../explain/shape/axis.ts';
import { alongLastAxes, lastAxesRule, regroupedRule } from '../explain/shape/rules.ts';
import { slidingAxis } from '../explain/shape/sliding.ts';
import { checkOptions } from '../options.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import type { Window as SlidingWindow } from '../shape/window.ts';
import { axisOf, type PairLike, pair } from '../tensor/functions/arguments.ts';
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

  override explainShape(input: Shape): ShapeRule {
    const start = axisOf('Flatten', this.startDim, { shape: input });
    const end = axisOf('Flatten', this.endDim, { shape: input });
    const merged = elementCount(input.slice(start, end + 1));
    return regroupedRule(input, [...input.slice(0, start), merged, ...input.slice(end + 1)]);
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

  override explainShape(input: Shape): ShapeRule {
    const axis = axisOf('Unflatten', this.dim, { shape: input });
    const known = elementCount(this.unflattenedSize.filter((size) => size !== -1));
    const parts = this.unflattenedSize.map((size) => (size === -1 ? input[axis] / known : size));
    return regroupedRule(input, [...input.slice(0, axis), ...parts, ...input.slice(axis + 1)]);
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

  /** What slides along each axis. */
  windows(): SlidingWindow[] {
    const { dilation = 1, padding = 0, stride = 1 } = this.options;
    const [kernels, steps] = [this.kernelSize, stride].map((value) => pair('Unfold', 'kernelSize', value));
    const [paddings, dilations] = [padding, dilation].map((value) => pair('Unfold', 'padding', value));
    return kernels.map((size, axis) => ({
      size,
      stride: steps[axis],
      padding: paddings[axis],
      dilation: dilations[axis],
    }));
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

  override explainShape(input: Shape): ShapeRule {
    const along = this.windows();
    const axes = alongLastAxes(input, 2, (name, size, axis) => slidingAxis('Unfold', name, size, along[axis]));
    const [taps, channels] = [along.map(({ size }) => size), input[input.length - 3]];
    const [rows, places] = [channels * elementCount(taps), elementCount(axes.map(({ output }) => output))];
    const column = givenAxis('column', channels, rows, `${channels}·${product(taps)} = ${rows}`);
    const down = axes.map(({ output }) => output);
    const across = givenAxis('places', places, places, `${product(down)} = ${places}`);
    return { output: [...input.slice(0, -3), rows, places], axes: [column, ...axes, across], notes: [] };
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

  override explainShape(input: Shape): ShapeRule {
    const taps = this.windows().map(({ size }) => size);
    const [rows, places] = input.slice(-2);
    const channels = rows / elementCount(taps);
    const image = sizes('Fold', 'outputSize', this.outputSize, 2);
    const axes = [
      givenAxis('channels', rows, channels, `${rows} / (${product(taps)}) = ${channels}`),
      ...image.map((size, axis) => givenAxis(axisNames(2)[axis], places, size, `${size}, as asked for`)),
    ];
    return { output: [...input.slice(0, -2), channels, ...image], axes, notes: [] };
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

  override explainShape(input: Shape): ShapeRule {
    const factor = this.upscaleFactor;
    const [channels] = input.slice(-3);
    const left = channels / factor ** 2;
    const axes = alongLastAxes(input, 2, (name, size) =>
      givenAxis(name, size, size * factor, `${size}·${factor} = ${size * factor}`),
    );
    const shared = givenAxis('channels', channels, left, `${channels} / ${factor}² = ${left}`);
    return lastAxesRule(input, [shared, ...axes]);
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

  override explainShape(input: Shape): ShapeRule {
    const factor = this.downscaleFactor;
    const [channels] = input.slice(-3);
    const more = channels * factor ** 2;
    const axes = alongLastAxes(input, 2, (name, size) =>
      givenAxis(name, size, size / factor, `${size} / ${factor} = ${size / factor}`),
    );
    const grown = givenAxis('channels', channels, more, `${channels}·${factor}² = ${more}`);
    return lastAxesRule(input, [grown, ...axes]);
  }

  override window(): Window {
    const factor = this.downscaleFactor;
    return { kernelSize: [factor, factor], stride: [factor, factor] };
  }
}

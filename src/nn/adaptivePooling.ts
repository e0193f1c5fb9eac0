import type { ShapeRule } from '../explain/shape/axis.ts';
import { adaptiveAxis } from '../explain/shape/others.ts';
import { alongLastAxes, lastAxesRule } from '../explain/shape/rules.ts';
import { checkOptions } from '../options.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { AdaptivePairLike, AdaptiveSize } from '../tensor/functions/adaptivePooling.ts';
import type { SingleLike } from '../tensor/functions/planes.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Module } from './Module.ts';
import { pythonTuple } from './python.ts';
import { dividingWindow, type Window } from './receptiveField.ts';
import type { Pooled } from './SlidingPool.ts';

/** A pool that is told how many windows there shall be, and cuts the input into as many, as evenly as it can. */
abstract class AdaptivePool<Size extends AdaptivePairLike | SingleLike, Output = Tensor> extends Module<
  [Tensor],
  Output
> {
  readonly outputSize: Size;
  readonly #axes: number;

  constructor(axes: number, outputSize: Size) {
    super();
    this.#axes = axes;
    this.outputSize = outputSize;
  }

  override extraRepr(): string {
    const size: unknown = this.outputSize;
    const python = (count: unknown) => (typeof count === 'number' ? count : 'None');
    return `output_size=${Array.isArray(size) ? pythonTuple(size.map(python)) : python(size)}`;
  }

  /** Window i covers ⌊i·in/out⌋ … ⌈(i+1)·in/out⌉: the widest of them, and how far apart they are on the average. */
  override window(input: Shape): Window {
    return dividingWindow(input.slice(-this.#axes), this.#counts(input));
  }

  override explainShape(input: Shape): ShapeRule {
    const counts = this.#counts(input);
    const axes = alongLastAxes(input, this.#axes, (name, size, axis) => adaptiveAxis(name, size, counts[axis]));
    return lastAxesRule(input, axes);
  }

  /** How many windows there are along each axis. */
  #counts(input: Shape): number[] {
    const asked: unknown = this.outputSize;
    return input.slice(-this.#axes).map((size, axis) => {
      const count: AdaptiveSize = Array.isArray(asked) ? asked[axis] : (asked as AdaptiveSize);
      return count ?? size;
    });
  }
}

/** The averages of `outputSize` windows that divide a row evenly: `F.adaptiveAvgPool1d`. */
export class AdaptiveAvgPool1d extends AdaptivePool<SingleLike> {
  constructor(outputSize: SingleLike) {
    super(1, outputSize);
  }

  override forward(input: Tensor): Tensor {
    return F.adaptiveAvgPool1d(input, this.outputSize);
  }
}

/** The averages of `outputSize` windows that divide the image evenly: `F.adaptiveAvgPool2d`. */
export class AdaptiveAvgPool2d extends AdaptivePool<AdaptivePairLike> {
  constructor(outputSize: AdaptivePairLike) {
    super(2, outputSize);
  }

  override forward(input: Tensor): Tensor {
    return F.adaptiveAvgPool2d(input, this.outputSize);
  }
}

/** Options of the adaptive max pools. */
export interface AdaptiveMaxPoolLayerOptions<Indices extends boolean> {
  /** Give [output, indices]. Default false. */
  readonly returnIndices?: Indices;
}

/** The largest elements of `outputSize` windows that divide a row evenly: `F.adaptiveMaxPool1d`. */
export class AdaptiveMaxPool1d<Indices extends boolean = false> extends AdaptivePool<SingleLike, Pooled<Indices>> {
  readonly #options: AdaptiveMaxPoolLayerOptions<Indices>;

  constructor(outputSize: SingleLike, options: AdaptiveMaxPoolLayerOptions<Indices> = {}) {
    super(1, outputSize);
    checkOptions('AdaptiveMaxPool1d', options, ['returnIndices']);
    this.#options = options;
  }

  override forward(input: Tensor): Pooled<Indices> {
    return F.adaptiveMaxPool1d(input, this.outputSize, this.#options) as Pooled<Indices>;
  }
}

/** The largest elements of `outputSize` windows that divide the image evenly: `F.adaptiveMaxPool2d`. */
export class AdaptiveMaxPool2d<Indices extends boolean = false> extends AdaptivePool<
  AdaptivePairLike,
  Pooled<Indices>
> {
  readonly #options: AdaptiveMaxPoolLayerOptions<Indices>;

  constructor(outputSize: AdaptivePairLike, options: AdaptiveMaxPoolLayerOptions<Indices> = {}) {
    super(2, outputSize);
    checkOptions('AdaptiveMaxPool2d', options, ['returnIndices']);
    this.#options = options;
  }

  override forward(input: Tensor): Pooled<Indices> {
    return F.adaptiveMaxPool2d(input, this.outputSize, this.#options) as Pooled<Indices>;
  }
}

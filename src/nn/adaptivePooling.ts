import { checkOptions } from '../options.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { AdaptivePairLike, AdaptiveSize } from '../tensor/functions/adaptivePooling.ts';
import type { SingleLike } from '../tensor/functions/planes.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Module } from './Module.ts';
import { pythonTuple } from './python.ts';
import type { Window } from './receptiveField.ts';
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
    const asked: unknown = this.outputSize;
    const counts = input.slice(-this.#axes).map((size, axis) => {
      const count: AdaptiveSize = Array.isArray(asked) ? asked[axis] : (asked as AdaptiveSize);
      return { size, count: count ?? size };
    });
    return {
      kernelSize: counts.map(({ size, count }) => widest(size, count)),
      stride: counts.map(({ size, count }) => size / count),
    };
  }
}

function widest(size: number, count: number): number {
  let most = 0;
  for (let i = 0; i < count; i++) {
    most = Math.max(most, Math.ceil(((i + 1) * size) / count) - Math.floor((i * size) / count));
  }
  return most;
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

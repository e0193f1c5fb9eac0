import { ArgumentError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import type { MaxPoolOptions, PoolOptions } from '../tensor/functions/pooling.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type SizeLike, sizes } from './layer.ts';
import { Module } from './Module.ts';
import { pythonBoolean, pythonSize } from './python.ts';
import type { Window } from './receptiveField.ts';

/** A pool whose window slides: what its function is told, and what is printed. */
export abstract class SlidingPool<
  Size extends SizeLike,
  Options extends PoolOptions<Size> & { readonly dilation?: Size },
  Output = Tensor,
> extends Module<[Tensor], Output> {
  readonly kernelSize: Size;
  protected readonly options: Options;
  readonly #window: Window;

  /** @throws ArgumentError for what can be no window. */
  constructor(axes: number, ownNames: readonly string[], kernelSize: Size, options: Options) {
    super();
    const { name } = new.target;
    checkOptions(name, options, ['stride', 'padding', 'ceilMode', ...ownNames]);
    this.kernelSize = kernelSize;
    this.options = options;
    this.#window = {
      kernelSize: sizes(name, 'kernelSize', kernelSize, axes),
      stride: sizes(name, 'stride', options.stride ?? kernelSize, axes),
      dilation: sizes(name, 'dilation', options.dilation ?? 1, axes),
    };
    const padding = sizes(name, 'padding', options.padding ?? 0, axes, 0);
    this.#window.kernelSize.forEach((taps, axis) => {
      if (padding[axis] > taps / 2) {
        const rule = `padding must be at most half the kernel, but is ${padding[axis]} for a kernel of ${taps}`;
        throw new ArgumentError(name, rule);
      }
    });
  }

  override extraRepr(): string {
    const { stride = this.kernelSize, padding = 0 } = this.options;
    const kernelSize = pythonSize(this.kernelSize);
    return `kernel_size=${kernelSize}, stride=${pythonSize(stride)}, padding=${pythonSize(padding)}`;
  }

  override window(): Window {
    return this.#window;
  }
}

/** What max pooling gives: the largest elements, and where they were if `returnIndices` asks for it. */
export type Pooled<Indices extends boolean> = Indices extends true ? [output: Tensor, indices: Tensor] : Tensor;

/** Options of max pooling whose type says whether indices are given. */
export interface MaxPoolLayerOptions<Size, Indices extends boolean> extends MaxPoolOptions<Size> {
  readonly returnIndices?: Indices;
}

/** A max pool: it prints two things more than others. */
export abstract class MaxPool<Size extends SizeLike, Indices extends boolean> extends SlidingPool<
  Size,
  MaxPoolLayerOptions<Size, Indices>,
  Pooled<Indices>
> {
  override extraRepr(): string {
    const { dilation = 1, ceilMode = false } = this.options;
    return `${super.extraRepr()}, dilation=${pythonSize(dilation)}, ceil_mode=${pythonBoolean(ceilMode)}`;
  }
}

import { ArgumentError } from '../errors.ts';
import type { ShapeRule } from '../explain/shape/axis.ts';
import { alongLastAxes, lastAxesRule } from '../explain/shape/rules.ts';
import { slidingAxis } from '../explain/shape/sliding.ts';
import { poolSizes } from '../ops/window/poolGeometry.ts';
import { checkOptions } from '../options.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { Window as SlidingWindow } from '../shape/window.ts';
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
  readonly #window: Required<Window>;
  readonly #padding: readonly number[];

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
    this.#padding = padding;
    this.#window.kernelSize.forEach((taps, axis) => {
      if (padding[axis] > taps / 2) {
        const rule = `padding must be at most half the kernel, but is ${padding[axis]} for a kernel of ${taps}`;
        throw new ArgumentError(name, rule);
      }
    });
  }

  /** Whether a last window that reaches over the end counts. */
  get ceilMode(): boolean {
    return this.options.ceilMode ?? false;
  }

  override extraRepr(): string {
    const { stride = this.kernelSize, padding = 0 } = this.options;
    const kernelSize = pythonSize(this.kernelSize);
    return `kernel_size=${kernelSize}, stride=${pythonSize(stride)}, padding=${pythonSize(padding)}`;
  }

  override window(): Window {
    return this.#window;
  }

  /** What slides along each axis. */
  windows(): SlidingWindow[] {
    const { kernelSize, stride, dilation } = this.#window;
    return kernelSize.map((size, axis) => ({
      size,
      stride: stride[axis],
      padding: this.#padding[axis],
      dilation: dilation[axis],
    }));
  }

  override explainShape(input: Shape): ShapeRule {
    const { ceilMode } = this;
    const { kernelSize, stride, dilation } = this.#window;
    const padding = this.#padding;
    checkPool(this.constructor.name, input, { kernelSize, stride, padding, dilation }, ceilMode);
    const along = this.windows();
    const axes = alongLastAxes(input, along.length, (name, size, axis) =>
      slidingAxis(this.constructor.name, name, size, along[axis], { ceilMode }),
    );
    return lastAxesRule(input, axes);
  }
}

/** Refuses what the operation refuses; a row is an image of height 1. @throws ShapeError, ArgumentError */
function checkPool(
  operation: string,
  input: Shape,
  window: Readonly<Record<'kernelSize' | 'stride' | 'padding' | 'dilation', readonly number[]>>,
  ceilMode: boolean,
): void {
  const { kernelSize, stride, padding, dilation } = window;
  const isRow = kernelSize.length === 1;
  const both = (list: readonly number[], across: number): Pair => (isRow ? [across, list[0]] : [list[0], list[1]]);
  poolSizes(operation, isRow ? [...input.slice(0, -1), 1, ...input.slice(-1)] : input, {
    kernelSize: both(kernelSize, 1),
    stride: both(stride, 1),
    padding: both(padding, 0),
    dilation: both(dilation, 1),
    ceilMode,
  });
}

type Pair = readonly [number, number];

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

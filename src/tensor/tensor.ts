import { backward } from '../autograd/backward.ts';
import { type GraphNode, leafNode } from '../autograd/node.ts';
import type { Operation, Saved } from '../autograd/operation.ts';
import { type Origin, originOf } from '../autograd/origin.ts';
import { record } from '../autograd/record.ts';
import { commonBackend, type NdArray, type Storage, upload } from '../backends/storage.ts';
import { bytesPerElement, type DType, isFloating, type NumberArray, newArray } from '../dtype.ts';
import { ArgumentError, DTypeError, GraphError, ShapeError } from '../errors.ts';
import { noteOperation } from '../history/steps.ts';
import { checkOptions } from '../options.ts';
import { type Shape, sameShape } from '../shape/rowMajor.ts';
import { describeOnHover } from './describeOnHover.ts';
import type { TensorMethods } from './methods.ts';
import { describe, type Nested, nest } from './print.ts';

/** Takes back what it was given for: a hook, say. */
export interface Removable {
  remove(): void;
}

/** How `backward` goes about it. */
export interface BackwardOptions {
  /** Keep what the operations saved, so that backward can be called again. */
  readonly retainGraph?: boolean;
  /** Not supported: gradients of gradients (decision 001). */
  readonly createGraph?: boolean;
}

/** Every function of `tensor/functions` is a method too: `x.relu()` is `relu(x)`. */
export interface Tensor extends TensorMethods {}

/**
 * Numbers of one dtype in a shape, on a device, and where they came from. Contiguous and row-major, always:
 * `reshape`, `view` and `flatten` share the numbers, everything else copies.
 */
export class Tensor implements NdArray {
  readonly shape: Shape;
  readonly storage: Storage;
  /** Where this tensor's gradient arrives; undefined if it does not require one. */
  node: GraphNode | undefined;
  /** The operation that made this tensor, with the shapes it was given; undefined for what no operation made. */
  readonly origin: Origin | undefined;

  constructor(array: NdArray, node?: GraphNode, origin?: Origin) {
    this.shape = array.shape;
    this.storage = array.storage;
    this.storage.escaped = true;
    this.node = node;
    this.origin = origin;
  }

  get dtype(): DType {
    return this.storage.dtype;
  }

  /** The name of the device that holds the numbers. */
  get device(): string {
    return this.storage.backend.name;
  }

  /** Number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get numel(): number {
    return this.storage.length;
  }

  /** Bytes that the numbers take. */
  get nbytes(): number {
    return this.numel * bytesPerElement(this.dtype);
  }

  /** How often the numbers were changed in place. */
  get version(): number {
    return this.storage.version;
  }

  /** The shape, or the size of one axis (negative counts from the end). */
  size(): Shape;
  size(dim: number): number;
  size(dim?: number): Shape | number {
    if (dim === undefined) return this.shape;
    const axis = dim < 0 ? dim + this.ndim : dim;
    if (!Number.isInteger(axis) || axis < 0 || axis >= this.ndim) {
      throw new ShapeError('size', `there is no axis ${dim} among ${this.ndim}`, { input: this.shape });
    }
    return this.shape[axis];
  }

  // Gradients ---------------------------------------------------------------------------------------------------------

  get requiresGrad(): boolean {
    return this.node !== undefined;
  }

  /** @throws GraphError on the result of an operation, DTypeError on integers. */
  set requiresGrad(value: boolean) {
    if (value === this.requiresGrad) return;
    if (!this.isLeaf) {
      throw new GraphError('requiresGrad: only a leaf can stop requiring a gradient; use detach() on a result');
    }
    if (value && !isFloating(this.dtype)) {
      throw new DTypeError('requiresGrad', `only floating tensors have gradients, but this one is ${this.dtype}`);
    }
    this.node = value ? leafNode({ shape: this.shape, dtype: this.dtype }) : undefined;
  }

  /** Sets `requiresGrad`, and gives the tensor itself: `ones([3]).requiresGrad_()`. */
  requiresGrad_(value = true): this {
    this.requiresGrad = value;
    return this;
  }

  /** Whether no recorded operation made this tensor. */
  get isLeaf(): boolean {
    return this.node === undefined || this.node.sendBack === undefined;
  }

  /** The gradient accumulated by `backward`; undefined before, and on tensors that keep none. */
  get grad(): Tensor | undefined {
    return this.node?.grad === undefined ? undefined : new Tensor(this.node.grad);
  }

  /** @throws GraphError without requiresGrad, ShapeError if shapes or dtypes differ, DeviceError if it lives elsewhere. */
  set grad(gradient: Tensor | undefined) {
    const { node } = this;
    if (node === undefined) {
      if (gradient === undefined) return;
      throw new GraphError('grad: this tensor does not require a gradient');
    }
    if (gradient !== undefined) this.#checkGradient('grad', gradient);
    node.grad?.storage.release();
    node.grad = gradient;
  }

  /** Keeps this tensor's gradient in `.grad` though it is the result of an operation. */
  retainGrad(): void {
    if (this.node === undefined) {
      throw new GraphError('retainGrad: this tensor does not require a gradient');
    }
    this.node.retainsGrad = true;
  }

  /**
   * Calls `hook` with the gradient when it is complete; what the hook returns takes its place. Others may hold the very
   * same numbers (both sides of an addition do): a hook that wants to change them returns a new tensor.
   */
  registerHook(hook: (gradient: Tensor) => Tensor | undefined): Removable {
    const { node } = this;
    if (node === undefined) {
      throw new GraphError('registerHook: this tensor does not require a gradient');
    }
    const registered = (gradient: NdArray) => {
      const other: unknown = hook(new Tensor(gradient));
      if (other === undefined || other instanceof Tensor) return other;
      throw new ArgumentError('registerHook', `a hook returns a tensor or nothing, but this one ${String(other)}`);
    };
    node.hooks.push(registered);
    return {
      remove() {
        node.hooks = node.hooks.filter((other) => other !== registered);
      },
    };
  }

  /**
   * Computes the gradient of this tensor by every leaf it came from, and adds it to their `.grad`.
   *
   * @param gradient of the final result by this tensor; 1 for a scalar.
   * @throws GraphError if nothing here requires a gradient, this is no scalar and `gradient` is missing, or the graph
   *   was freed or changed.
   */
  backward(gradient?: Tensor, options: BackwardOptions = {}): void {
    checkOptions('backward', options, ['retainGraph', 'createGraph']);
    const { retainGraph = false, createGraph = false } = options;
    if (createGraph) {
      throw new GraphError('backward: createGraph (gradients of gradients) is not supported; see docs/decisions/001');
    }
    if (this.node === undefined) {
      throw new GraphError(
        'backward: this tensor does not require a gradient. Nothing it was computed from has requiresGrad, or it was ' +
          'computed inside noGrad() or after detach().',
      );
    }
    if (gradient === undefined && this.numel !== 1) {
      throw new GraphError(
        `backward: without an argument it starts from a scalar, but this tensor has shape [${this.shape.join(', ')}]. ` +
          'Reduce it first, with sum() or mean(), or pass the gradient to start from.',
      );
    }
    if (gradient !== undefined) this.#checkGradient('backward', gradient);
    backward(this.node, gradient ?? this.#ones(), retainGraph);
  }

  /** A gradient of this tensor looks like it, and lives where it lives. */
  #checkGradient(operation: string, gradient: Tensor): void {
    if (!(gradient instanceof Tensor)) {
      const options =
        operation === 'backward' ? '. Options come second: backward(undefined, { retainGraph: true })' : '';
      throw new ArgumentError(operation, `the gradient must be a tensor, but is ${JSON.stringify(gradient)}${options}`);
    }
    if (!sameShape(gradient.shape, this.shape) || gradient.dtype !== this.dtype) {
      const shapes = { [`gradient (${gradient.dtype})`]: gradient.shape, [`tensor (${this.dtype})`]: this.shape };
      throw new ShapeError(operation, 'a gradient has the shape and dtype of its tensor', shapes);
    }
    commonBackend(operation, [this, gradient]);
  }

  #ones(): NdArray {
    return upload(this.storage.backend, newArray(this.dtype, this.numel).fill(1), this.shape, this.dtype);
  }

  /** The same numbers, shared, without a gradient: the path back ends here. */
  detach(): Tensor {
    return new Tensor(this);
  }

  // Reading -----------------------------------------------------------------------------------------------------------

  /** The one number of a tensor with one element. @throws DeviceError where reading must be awaited. */
  item(): number {
    this.#checkSingle();
    return this.storage.read()[0];
  }

  /** `item`, on every device. */
  async itemAsync(): Promise<number> {
    this.#checkSingle();
    return (await this.storage.readAsync())[0];
  }

  #checkSingle(): void {
    if (this.numel !== 1) {
      throw new ShapeError(
        'item',
        `only a tensor of one element has an item, this one has ${this.numel}; toArray() gives all`,
        {
          tensor: this.shape,
        },
      );
    }
  }

  /** The numbers as nested arrays, as deep as the shape; a scalar gives a number. bool gives true and false. */
  toArray(): Nested {
    return nest(this.storage.read(), this.shape, this.dtype);
  }

  /** `toArray`, on every device. */
  async toArrayAsync(): Promise<Nested> {
    return nest(await this.storage.readAsync(), this.shape, this.dtype);
  }

  /** A copy of the numbers, flat, in row-major order. */
  toTypedArray(): NumberArray {
    return this.storage.read().slice();
  }

  /** `toTypedArray`, on every device. */
  async toTypedArrayAsync(): Promise<NumberArray> {
    return (await this.storage.readAsync()).slice();
  }

  /** What PyTorch prints; summarised when large. */
  toString(): string {
    return describe(this);
  }

  /** Where a number is asked for, as in `loss < best`, a tensor of one element is its item. Texts would compare as texts. */
  [Symbol.toPrimitive](hint: string): number | string {
    return hint === 'number' ? this.item() : this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return describe(this);
  }
}

// VS Code asks for it by this name.
Object.defineProperty(Tensor.prototype, Symbol.for('debug.description'), { value: describeOnHover });

/** Runs an operation on tensors: the one door from tensors to operations, for your own operations too. */
export function apply<Params, Kept extends Saved>(
  operation: Operation<Params, Kept>,
  inputs: readonly Tensor[],
  params: Params,
): Tensor {
  inputs.forEach((input, i) => {
    if (!(input instanceof Tensor)) {
      throw new ArgumentError(operation.name, `input ${i} must be a tensor, such as tensor([1, 2]), but is ${input}`);
    }
  });
  const nodes = inputs.map((input) => input.node);
  const { array, node } = record(operation, inputs, nodes, params);
  const origin = originOf(operation, inputs, params, array);
  noteOperation(operation.name, params, origin.shapes, array.shape);
  return new Tensor(array, node, origin);
}

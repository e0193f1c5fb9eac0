import { leafNode } from '../autograd/node.ts';
import type { NdArray } from '../backends/storage.ts';
import { isFloating } from '../dtype.ts';
import { DTypeError } from '../errors.ts';
import { Tensor } from '../tensor/tensor.ts';

/**
 * A tensor that a module learns: a field that holds one is found by `parameters()`. It shares the numbers of the
 * tensor it is made from, and starts a path of its own for gradients.
 *
 * @throws DTypeError if it shall require a gradient but is not floating.
 */
export class Parameter extends Tensor {
  constructor(data: Tensor, { requiresGrad = true }: { readonly requiresGrad?: boolean } = {}) {
    super(data);
    if (requiresGrad && !isFloating(data.dtype)) {
      throw new DTypeError(
        'Parameter',
        `only floating tensors can be learnt, but this one is ${data.dtype}. Make it a buffer, or pass ` +
          '{ requiresGrad: false }.',
      );
    }
    this.requiresGrad = requiresGrad;
  }

  /**
   * Takes over other numbers of the same shape, perhaps of another dtype or on another device, and stays the tensor it
   * was: an optimizer that holds it goes on with the new numbers. Its gradient is left to the caller.
   */
  become({ storage }: NdArray): void {
    if (storage === this.storage) return;
    storage.escaped = true;
    Object.assign(this, { storage });
    if (this.node !== undefined) {
      const { hooks, label } = this.node;
      this.node = { ...leafNode({ shape: this.shape, dtype: storage.dtype }), hooks, label };
    }
  }

  override toString(): string {
    return `Parameter containing:\n${super.toString()}`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

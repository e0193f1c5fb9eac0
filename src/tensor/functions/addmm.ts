import { ShapeError } from '../../errors.ts';
import { leaveOut } from '../../ops/pointwise/leaveOut.ts';
import { checkOptions } from '../../options.ts';
import { sameShape } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { broadcastShape } from './arguments.ts';
import { expandTo } from './common.ts';
import { bmm, mm, mv, outer } from './matmul.ts';
import { checkSameDType } from './matrices.ts';
import { add, mul } from './pointwise.ts';
import { sum } from './reduce.ts';

/** The factors of a sum with a product: beta · input + alpha · product. */
export interface AddProductOptions {
  /** Default: 1. With 0, the input does not count at all, not even its NaN. */
  readonly beta?: number;
  /** Default: 1. */
  readonly alpha?: number;
}

/** beta · input + alpha · (mat1 · mat2): input broadcasts to [r, c]; mat1 [r, n]; mat2 [n, c]. */
export function addmm(input: Tensor, mat1: Tensor, mat2: Tensor, options: AddProductOptions = {}): Tensor {
  return addProduct('addmm', input, mm(mat1, mat2), options);
}

/** beta · input + alpha · (batch1 · batch2), for every batch entry: input broadcasts to [batch, r, c]. */
export function baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, options: AddProductOptions = {}): Tensor {
  return addProduct('baddbmm', input, bmm(batch1, batch2), options);
}

/** beta · input + alpha · Σ (batch1 · batch2), summed over the batch: input broadcasts to [r, c]. */
export function addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, options: AddProductOptions = {}): Tensor {
  return addProduct('addbmm', input, sum(bmm(batch1, batch2), 0), options);
}

/** beta · input + alpha · (mat · vec): input broadcasts to [r]; mat [r, n]; vec [n]. */
export function addmv(input: Tensor, mat: Tensor, vec: Tensor, options: AddProductOptions = {}): Tensor {
  return addProduct('addmv', input, mv(mat, vec), options);
}

/** beta · input + alpha · outer(vec1, vec2): input broadcasts to [r, c]; vec1 [r]; vec2 [c]. */
export function addr(input: Tensor, vec1: Tensor, vec2: Tensor, options: AddProductOptions = {}): Tensor {
  return addProduct('addr', input, outer(vec1, vec2), options);
}

function addProduct(operation: string, input: Tensor, product: Tensor, options: AddProductOptions): Tensor {
  checkOptions(operation, options, ['beta', 'alpha']);
  checkSameDType(operation, { input, product });
  const { shape } = product;
  if (!sameShape(broadcastShape(operation, { input: input.shape, product: shape }), shape)) {
    throw new ShapeError(operation, 'input does not broadcast to the product', { input: input.shape, product: shape });
  }
  const { beta = 1, alpha = 1 } = options;
  const added = beta === 0 ? apply(leaveOut, [input], {}) : scaled(input, beta);
  return add(expandTo(added, shape), scaled(product, alpha));
}

function scaled(tensor: Tensor, factor: number): Tensor {
  return factor === 1 ? tensor : mul(tensor, factor);
}

import type { NdArray } from '../backends/storage.ts';
import { type DType, isFloating, type NumberArray } from '../dtype.ts';
import { rowMajorStrides, type Shape } from '../shape/rowMajor.ts';

/** Numbers in nested arrays, as deep as a shape; booleans for dtype bool. */
export type Nested = number | boolean | Nested[];

/** Folds flat numbers into nested arrays of this shape. */
export function nest(numbers: NumberArray, shape: Shape, dtype: DType): Nested {
  const strides = rowMajorStrides(shape);
  const value = dtype === 'bool' ? (i: number) => numbers[i] !== 0 : (i: number) => numbers[i];
  const fold = (axis: number, start: number): Nested =>
    axis === shape.length
      ? value(start)
      : Array.from({ length: shape[axis] }, (_, i) => fold(axis + 1, start + i * strides[axis]));
  return fold(0, 0);
}

/** A tensor as a line or a block of text, as PyTorch prints it. */
export function describe(tensor: NdArray & { readonly node: { readonly operation: string } | undefined }): string {
  const { shape, storage, node } = tensor;
  const suffix = [
    ...(storage.dtype === 'float32' || isFloating(storage.dtype) ? [] : [`dtype=${storage.dtype}`]),
    ...(node === undefined ? [] : [node.operation === 'leaf' ? 'requiresGrad=true' : `madeBy=${node.operation}`]),
  ];
  if (storage.backend.mustAwait) {
    return `tensor(…, ${[`shape=[${shape.join(', ')}]`, `device=${storage.backend.name}`, ...suffix].join(', ')})`;
  }
  const numbers = JSON.stringify(nest(storage.read(), shape, storage.dtype));
  return `tensor(${[numbers, ...suffix].join(', ')})`;
}

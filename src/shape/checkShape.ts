import { ShapeError } from '../errors.ts';
import { elementCount, type Shape } from './rowMajor.ts';

/** No tensor has more elements: an index is an int32. */
export const mostElements = 2 ** 31 - 1;

/** @throws ShapeError unless every size is a non-negative integer and the product can be addressed. */
export function checkShape(operation: string, shape: Shape): void {
  if (!Array.isArray(shape)) {
    throw new ShapeError(operation, `the shape must be a list of sizes, such as [2, 3], but is ${String(shape)}`, {});
  }
  if (shape.some((size) => !Number.isSafeInteger(size) || size < 0)) {
    throw new ShapeError(operation, `sizes must be non-negative integers, but the shape is [${String(shape)}]`, {});
  }
  if (elementCount(shape) > mostElements) {
    throw new ShapeError(operation, `${elementCount(shape)} elements are more than 2³¹ − 1`, { shape });
  }
}

/** The shape of an output, itself. @throws ShapeError if it has more elements than an index can count. */
export function addressable(operation: string, shape: Shape): Shape {
  const count = elementCount(shape);
  if (!(count <= mostElements)) {
    throw new ShapeError(operation, `the output would have ${count} elements, more than 2³¹ − 1`, { output: shape });
  }
  return shape;
}

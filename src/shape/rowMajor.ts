/** ⌊a / b⌋ for whole numbers. The half keeps it right on GPUs whose division returns 1.9999999 for 6 / 3. */
export function quotient(a: number, b: number): number {
  return Math.floor((a + 0.5) / b);
}

/**
 * The coordinate of flat index `index` along an axis of `axisLength` elements whose neighbours lie `stride` apart.
 * In row-major order the last axis has stride 1, and every other axis the product of the sizes after it.
 */
export function coordinate(index: number, axisLength: number, stride: number): number {
  const along = Math.floor((index + 0.5) / stride);
  return along - axisLength * Math.floor((along + 0.5) / axisLength);
}

/** The sizes of a tensor's axes, outermost first. A scalar has the shape []. */
export type Shape = readonly number[];

/** How many elements a tensor of this shape has; 1 for a scalar. */
export function elementCount(shape: Shape): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** Elements between neighbours along each axis, in row-major order. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

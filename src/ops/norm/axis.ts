import type { ReduceSizes } from '../../kernels/reduce/reduceSizes.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';

/** One axis of a tensor; 0 of a scalar, which is seen as one element. */
export interface AxisParams {
  readonly axis: number;
}

/** A tensor seen as [outer, size, inner] with the axis in the middle. */
export function axisSizes(shape: Shape, axis: number): ReduceSizes {
  return {
    outer: elementCount(shape.slice(0, axis)),
    size: shape[axis] ?? 1,
    inner: elementCount(shape.slice(axis + 1)),
  };
}

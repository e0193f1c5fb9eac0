import type { GatherSizes } from '../../kernels/index/gather.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';

/** The sizes of an index kernel: `input` is seen along `axis`, from which `count` elements are picked. */
export function gatherSizes(input: Shape, axis: number, count: number): GatherSizes {
  return { inSize: input[axis], outSize: count, inner: elementCount(input.slice(axis + 1)) };
}

/** `shape` with another size for one axis. */
export function withSize(shape: Shape, axis: number, size: number): Shape {
  return shape.map((before, other) => (other === axis ? size : before));
}

import type { CrossEntropySizes } from '../../kernels/loss/crossEntropyRows.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';

/** Logits [images, classes, …] seen as [outer, classes, inner]; a row is one (outer, inner). */
export function rowSizes([outer, classes, ...rest]: Shape): CrossEntropySizes {
  const inner = elementCount(rest);
  return { rows: outer * inner, classes, inner };
}

import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';
import { sumAxes } from './sum.ts';

/** Sums over the axes along which `shape` was repeated to become the array's shape: broadcasting undone. */
export function sumTo(run: Run, array: NdArray, shape: Shape): NdArray {
  const added = array.shape.length - shape.length;
  const axes = array.shape.flatMap((size, axis) => (axis < added || shape[axis - added] !== size ? [axis] : []));
  const summed = axes.length === 0 ? array : sumAxes(run, array, axes);
  if (elementCount(shape) !== summed.storage.length) {
    throw new Error(`sumTo: [${array.shape.join(', ')}] is not [${shape.join(', ')}] repeated`);
  }
  return { shape, storage: summed.storage };
}

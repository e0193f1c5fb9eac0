import type { Operation } from '../../autograd/operation.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import type { ReduceSizes } from '../../kernels/reduce/reduceSizes.ts';
import { cummaxIndices as cummaxKernel } from '../../kernels/scan/cummaxIndices.ts';
import { cumminIndices as cumminKernel } from '../../kernels/scan/cumminIndices.ts';
import { rowsAlong } from '../reduce/fold.ts';
import type { AxisParams } from './cumulative.ts';

/** Where the largest number up to here stands along one axis, as int32; same shape. No gradient. */
export const cummaxIndices = indices('cummaxIndices', cummaxKernel);

/** Where the smallest number up to here stands along one axis, as int32; same shape. No gradient. */
export const cumminIndices = indices('cumminIndices', cumminKernel);

function indices(name: string, kernel: Kernel<ReduceSizes>): Operation<AxisParams> {
  return {
    name,
    forward(run, [input], { axis }) {
      const { shape } = input;
      return { output: run(kernel, [input], { sizes: rowsAlong(shape, axis), shape, dtype: 'int32' }), saved: {} };
    },
  };
}

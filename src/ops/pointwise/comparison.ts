import type { Operation } from '../../autograd/operation.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import * as kernels from '../../kernels/pointwise/comparison.ts';

type Scalars = readonly number[];

/** An operation whose output is bool: the path of the gradient ends there. The params are the kernel's scalars. */
function comparison(kernel: Kernel<object>): Operation<Scalars> {
  return {
    name: kernel.name,
    forward(run, inputs, scalars) {
      return { output: run(kernel, inputs, { sizes: {}, scalars, shape: inputs[0].shape, dtype: 'bool' }), saved: {} };
    },
  };
}

export const eq = comparison(kernels.eq);
export const ne = comparison(kernels.ne);
export const lt = comparison(kernels.lt);
export const le = comparison(kernels.le);
export const isclose = comparison(kernels.isclose);
export const isnan = comparison(kernels.isnan);
export const isinf = comparison(kernels.isinf);
export const isfinite = comparison(kernels.isfinite);
export const logicalAnd = comparison(kernels.logicalAnd);
export const logicalOr = comparison(kernels.logicalOr);
export const logicalXor = comparison(kernels.logicalXor);
export const logicalNot = comparison(kernels.logicalNot);

import * as kernels from '../../kernels/pointwise/arithmetic.ts';
import { scale } from '../../kernels/pointwise/scale.ts';
import { neg as negKernel } from '../../kernels/pointwise/signs.ts';
import { pointwiseOperation } from './pointwiseOperation.ts';

// Kernels and gradients of two operands, as `mul.ts` writes them out. The kernels' comments have the formulas.

/** a − b. */
export const sub = pointwiseOperation('sub', kernels.sub, ['same', negKernel]);

/** a / b. */
export const div = pointwiseOperation('div', kernels.div, [
  { kernel: kernels.div, reads: ['b'] },
  kernels.divGradDivisor,
]);

/** ⌊a / b⌋: steps. */
export const divFloor = pointwiseOperation('divFloor', kernels.divFloor, ['zero', 'zero']);

/** a / b with the fraction cut off: steps. */
export const divTrunc = pointwiseOperation('divTrunc', kernels.divTrunc, ['zero', 'zero']);

/** The remainder with the sign of a. */
export const fmod = pointwiseOperation('fmod', kernels.fmod, ['same', kernels.fmodGradDivisor]);

/** The remainder with the sign of b. */
export const remainder = pointwiseOperation('remainder', kernels.remainder, ['same', kernels.remainderGradDivisor]);

/** x + value, a number. */
export const addScalar = pointwiseOperation<'value'>('add', kernels.addScalar, ['same']);

/** x · factor / divisor, two numbers. It is linear: the gradient is scaled alike. */
export const mulScalar = pointwiseOperation<'factor' | 'divisor'>('mul', scale, [scale]);

/** x · factor / divisor; the same as `mulScalar` under the name that the tape shows for a division. */
export const divScalar = pointwiseOperation<'factor' | 'divisor'>('div', scale, [scale]);

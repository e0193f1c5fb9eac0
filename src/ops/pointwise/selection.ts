import { mul } from '../../kernels/pointwise/mul.ts';
import * as kernels from '../../kernels/pointwise/selection.ts';
import { pointwiseOperation } from './pointwiseOperation.ts';

/** a where the condition is true, else b. Inputs: condition (bool), a, b. */
export const where = pointwiseOperation('where', kernels.where, [
  undefined,
  kernels.whereGradTrue,
  kernels.whereGradFalse,
]);

/** The larger of a and b. */
export const maximum = pointwiseOperation('maximum', kernels.maximum, [
  { kernel: kernels.maximumGrad, reads: ['a', 'b'] },
  { kernel: kernels.maximumGrad, reads: ['b', 'a'] },
]);

/** The smaller of a and b. */
export const minimum = pointwiseOperation('minimum', kernels.minimum, [
  { kernel: kernels.minimumGrad, reads: ['a', 'b'] },
  { kernel: kernels.minimumGrad, reads: ['b', 'a'] },
]);

/** x held between two numbers. */
export const clamp = pointwiseOperation<'low' | 'high'>('clamp', kernels.clamp, [kernels.clampGrad]);

/** x held between two bounds of its shape. Inputs: x, low, high. */
export const clampBetween = pointwiseOperation('clampBetween', kernels.clampBetween, [
  kernels.clampBetweenGradInput,
  kernels.clampBetweenGradLow,
  kernels.clampBetweenGradHigh,
]);

/** start + weight·(end − start). Inputs: start, end, weight. */
export const lerp = pointwiseOperation('lerp', kernels.lerp, [
  kernels.lerpGradStart,
  { kernel: mul, reads: ['weight'] },
  kernels.lerpGradWeight,
]);

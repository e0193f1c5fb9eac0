import { div } from '../../kernels/pointwise/arithmetic.ts';
import * as kernels from '../../kernels/pointwise/exponentials.ts';
import { mul } from '../../kernels/pointwise/mul.ts';
import { pointwiseOperation } from './pointwiseOperation.ts';

/** eˣ, its own derivative. */
export const exp = pointwiseOperation('exp', kernels.exp, [{ kernel: mul, reads: ['output'] }]);

/** 2ˣ. */
export const exp2 = pointwiseOperation('exp2', kernels.exp2, [kernels.exp2Grad]);

/** eˣ − 1. */
export const expm1 = pointwiseOperation('expm1', kernels.expm1, [kernels.expm1Grad]);

/** The natural logarithm; its derivative is 1/x. */
export const log = pointwiseOperation('log', kernels.log, [{ kernel: div, reads: ['input'] }]);

/** The logarithm to base 2. */
export const log2 = pointwiseOperation('log2', kernels.log2, [kernels.log2Grad]);

/** The logarithm to base 10. */
export const log10 = pointwiseOperation('log10', kernels.log10, [kernels.log10Grad]);

/** log(1 + x). */
export const log1p = pointwiseOperation('log1p', kernels.log1p, [kernels.log1pGrad]);

/** a·log b, 0 where a is 0. */
export const xlogy = pointwiseOperation('xlogy', kernels.xlogy, [kernels.xlogyGradFactor, kernels.xlogyGradArgument]);

/** log(eᵃ + eᵇ). */
export const logaddexp = pointwiseOperation('logaddexp', kernels.logaddexp, [
  { kernel: kernels.logaddexpGrad, reads: ['a', 'b'] },
  { kernel: kernels.logaddexpGrad, reads: ['b', 'a'] },
]);

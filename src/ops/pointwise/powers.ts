import * as kernels from '../../kernels/pointwise/powers.ts';
import { pointwiseOperation } from './pointwiseOperation.ts';

/** a to the power of b. */
export const pow = pointwiseOperation('pow', kernels.pow, [kernels.powGradBase, kernels.powGradExponent]);

/** x to the power of a number. */
export const powScalar = pointwiseOperation<'exponent'>('pow', kernels.powScalar, [kernels.powScalarGrad]);

/** x². */
export const square = pointwiseOperation('square', kernels.square, [kernels.squareGrad]);

/** √x. */
export const sqrt = pointwiseOperation('sqrt', kernels.sqrt, [kernels.sqrtGrad]);

/** 1 / √x. */
export const rsqrt = pointwiseOperation('rsqrt', kernels.rsqrt, [kernels.rsqrtGrad]);

/** 1 / x. */
export const reciprocal = pointwiseOperation('reciprocal', kernels.reciprocal, [kernels.reciprocalGrad]);

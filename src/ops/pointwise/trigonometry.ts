import * as hyperbolic from '../../kernels/pointwise/hyperbolic.ts';
import * as circular from '../../kernels/pointwise/trigonometry.ts';
import { pointwiseOperation } from './pointwiseOperation.ts';

// Circular functions and their inverses; hyperbolic ones and theirs. The kernels' comments have the derivatives.

export const sin = pointwiseOperation('sin', circular.sin, [circular.sinGrad]);
export const cos = pointwiseOperation('cos', circular.cos, [circular.cosGrad]);
export const tan = pointwiseOperation('tan', circular.tan, [circular.tanGrad]);
export const asin = pointwiseOperation('asin', circular.asin, [circular.asinGrad]);
export const acos = pointwiseOperation('acos', circular.acos, [circular.acosGrad]);
export const atan = pointwiseOperation('atan', circular.atan, [circular.atanGrad]);
export const atan2 = pointwiseOperation('atan2', circular.atan2, [circular.atan2GradUp, circular.atan2GradRight]);
export const sinc = pointwiseOperation('sinc', circular.sinc, [circular.sincGrad]);

/** √(a² + b²). */
export const hypot = pointwiseOperation('hypot', circular.hypot, [
  { kernel: circular.hypotGrad, reads: ['a', 'output'] },
  { kernel: circular.hypotGrad, reads: ['b', 'output'] },
]);

export const sinh = pointwiseOperation('sinh', hyperbolic.sinh, [hyperbolic.sinhGrad]);
export const cosh = pointwiseOperation('cosh', hyperbolic.cosh, [hyperbolic.coshGrad]);
export const tanh = pointwiseOperation('tanh', hyperbolic.tanh, [hyperbolic.tanhGrad]);
export const asinh = pointwiseOperation('asinh', hyperbolic.asinh, [hyperbolic.asinhGrad]);
export const acosh = pointwiseOperation('acosh', hyperbolic.acosh, [hyperbolic.acoshGrad]);
export const atanh = pointwiseOperation('atanh', hyperbolic.atanh, [hyperbolic.atanhGrad]);

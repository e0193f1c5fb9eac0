import * as rectifiers from '../../kernels/pointwise/rectifiers.ts';
import { clamp } from '../../kernels/pointwise/selection.ts';
import * as sigmoids from '../../kernels/pointwise/sigmoids.ts';
import { pointwiseOperation } from './pointwiseOperation.ts';

// Activations, beside `relu.ts` and tanh in `trigonometry.ts`. The kernels' comments have formulas and derivatives.

export const leakyRelu = pointwiseOperation<'slope'>('leakyRelu', rectifiers.leakyRelu, [rectifiers.leakyReluGrad]);
export const prelu = pointwiseOperation('prelu', rectifiers.prelu, [
  rectifiers.preluGradInput,
  rectifiers.preluGradWeight,
]);

type EluScalar = 'alpha' | 'scale' | 'steepness';

export const elu = pointwiseOperation<EluScalar>('elu', rectifiers.elu, [rectifiers.eluGrad]);
export const selu = pointwiseOperation<EluScalar>('selu', rectifiers.elu, [rectifiers.eluGrad]);
export const celu = pointwiseOperation<EluScalar>('celu', rectifiers.elu, [rectifiers.eluGrad]);

/** `clamp` but for its gradient, which is 0 on the bounds. */
export const hardtanh = pointwiseOperation<'low' | 'high'>('hardtanh', clamp, [rectifiers.hardtanhGrad]);
export const threshold = pointwiseOperation<'edge' | 'value'>('threshold', rectifiers.threshold, [
  rectifiers.thresholdGrad,
]);
export const hardshrink = pointwiseOperation<'lambda'>('hardshrink', rectifiers.hardshrink, [rectifiers.shrinkGrad]);
export const softshrink = pointwiseOperation<'lambda'>('softshrink', rectifiers.softshrink, [rectifiers.shrinkGrad]);
export const hardsigmoid = pointwiseOperation('hardsigmoid', rectifiers.hardsigmoid, [rectifiers.hardsigmoidGrad]);
export const hardswish = pointwiseOperation('hardswish', rectifiers.hardswish, [rectifiers.hardswishGrad]);

export const sigmoid = pointwiseOperation('sigmoid', sigmoids.sigmoid, [sigmoids.sigmoidGrad]);
export const logit = pointwiseOperation('logit', sigmoids.logit, [sigmoids.logitGrad]);
export const logSigmoid = pointwiseOperation('logSigmoid', sigmoids.logSigmoid, [sigmoids.logSigmoidGrad]);
export const silu = pointwiseOperation('silu', sigmoids.silu, [sigmoids.siluGrad]);
export const mish = pointwiseOperation('mish', sigmoids.mish, [sigmoids.mishGrad]);
export const softplus = pointwiseOperation<'beta' | 'limit'>('softplus', sigmoids.softplus, [sigmoids.softplusGrad]);
export const softsign = pointwiseOperation('softsign', sigmoids.softsign, [sigmoids.softsignGrad]);
export const gelu = pointwiseOperation('gelu', sigmoids.gelu, [sigmoids.geluGrad]);
export const geluTanh = pointwiseOperation('gelu', sigmoids.geluTanh, [sigmoids.geluTanhGrad]);

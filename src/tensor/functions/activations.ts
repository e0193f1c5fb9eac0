import { ArgumentError, ShapeError } from '../../errors.ts';
import * as operations from '../../ops/pointwise/activations.ts';
import { relu as reluOperation } from '../../ops/pointwise/relu.ts';
import { tanh as tanhOperation } from '../../ops/pointwise/trigonometry.ts';
import { checkOptions } from '../../options.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axisOf, requireFloating } from './arguments.ts';
import { expandTo, toFloating } from './common.ts';
import { narrow } from './cut.ts';
import { reshape } from './move.ts';
import { mul, sub } from './pointwise.ts';

// Rectifiers: made of straight pieces ---------------------------------------------------------------------------------

/** max(x, 0) of every element. The gradient at 0 is 0. */
export function relu(input: Tensor): Tensor {
  return apply(reluOperation, [input], {});
}

/** x between 0 and 6, and no further. The gradient on both bounds is 0. */
export function relu6(input: Tensor): Tensor {
  return apply(operations.hardtanh, [input], { low: 0, high: 6 });
}

/** x above 0, `negativeSlope`·x below. The gradient at 0 is the slope. */
export function leakyRelu(input: Tensor, options: { readonly negativeSlope?: number } = {}): Tensor {
  checkOptions('leakyRelu', options, ['negativeSlope']);
  const { negativeSlope = 0.01 } = options;
  return apply(operations.leakyRelu, [toFloating(input)], { slope: negativeSlope });
}

/**
 * x above 0, weight·x below.
 *
 *   input   [batch, channels, …], or [channels]
 *   weight  [1] for all, or [channels]
 *
 * @throws ShapeError if weight has another shape.
 */
export function prelu(input: Tensor, weight: Tensor): Tensor {
  const axis = input.ndim > 1 ? 1 : 0;
  const channels = input.shape[axis] ?? 1;
  if (weight.ndim > 1 || (weight.numel !== 1 && weight.numel !== channels)) {
    const rule = `weight must hold one number, or one for each of the input's ${channels} channels`;
    throw new ShapeError('prelu', rule, { input: input.shape, weight: weight.shape });
  }
  const alongChannels = input.shape.map((_, i) => (i === axis ? weight.numel : 1));
  return apply(operations.prelu, [input, expandTo(reshape(weight, alongChannels), input.shape)], {});
}

/** x between the bounds, and no further. The gradient on a bound is 0. @throws ArgumentError if minVal > maxVal. */
export function hardtanh(input: Tensor, options: { readonly minVal?: number; readonly maxVal?: number } = {}): Tensor {
  checkOptions('hardtanh', options, ['minVal', 'maxVal']);
  const { minVal = -1, maxVal = 1 } = options;
  if (!(minVal <= maxVal)) {
    throw new ArgumentError('hardtanh', `minVal must not be above maxVal, but they are ${minVal} and ${maxVal}`);
  }
  return apply(operations.hardtanh, [input], { low: minVal, high: maxVal });
}

/** x above `threshold`, else `value`. */
export function threshold(input: Tensor, threshold: number, value: number): Tensor {
  return apply(operations.threshold, [input], { edge: threshold, value });
}

/** x, but 0 within ±lambda. */
export function hardshrink(input: Tensor, options: { readonly lambda?: number } = {}): Tensor {
  checkOptions('hardshrink', options, ['lambda']);
  const { lambda = 0.5 } = options;
  return apply(operations.hardshrink, [toFloating(input)], { lambda });
}

/** x moved towards 0 by lambda, and 0 where it would get past. @throws ArgumentError for a negative lambda. */
export function softshrink(input: Tensor, options: { readonly lambda?: number } = {}): Tensor {
  checkOptions('softshrink', options, ['lambda']);
  const { lambda = 0.5 } = options;
  if (!(lambda >= 0)) throw new ArgumentError('softshrink', `lambda must be at least 0, but is ${lambda}`);
  return apply(operations.softshrink, [toFloating(input)], { lambda });
}

/** x/6 + ½, held between 0 and 1. */
export function hardsigmoid(input: Tensor): Tensor {
  return apply(operations.hardsigmoid, [toFloating(input)], {});
}

/** x·hardsigmoid(x). */
export function hardswish(input: Tensor): Tensor {
  return apply(operations.hardswish, [toFloating(input)], {});
}

// Exponential linear units --------------------------------------------------------------------------------------------

/** x above 0, alpha·(eˣ − 1) below. */
export function elu(input: Tensor, options: { readonly alpha?: number } = {}): Tensor {
  checkOptions('elu', options, ['alpha']);
  const { alpha = 1 } = options;
  return apply(operations.elu, [toFloating(input)], { alpha, scale: 1, steepness: 1 });
}

/**
 * elu with the alpha and the scale at which activations keep mean 0 and variance 1 from layer to layer.
 *
 * Source: Klambauer et al., "Self-Normalizing Neural Networks" (2017), relationship 14.
 */
export function selu(input: Tensor): Tensor {
  const params = { alpha: 1.6732632423543772, scale: 1.0507009873554805, steepness: 1 };
  return apply(operations.selu, [toFloating(input)], params);
}

/** x above 0, alpha·(e^(x/alpha) − 1) below: no kink at 0, whatever alpha. @throws ArgumentError for alpha 0. */
export function celu(input: Tensor, options: { readonly alpha?: number } = {}): Tensor {
  checkOptions('celu', options, ['alpha']);
  const { alpha = 1 } = options;
  if (alpha === 0) throw new ArgumentError('celu', 'alpha must not be 0, because x is divided by it');
  return apply(operations.celu, [toFloating(input)], { alpha, scale: 1, steepness: 1 / alpha });
}

// Smooth ones ---------------------------------------------------------------------------------------------------------

/** 1 / (1 + e⁻ˣ): from 0 to 1. */
export function sigmoid(input: Tensor): Tensor {
  return apply(operations.sigmoid, [toFloating(input)], {});
}

/** (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ): from −1 to 1. */
export function tanh(input: Tensor): Tensor {
  return apply(tanhOperation, [toFloating(input)], {});
}

/** log(sigmoid(x)), which does not underflow. */
export function logSigmoid(input: Tensor): Tensor {
  return apply(operations.logSigmoid, [toFloating(input)], {});
}

/** x·Φ(x), Φ the normal distribution's cumulative function; 'tanh' takes the approximation of the paper. */
export function gelu(input: Tensor, options: { readonly approximate?: 'none' | 'tanh' } = {}): Tensor {
  checkOptions('gelu', options, ['approximate']);
  const { approximate = 'none' } = options;
  if (approximate !== 'none' && approximate !== 'tanh') {
    throw new ArgumentError('gelu', `approximate must be 'none' or 'tanh', but is '${String(approximate)}'`);
  }
  return apply(approximate === 'none' ? operations.gelu : operations.geluTanh, [toFloating(input)], {});
}

/** x·sigmoid(x), also called swish. */
export function silu(input: Tensor): Tensor {
  return apply(operations.silu, [toFloating(input)], {});
}

/** x·tanh(softplus(x)). */
export function mish(input: Tensor): Tensor {
  return apply(operations.mish, [toFloating(input)], {});
}

/** log(1 + e^(beta·x)) / beta, a smooth relu; x itself where beta·x is above `threshold` and the two agree. */
export function softplus(input: Tensor, options: { readonly beta?: number; readonly threshold?: number } = {}): Tensor {
  checkOptions('softplus', options, ['beta', 'threshold']);
  const { beta = 1, threshold: limit = 20 } = options;
  return apply(operations.softplus, [toFloating(input)], { beta, limit });
}

/** x / (1 + |x|). */
export function softsign(input: Tensor): Tensor {
  return apply(operations.softsign, [toFloating(input)], {});
}

/** x − tanh(x). */
export function tanhshrink(input: Tensor): Tensor {
  requireFloating('tanhshrink', 'input', input);
  return sub(input, tanh(input));
}

// Gates ---------------------------------------------------------------------------------------------------------------

/**
 * The first half along an axis, let through by the sigmoid of the second half.
 *
 * Source: Dauphin et al., "Language Modeling with Gated Convolutional Networks" (2017).
 *
 * @throws ShapeError if the axis cannot be halved.
 */
export function glu(input: Tensor, dim = -1): Tensor {
  const axis = axisOf('glu', dim, input);
  const half = (input.shape[axis] ?? 1) / 2;
  if (!Number.isInteger(half)) {
    const rule = `axis ${axis} must have an even size, to be cut in halves, but has ${2 * half}`;
    throw new ShapeError('glu', rule, { input: input.shape });
  }
  return mul(narrow(input, axis, 0, half), sigmoid(narrow(input, axis, half, half)));
}

import type { Operation } from '../../autograd/operation.ts';
import { isFloating } from '../../dtype.ts';
import { ArgumentError, DTypeError } from '../../errors.ts';
import { logit as logitOperation } from '../../ops/pointwise/activations.ts';
import * as exponentials from '../../ops/pointwise/exponentials.ts';
import * as powers from '../../ops/pointwise/powers.ts';
import * as trigonometry from '../../ops/pointwise/trigonometry.ts';
import * as unary from '../../ops/pointwise/unary.ts';
import { checkOptions } from '../../options.ts';
import { apply, type Tensor } from '../tensor.ts';
import { clamp } from './choice.ts';
import { toDType, toFloating } from './common.ts';
import { div, mul } from './pointwise.ts';

/** A function of one tensor. */
type UnaryFunction = (input: Tensor) => Tensor;

/** A function of real numbers: integers become float32 first. */
function ofReals(operation: Operation<object>): UnaryFunction {
  return (input) => apply(operation, [toFloating(input)], {});
}

/** A function that leaves integers as they are. */
function ofFractions(operation: Operation<object>): UnaryFunction {
  return (input) => (isFloating(input.dtype) ? apply(operation, [input], {}) : input);
}

// Signs ---------------------------------------------------------------------------------------------------------------

/** −x. @throws DTypeError on bool; see logicalNot. */
export function neg(input: Tensor): Tensor {
  if (input.dtype === 'bool') throw new DTypeError('neg', 'bool has no negative. Use logicalNot().');
  return apply(unary.neg, [input], {});
}

/** |x|. The gradient at 0 is 0. */
export function abs(input: Tensor): Tensor {
  return apply(unary.abs, [input], {});
}

/** −1, 0 or 1. NaN has the sign 0. */
export function sign(input: Tensor): Tensor {
  return apply(unary.sign, [input], {});
}

// Powers --------------------------------------------------------------------------------------------------------------

/** x². bool is squared as int32. */
export function square(input: Tensor): Tensor {
  return apply(powers.square, [input.dtype === 'bool' ? toDType(input, 'int32') : input], {});
}

/** √x; NaN below 0. */
export const sqrt = ofReals(powers.sqrt);

/** 1 / √x. */
export const rsqrt = ofReals(powers.rsqrt);

/** 1 / x. */
export const reciprocal = ofReals(powers.reciprocal);

// Exponentials and logarithms -----------------------------------------------------------------------------------------

/** eˣ. */
export const exp = ofReals(exponentials.exp);

/** 2ˣ. */
export const exp2 = ofReals(exponentials.exp2);

/** eˣ − 1, exact near 0. */
export const expm1 = ofReals(exponentials.expm1);

/** The natural logarithm: −∞ at 0, NaN below. */
export const log = ofReals(exponentials.log);

/** The logarithm to base 2. */
export const log2 = ofReals(exponentials.log2);

/** The logarithm to base 10. */
export const log10 = ofReals(exponentials.log10);

/** log(1 + x), exact near 0. */
export const log1p = ofReals(exponentials.log1p);

/**
 * log(x / (1 − x)), the inverse of sigmoid. With `eps`, x is clamped to [eps, 1 − eps] first.
 *
 * @throws ArgumentError unless eps lies in [0, ½].
 */
export function logit(input: Tensor, options: { readonly eps?: number | undefined } = {}): Tensor {
  checkOptions('logit', options, ['eps']);
  const { eps } = options;
  if (eps !== undefined && !(eps >= 0 && eps <= 0.5)) {
    throw new ArgumentError('logit', `eps must lie between 0 and 0.5, but is ${eps}`);
  }
  const x = toFloating(input);
  return apply(logitOperation, [eps === undefined ? x : clamp(x, eps, 1 - eps)], {});
}

// Circular and hyperbolic functions -----------------------------------------------------------------------------------

/** sin x, of radians. */
export const sin = ofReals(trigonometry.sin);

/** cos x, of radians. */
export const cos = ofReals(trigonometry.cos);

/** tan x, of radians. */
export const tan = ofReals(trigonometry.tan);

/** The angle in [−π/2, π/2] whose sine is x; NaN beyond ±1. */
export const asin = ofReals(trigonometry.asin);

/** The angle in [0, π] whose cosine is x; NaN beyond ±1. */
export const acos = ofReals(trigonometry.acos);

/** The angle in [−π/2, π/2] whose tangent is x. */
export const atan = ofReals(trigonometry.atan);

/** (eˣ − e⁻ˣ) / 2. */
export const sinh = ofReals(trigonometry.sinh);

/** (eˣ + e⁻ˣ) / 2. */
export const cosh = ofReals(trigonometry.cosh);

/** The inverse of sinh. */
export const asinh = ofReals(trigonometry.asinh);

/** The inverse of cosh; NaN below 1. */
export const acosh = ofReals(trigonometry.acosh);

/** The inverse of tanh; ±∞ at ±1, NaN beyond. */
export const atanh = ofReals(trigonometry.atanh);

/** sin(πx) / πx, and 1 at 0. */
export const sinc = ofReals(trigonometry.sinc);

/** Degrees as radians. */
export function deg2rad(input: Tensor): Tensor {
  return mul(toFloating(input), Math.PI / 180);
}

/** Radians as degrees. */
export function rad2deg(input: Tensor): Tensor {
  return mul(toFloating(input), 180 / Math.PI);
}

// The error function --------------------------------------------------------------------------------------------------

/** 2/√π · ∫ e^(−t²) dt from 0 to x. */
export const erf = ofReals(unary.erf);

/** 1 − erf x, exact where that is tiny. */
export const erfc = ofReals(unary.erfc);

// Rounding ------------------------------------------------------------------------------------------------------------

/** ⌊x⌋. */
export const floor = ofFractions(unary.floor);

/** ⌈x⌉. */
export const ceil = ofFractions(unary.ceil);

/** x without its fraction. */
export const trunc = ofFractions(unary.trunc);

/** The fraction of x, with its sign. @throws DTypeError on integers, which have none. */
export function frac(input: Tensor): Tensor {
  if (!isFloating(input.dtype)) throw new DTypeError('frac', `${input.dtype} has no fractions`);
  return apply(unary.frac, [input], {});
}

/**
 * The nearest integer, or the nearest multiple of 10^(−decimals). A half goes to the even neighbour: 0.5 to 0, 1.5 to 2.
 */
export function round(input: Tensor, options: { readonly decimals?: number } = {}): Tensor {
  checkOptions('round', options, ['decimals']);
  const { decimals = 0 } = options;
  if (!isFloating(input.dtype)) return input;
  if (decimals === 0) return apply(unary.round, [input], {});
  // Scaled by whole powers of ten, which are exact, and not by their inverses, which are not.
  return decimals > 0
    ? div(apply(unary.round, [mul(input, 10 ** decimals)], {}), 10 ** decimals)
    : mul(apply(unary.round, [div(input, 10 ** -decimals)], {}), 10 ** -decimals);
}

import { isFloating, promote } from '../../dtype.ts';
import { ArgumentError, DTypeError } from '../../errors.ts';
import { add as addOperation } from '../../ops/pointwise/add.ts';
import * as arithmetic from '../../ops/pointwise/arithmetic.ts';
import * as exponentials from '../../ops/pointwise/exponentials.ts';
import { mul as mulOperation } from '../../ops/pointwise/mul.ts';
import * as powers from '../../ops/pointwise/powers.ts';
import * as trigonometry from '../../ops/pointwise/trigonometry.ts';
import { checkOptions } from '../../options.ts';
import { apply, type Tensor } from '../tensor.ts';
import { requireNumber } from './arguments.ts';
import { dtypeOfNumber, type Operand, toDType, toFloating, together } from './common.ts';

// Operations of two operands. Shapes broadcast, and dtypes meet at the wider of the two; the second operand may be a
// number, which takes the tensor's dtype (a fraction beside integers makes both float32).

/** How `add` and `sub` weigh their second operand. */
export interface AlphaOptions {
  /** The second operand is multiplied by it first. Default: 1. */
  readonly alpha?: number;
}

/** input + alpha·other, broadcast. bool and bool is "or". */
export function add(input: Tensor, other: Operand, options: AlphaOptions = {}): Tensor {
  const scaled = weighted('add', other, options);
  return typeof scaled === 'number'
    ? apply(arithmetic.addScalar, [besideNumber('add', input, scaled)], { value: scaled })
    : apply(addOperation, together('add', input, scaled), {});
}

/** input − alpha·other, broadcast. @throws DTypeError on two bools; see logicalXor. */
export function sub(input: Tensor, other: Operand, options: AlphaOptions = {}): Tensor {
  const scaled = weighted('sub', other, options);
  if (typeof scaled === 'number') {
    return apply(arithmetic.addScalar, [besideNumber('sub', input, scaled)], { value: -scaled });
  }
  const [a, b] = together('sub', input, scaled);
  if (a.dtype === 'bool') {
    throw new DTypeError('sub', 'bool cannot be subtracted from bool. Use logicalXor(), or .to() another dtype first.');
  }
  return apply(arithmetic.sub, [a, b], {});
}

/** other − alpha·input, broadcast: `sub` the other way round. */
export function rsub(input: Tensor, other: Operand, options: AlphaOptions = {}): Tensor {
  if (typeof other !== 'number') return sub(other, input, options);
  return add(mul(weighted('rsub', input, options), -1), other);
}

/** input · other, element by element, broadcast. bool and bool is "and". */
export function mul(input: Tensor, other: Operand): Tensor {
  return typeof other === 'number'
    ? apply(arithmetic.mulScalar, [besideNumber('mul', input, other)], { factor: other, divisor: 1 })
    : apply(mulOperation, together('mul', input, other), {});
}

/** What `div` does with the fraction. */
export interface DivOptions {
  /** 'floor' rounds down and 'trunc' cuts the fraction off; without it, integers are divided as float32. */
  readonly roundingMode?: 'floor' | 'trunc';
}

/**
 * input / other, broadcast. Division by 0 gives ±∞ or NaN; with a rounding mode, integers divided by 0 give 0.
 *
 * @throws ArgumentError for another rounding mode.
 */
export function div(input: Tensor, other: Operand, options: DivOptions = {}): Tensor {
  checkOptions('div', options, ['roundingMode']);
  const { roundingMode } = options;
  if (roundingMode !== undefined && roundingMode !== 'floor' && roundingMode !== 'trunc') {
    throw new ArgumentError('div', `roundingMode must be 'floor', 'trunc' or left out, but is '${roundingMode}'`);
  }
  if (roundingMode !== undefined) {
    const operation = roundingMode === 'floor' ? arithmetic.divFloor : arithmetic.divTrunc;
    return apply(operation, together('div', input, other), {});
  }
  return typeof other === 'number'
    ? apply(arithmetic.divScalar, [toFloating(input)], { factor: 1, divisor: other })
    : apply(arithmetic.div, together('div', toFloating(input), other), {});
}

/** ⌊input / other⌋, broadcast. */
export function floorDivide(input: Tensor, other: Operand): Tensor {
  return div(input, other, { roundingMode: 'floor' });
}

/** What remains of the division, with the sign of input, broadcast. */
export function fmod(input: Tensor, other: Operand): Tensor {
  return apply(arithmetic.fmod, together('fmod', input, other), {});
}

/** What remains of the division rounded down, with the sign of other, broadcast. */
export function remainder(input: Tensor, other: Operand): Tensor {
  return apply(arithmetic.remainder, together('remainder', input, other), {});
}

/**
 * input to the power of other, broadcast. 0⁰ is 1; a negative base with a fraction as exponent is NaN.
 *
 * @throws ArgumentError for integers to the power of a negative number: reciprocals are no integers.
 */
export function pow(input: Tensor, other: Operand): Tensor {
  if (!isFloating(input.dtype) && typeof other === 'number' && other < 0 && Number.isInteger(other)) {
    throw new ArgumentError('pow', `${input.dtype} to the power of ${other} is no integer. Use .float() first.`);
  }
  return typeof other === 'number'
    ? apply(powers.powScalar, [besideNumber('pow', input, other)], { exponent: other })
    : apply(powers.pow, together('pow', input, other), {});
}

/** The angle in [−π, π] of the point that lies `other` to the right and `input` up, broadcast. */
export function atan2(input: Tensor, other: Operand): Tensor {
  return apply(trigonometry.atan2, together('atan2', toFloating(input), other), {});
}

/** √(input² + other²), broadcast; it does not overflow where the squares would. */
export function hypot(input: Tensor, other: Operand): Tensor {
  return apply(trigonometry.hypot, together('hypot', toFloating(input), other), {});
}

/** log(e^input + e^other), broadcast; it does not overflow. */
export function logaddexp(input: Tensor, other: Operand): Tensor {
  return apply(exponentials.logaddexp, together('logaddexp', toFloating(input), other), {});
}

/** log₂(2^input + 2^other), broadcast. */
export function logaddexp2(input: Tensor, other: Operand): Tensor {
  const scaled = typeof other === 'number' ? other * Math.LN2 : mul(toFloating(other), Math.LN2);
  return div(logaddexp(mul(toFloating(input), Math.LN2), scaled), Math.LN2);
}

/** input · log(other), broadcast; 0 where input is 0, even if the logarithm is infinite. */
export function xlogy(input: Tensor, other: Operand): Tensor {
  return apply(exponentials.xlogy, together('xlogy', toFloating(input), other), {});
}

/** How much of the product or quotient is added. */
export interface ValueOptions {
  /** Default: 1. */
  readonly value?: number;
}

/** input + value·tensor1·tensor2, broadcast. */
export function addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, options: ValueOptions = {}): Tensor {
  checkOptions('addcmul', options, ['value']);
  return add(input, mul(tensor1, tensor2), { alpha: options.value ?? 1 });
}

/** input + value·tensor1/tensor2, broadcast. */
export function addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, options: ValueOptions = {}): Tensor {
  checkOptions('addcdiv', options, ['value']);
  return add(input, div(tensor1, tensor2), { alpha: options.value ?? 1 });
}

/** alpha·other; `other` itself where alpha is 1. */
function weighted<Value extends Operand>(operation: string, other: Value, options: AlphaOptions): Value;
function weighted(operation: string, other: Operand, options: AlphaOptions): Operand {
  checkOptions(operation, options, ['alpha']);
  const { alpha = 1 } = options;
  requireNumber(operation, 'alpha', alpha);
  if (alpha === 1) return other;
  return typeof other === 'number' ? alpha * other : mul(other, alpha);
}

/** The tensor in the dtype that it has together with a number. */
function besideNumber(operation: string, input: Tensor, value: number): Tensor {
  return isFloating(input.dtype) ? input : toDType(input, promote(input.dtype, dtypeOfNumber(operation, value, input)));
}

import { isNotANumber } from '../helpers.ts';

/** The larger of two numbers; NaN if either is. (`Math.max` forgets NaN on some devices.) */
export function larger(left: number, right: number): number {
  return left > right || isNotANumber(left) > 0 ? left : right;
}

/** The smaller of two numbers; NaN if either is. */
export function smaller(left: number, right: number): number {
  return left < right || isNotANumber(left) > 0 ? left : right;
}

/** −1, 0 or 1. NaN has the sign 0, as in PyTorch. */
export function signOf(value: number): number {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

/** 0 for 0 and −0, and 1 for everything else, NaN too: a number read as a truth value. */
export function truth(value: number): number {
  return value >= 0 && value <= 0 ? 0 : 1;
}

/** base to the power of exponent, by the rules of C's `pow`: `Math.pow` calls 1^NaN and (±1)^∞ NaN. */
export function power(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (base === -1 && (exponent === Infinity || exponent === -Infinity)) return 1;
  return Math.pow(base, exponent);
}

/** The remainder with the dividend's sign. (`%` is NaN beside an infinite divisor on some devices.) */
export function cutRemainder(dividend: number, divisor: number): number {
  return Math.abs(divisor) === Infinity && Math.abs(dividend) < Infinity ? dividend : dividend % divisor;
}

/**
 * The quotient rounded down. Not ⌊a / b⌋, because the rounded quotient may reach an integer that the true one does not:
 * 1 / 0.1 is 10, but 0.1 is a little more than a tenth and goes only 9 times into 1.
 */
export function flooredQuotient(dividend: number, divisor: number): number {
  if (divisor === 0) return dividend / divisor;
  const rest = cutRemainder(dividend, divisor);
  const whole = Math.floor((dividend - rest) / divisor + 0.5);
  return areOpposite(rest, divisor) > 0 ? whole - 1 : whole;
}

/** The remainder with the divisor's sign: what is left of ⌊a / b⌋ whole divisors. */
export function flooredRemainder(dividend: number, divisor: number): number {
  const rest = cutRemainder(dividend, divisor);
  return areOpposite(rest, divisor) > 0 ? rest + divisor : rest;
}

/** 1 if one number is positive and the other negative, else 0. */
export function areOpposite(left: number, right: number): number {
  return (left < 0 && right > 0) || (left > 0 && right < 0) ? 1 : 0;
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoidOf(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * The complementary error function, 2/√π · ∫ e^(−t²) dt from x to ∞, to within rounding of 1 everywhere.
 *
 * Source: Abramowitz & Stegun, "Handbook of Mathematical Functions" (1964), 7.1.6 and 7.1.14.
 */
export function erfcOf(x: number): number {
  const distance = Math.abs(x);
  if (distance < 2) return 1 - erfSeries(x);
  // Beyond 2 the continued fraction e^(−x²)/√π / (x + ½/(x + 1/(x + 1½/(x + …)))), from its 50th level outwards.
  let fraction = distance;
  for (let level = 50; level > 0; level--) {
    fraction = distance + level / 2 / fraction;
  }
  const tail = 0.5641895835477563 / fraction; // 1/√π
  const upper = distance > 30 ? 0 : Math.exp(-distance * distance) * tail;
  return x < 0 ? 2 - upper : distance >= 0 ? upper : x;
}

/** The error function within (−2, 2): 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5⋯(2n+1)), in which nothing cancels. */
export function erfSeries(x: number): number {
  let term = x;
  let total = x;
  for (let n = 1; n < 36; n++) {
    term = (term * 2 * x * x) / (2 * n + 1);
    total += term;
  }
  return 1.1283791670955126 * Math.exp(-x * x) * total; // 2/√π
}

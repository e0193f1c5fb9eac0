import type { FlatArray, Position } from '../kernel.ts';
import { areOpposite, cutRemainder, flooredQuotient, flooredRemainder } from './numbers.ts';
import { binary, pointwiseGrad, unary } from './pointwise.ts';

/** a − b. */
export const sub = binary('sub', subElement);

function subElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return a[this.thread.x] - b[this.thread.x];
}

/** a / b. */
export const div = binary('div', divElement);

function divElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return a[this.thread.x] / b[this.thread.x];
}

/** The derivative of a/b by b is −a/b². */
export const divGradDivisor = pointwiseGrad('divGradDivisor', ['a', 'b'], divGradDivisorElement);

function divGradDivisorElement(this: Position<object>, gradOutput: FlatArray, a: FlatArray, b: FlatArray): number {
  const divisor = b[this.thread.x];
  return -gradOutput[this.thread.x] * (a[this.thread.x] / divisor / divisor);
}

/** ⌊a / b⌋, the quotient rounded down. */
export const divFloor = binary('divFloor', divFloorElement, { helpers: [flooredQuotient, cutRemainder, areOpposite] });

function divFloorElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return flooredQuotient(a[this.thread.x], b[this.thread.x]);
}

/** a / b with the fraction cut off. */
export const divTrunc = binary('divTrunc', divTruncElement);

function divTruncElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return Math.trunc(a[this.thread.x] / b[this.thread.x]);
}

/** a − b·trunc(a/b): the remainder with the sign of a. */
export const fmod = binary('fmod', fmodElement, { helpers: [cutRemainder] });

function fmodElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return cutRemainder(a[this.thread.x], b[this.thread.x]);
}

/** The remainder falls by the quotient, cut off, for every unit that b grows. */
export const fmodGradDivisor = pointwiseGrad('fmodGradDivisor', ['a', 'b'], fmodGradDivisorElement);

function fmodGradDivisorElement(this: Position<object>, gradOutput: FlatArray, a: FlatArray, b: FlatArray): number {
  return -gradOutput[this.thread.x] * Math.trunc(a[this.thread.x] / b[this.thread.x]);
}

/** a − b·⌊a/b⌋: the remainder with the sign of b. */
export const remainder = binary('remainder', remainderElement, {
  helpers: [flooredRemainder, cutRemainder, areOpposite],
});

function remainderElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return flooredRemainder(a[this.thread.x], b[this.thread.x]);
}

/** The remainder falls by the quotient, rounded down, for every unit that b grows. */
export const remainderGradDivisor = pointwiseGrad('remainderGradDivisor', ['a', 'b'], remainderGradDivisorElement, {
  helpers: [flooredQuotient, cutRemainder, areOpposite],
});

function remainderGradDivisorElement(
  this: Position<object>,
  gradOutput: FlatArray,
  a: FlatArray,
  b: FlatArray,
): number {
  return -gradOutput[this.thread.x] * flooredQuotient(a[this.thread.x], b[this.thread.x]);
}

/** x + value. */
export const addScalar = unary('addScalar', addScalarElement, { scalars: ['value'] });

function addScalarElement(this: Position<object>, input: FlatArray, value: number): number {
  return input[this.thread.x] + value;
}

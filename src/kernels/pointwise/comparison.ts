import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Position } from '../kernel.ts';
import { truth } from './numbers.ts';
import { binary, unary } from './pointwise.ts';

// What these give is stored as bool. a > b is b < a, so there is no kernel for it.

/** a = b. NaN equals nothing; asked in two halves because some devices compile `===` carelessly for NaN. */
export const eq = binary('eq', eqElement);

function eqElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return a[this.thread.x] <= b[this.thread.x] && a[this.thread.x] >= b[this.thread.x] ? 1 : 0;
}

/** a ≠ b. NaN differs from everything, itself too. */
export const ne = binary('ne', neElement);

function neElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return a[this.thread.x] <= b[this.thread.x] && a[this.thread.x] >= b[this.thread.x] ? 0 : 1;
}

/** a < b. */
export const lt = binary('lt', ltElement);

function ltElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return a[this.thread.x] < b[this.thread.x] ? 1 : 0;
}

/** a ≤ b. */
export const le = binary('le', leElement);

function leElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return a[this.thread.x] <= b[this.thread.x] ? 1 : 0;
}

/** |a − b| ≤ atol + rtol·|b|. Equal infinities are close; NaN is close to NaN if `equalNaN` is 1. */
export const isclose = binary('isclose', iscloseElement, {
  scalars: ['rtol', 'atol', 'equalNaN'],
  helpers: [isNotANumber],
});

function iscloseElement(
  this: Position<object>,
  a: FlatArray,
  b: FlatArray,
  rtol: number,
  atol: number,
  equalNaN: number,
): number {
  const actual = a[this.thread.x];
  const expected = b[this.thread.x];
  if (isNotANumber(actual) + isNotANumber(expected) > 0) {
    return isNotANumber(actual) * isNotANumber(expected) * equalNaN;
  }
  if (actual === expected) return 1;
  const distance = Math.abs(actual - expected);
  return distance < Infinity && distance <= atol + rtol * Math.abs(expected) ? 1 : 0;
}

/** Whether x is NaN. */
export const isnan = unary('isnan', isnanElement, { helpers: [isNotANumber] });

function isnanElement(this: Position<object>, input: FlatArray): number {
  return isNotANumber(input[this.thread.x]);
}

/** Whether x is ∞ or −∞. */
export const isinf = unary('isinf', isinfElement);

function isinfElement(this: Position<object>, input: FlatArray): number {
  return Math.abs(input[this.thread.x]) >= Infinity ? 1 : 0;
}

/** Whether x is neither NaN nor infinite. */
export const isfinite = unary('isfinite', isfiniteElement);

function isfiniteElement(this: Position<object>, input: FlatArray): number {
  return Math.abs(input[this.thread.x]) < Infinity ? 1 : 0;
}

/** Both are true; every number but 0 is. */
export const logicalAnd = binary('logicalAnd', logicalAndElement, { helpers: [truth] });

function logicalAndElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return truth(a[this.thread.x]) * truth(b[this.thread.x]);
}

/** At least one is true. */
export const logicalOr = binary('logicalOr', logicalOrElement, { helpers: [truth] });

function logicalOrElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return truth(a[this.thread.x]) + truth(b[this.thread.x]) > 0 ? 1 : 0;
}

/** Exactly one is true. */
export const logicalXor = binary('logicalXor', logicalXorElement, { helpers: [truth] });

function logicalXorElement(this: Position<object>, a: FlatArray, b: FlatArray): number {
  return truth(a[this.thread.x]) === truth(b[this.thread.x]) ? 0 : 1;
}

/** Whether x is 0. */
export const logicalNot = unary('logicalNot', logicalNotElement, { helpers: [truth] });

function logicalNotElement(this: Position<object>, input: FlatArray): number {
  return truth(input[this.thread.x]) > 0 ? 0 : 1;
}

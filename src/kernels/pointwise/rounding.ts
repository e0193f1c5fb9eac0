import type { FlatArray, Position } from '../kernel.ts';
import { unary } from './pointwise.ts';

/** ⌊x⌋. */
export const floor = unary('floor', floorElement);

function floorElement(this: Position<object>, input: FlatArray): number {
  return Math.floor(input[this.thread.x]);
}

/** ⌈x⌉. */
export const ceil = unary('ceil', ceilElement);

function ceilElement(this: Position<object>, input: FlatArray): number {
  return Math.ceil(input[this.thread.x]);
}

/** x without its fraction. */
export const trunc = unary('trunc', truncElement);

function truncElement(this: Position<object>, input: FlatArray): number {
  return Math.trunc(input[this.thread.x]);
}

/** The fraction of x, with its sign. */
export const frac = unary('frac', fracElement);

function fracElement(this: Position<object>, input: FlatArray): number {
  const x = input[this.thread.x];
  return x - Math.trunc(x);
}

/** The nearest integer; a half goes to the even one, so that rounding does not push sums upwards. */
export const round = unary('round', roundElement);

function roundElement(this: Position<object>, input: FlatArray): number {
  const x = input[this.thread.x];
  const below = Math.floor(x);
  const past = x - below;
  if (past < 0.5) return below;
  // Math.ceil and not below + 1: it keeps the sign of −0.3, which rounds to −0.
  if (past > 0.5) return Math.ceil(x);
  return Math.floor(below / 2) * 2 === below ? below : Math.ceil(x);
}

import * as comparison from '../../ops/pointwise/comparison.ts';
import { checkOptions } from '../../options.ts';
import { sameShape } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { type Operand, together } from './common.ts';

// Questions about elements. The answers are bool tensors, and no gradient passes. NaN equals nothing.

/** input = other, broadcast. */
export function eq(input: Tensor, other: Operand): Tensor {
  return apply(comparison.eq, together('eq', input, other), []);
}

/** input ≠ other, broadcast. */
export function ne(input: Tensor, other: Operand): Tensor {
  return apply(comparison.ne, together('ne', input, other), []);
}

/** input < other, broadcast. */
export function lt(input: Tensor, other: Operand): Tensor {
  return apply(comparison.lt, together('lt', input, other), []);
}

/** input ≤ other, broadcast. */
export function le(input: Tensor, other: Operand): Tensor {
  return apply(comparison.le, together('le', input, other), []);
}

/** input > other, broadcast. */
export function gt(input: Tensor, other: Operand): Tensor {
  const [a, b] = together('gt', input, other);
  return apply(comparison.lt, [b, a], []);
}

/** input ≥ other, broadcast. */
export function ge(input: Tensor, other: Operand): Tensor {
  const [a, b] = together('ge', input, other);
  return apply(comparison.le, [b, a], []);
}

/** Whether an element is NaN. */
export function isnan(input: Tensor): Tensor {
  return apply(comparison.isnan, [input], []);
}

/** Whether an element is ∞ or −∞. */
export function isinf(input: Tensor): Tensor {
  return apply(comparison.isinf, [input], []);
}

/** Whether an element is ∞. */
export function isposinf(input: Tensor): Tensor {
  return eq(input, Infinity);
}

/** Whether an element is −∞. */
export function isneginf(input: Tensor): Tensor {
  return eq(input, -Infinity);
}

/** Whether an element is neither NaN nor infinite. */
export function isfinite(input: Tensor): Tensor {
  return apply(comparison.isfinite, [input], []);
}

/** Both are true, broadcast; every number but 0 is true. */
export function logicalAnd(input: Tensor, other: Operand): Tensor {
  return apply(comparison.logicalAnd, together('logicalAnd', input, other), []);
}

/** At least one is true, broadcast. */
export function logicalOr(input: Tensor, other: Operand): Tensor {
  return apply(comparison.logicalOr, together('logicalOr', input, other), []);
}

/** Exactly one is true, broadcast. */
export function logicalXor(input: Tensor, other: Operand): Tensor {
  return apply(comparison.logicalXor, together('logicalXor', input, other), []);
}

/** Whether an element is 0. */
export function logicalNot(input: Tensor): Tensor {
  return apply(comparison.logicalNot, [input], []);
}

/** How near is near. */
export interface ClosenessOptions {
  /** Relative to |other|. Default: 1e-5. */
  readonly rtol?: number;
  /** Default: 1e-8. */
  readonly atol?: number;
  /** Whether NaN is close to NaN. Default: no. */
  readonly equalNaN?: boolean;
}

/** |input − other| ≤ atol + rtol·|other|, broadcast; equal infinities are close. */
export function isclose(input: Tensor, other: Tensor, options: ClosenessOptions = {}): Tensor {
  checkOptions('isclose', options, ['rtol', 'atol', 'equalNaN']);
  const { rtol = 1e-5, atol = 1e-8, equalNaN = false } = options;
  return apply(comparison.isclose, together('isclose', input, other), [rtol, atol, equalNaN ? 1 : 0]);
}

/**
 * Whether `isclose` holds for every element. It reads numbers: on a device that must be awaited, await
 * `isclose(a, b).all().itemAsync()` instead.
 */
export function allclose(input: Tensor, other: Tensor, options: ClosenessOptions = {}): boolean {
  return allTrue(isclose(input, other, options));
}

/** Whether both have the same shape and the same elements. It reads numbers, as `allclose` does. */
export function equal(input: Tensor, other: Tensor): boolean {
  return sameShape(input.shape, other.shape) && allTrue(eq(input, other));
}

function allTrue(answers: Tensor): boolean {
  return answers.storage.read().every((answer) => answer !== 0);
}

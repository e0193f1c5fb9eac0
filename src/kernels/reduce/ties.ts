import { isNotANumber } from '../helpers.ts';
import type { FlatArray, Position } from '../kernel.ts';
import { binary, pointwiseGrad } from '../pointwise/pointwise.ts';

/** 1 where the input is as extreme as the extreme of its row, else 0. Where that is NaN, every NaN is. */
export const ties = binary('ties', element, { helpers: [isTie, isNotANumber] });

function element(this: Position<object>, input: FlatArray, extreme: FlatArray): number {
  return isTie(input[this.thread.x], extreme[this.thread.x]);
}

/** The gradient of a maximum or minimum: all that tie, `count` of them, share it evenly. */
export const tiesGrad = pointwiseGrad('tiesGrad', ['input', 'extreme', 'count'], gradElement, {
  helpers: [isTie, isNotANumber],
});

function gradElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  extreme: FlatArray,
  count: FlatArray,
): number {
  const x = this.thread.x;
  return isTie(input[x], extreme[x]) === 1 ? gradOutput[x] / count[x] : 0;
}

function isTie(value: number, winner: number): number {
  return value === winner || isNotANumber(value) + isNotANumber(winner) === 2 ? 1 : 0;
}

import type { FlatArray, Position } from '../kernel.ts';
import { erfcOf, erfSeries } from './numbers.ts';
import { pointwiseGrad, unary } from './pointwise.ts';

/** The error function, 2/√π · ∫ e^(−t²) dt from 0 to x: how likely a normal deviate of variance ½ lies within ±x. */
export const erf = unary('erf', erfElement, { helpers: [erfcOf, erfSeries] });

function erfElement(this: Position<object>, input: FlatArray): number {
  const x = input[this.thread.x];
  return x > -2 && x < 2 ? erfSeries(x) : 1 - erfcOf(x);
}

/** 2/√π · e^(−x²). */
export const erfGrad = pointwiseGrad('erfGrad', ['input'], erfGradElement);

function erfGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  const x = input[this.thread.x];
  return gradOutput[this.thread.x] * 1.1283791670955126 * Math.exp(-x * x); // 2/√π
}

/** 1 − erf x, exact where that difference is tiny. */
export const erfc = unary('erfc', erfcElement, { helpers: [erfcOf, erfSeries] });

function erfcElement(this: Position<object>, input: FlatArray): number {
  return erfcOf(input[this.thread.x]);
}

/** −2/√π · e^(−x²). */
export const erfcGrad = pointwiseGrad('erfcGrad', ['input'], erfcGradElement);

function erfcGradElement(this: Position<object>, gradOutput: FlatArray, input: FlatArray): number {
  const x = input[this.thread.x];
  return -gradOutput[this.thread.x] * 1.1283791670955126 * Math.exp(-x * x); // 2/√π
}

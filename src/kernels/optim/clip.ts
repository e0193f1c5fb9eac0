import type { FlatArray, Kernel, Position } from '../kernel.ts';

/** The gradient shortened: grad·min(1, maxNorm / (totalNorm + 1e-6)), where totalNorm [1] is that of all gradients. */
export const clipToNorm: Kernel<object> = {
  name: 'clipToNorm',
  inputs: ['grad', 'totalNorm'],
  sizes: [],
  scalars: ['maxNorm'],
  element: normElement,
  helpers: [],
};

function normElement(this: Position<object>, grad: FlatArray, totalNorm: FlatArray, maxNorm: number): number {
  const factor = maxNorm / (totalNorm[0] + 1e-6); // 1e-6 against 0 / 0
  return grad[this.thread.x] * (factor > 1 ? 1 : factor);
}

/** The gradient cut off at ±limit. NaN stays NaN. */
export const clipToValue: Kernel<object> = {
  name: 'clipToValue',
  inputs: ['grad'],
  sizes: [],
  scalars: ['limit'],
  element: valueElement,
  helpers: [],
};

function valueElement(this: Position<object>, grad: FlatArray, limit: number): number {
  const g = grad[this.thread.x];
  return g > limit ? limit : g < -limit ? -limit : g;
}

import type { FlatArray, Kernel, Position } from '../kernel.ts';

/**
 * Binary cross entropy of the sigmoid σ of a logit, in one go, which can neither overflow nor take log 0:
 *
 *   output = posWeight·target·softplus(−input) + (1 − target)·softplus(input)
 *
 * with softplus(x) = log(1 + exp x) = max(x, 0) + log(1 + exp(−|x|)), which is −log σ(−x).
 */
export const binaryCrossEntropyWithLogits: Kernel<object> = {
  name: 'binaryCrossEntropyWithLogits',
  inputs: ['input', 'target', 'posWeight'],
  sizes: [],
  scalars: [],
  element,
  helpers: [],
};

function element(this: Position<object>, input: FlatArray, target: FlatArray, posWeight: FlatArray): number {
  const x = input[this.thread.x];
  const t = target[this.thread.x];
  const tail = Math.log(1 + Math.exp(-Math.abs(x)));
  // 0 and not 0·∞ where the logit is infinite and the truth says the same.
  const yes = t === 0 ? 0 : posWeight[this.thread.x] * t * ((x < 0 ? -x : 0) + tail);
  const no = t === 1 ? 0 : (1 - t) * ((x > 0 ? x : 0) + tail);
  return yes + no;
}

/** By the input: (1 − target)·σ(input) − posWeight·target·σ(−input). */
export const binaryCrossEntropyWithLogitsGrad: Kernel<object> = {
  name: 'binaryCrossEntropyWithLogitsGrad',
  inputs: ['gradOutput', 'input', 'target', 'posWeight'],
  sizes: [],
  scalars: [],
  element: gradElement,
  helpers: [],
};

function gradElement(
  this: Position<object>,
  gradOutput: FlatArray,
  input: FlatArray,
  target: FlatArray,
  posWeight: FlatArray,
): number {
  const x = input[this.thread.x];
  const t = target[this.thread.x];
  // Of σ(x) and σ(−x), exp(−|x|) gives both without overflow.
  const small = Math.exp(-Math.abs(x));
  const far = small / (1 + small);
  const near = 1 / (1 + small);
  const yes = posWeight[this.thread.x] * t * (x < 0 ? near : far);
  const no = (1 - t) * (x < 0 ? far : near);
  return gradOutput[this.thread.x] * (no - yes);
}

import { coordinate } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type NormSizes, type NormSumSizes, normSizeNames, normSumSizeNames } from './normSizes.ts';

/**
 * The gradient of `normalizeGroups` by its input, where mean and deviation are the input's own. With γ the weight, x̂ the
 * normalized input and means over the group:
 *
 *   output = inverseDeviation·(γ·g − mean(γ·g) − x̂·mean(γ·g·x̂))
 *
 * What would only shift the group, or only stretch it, normalizing takes out again: hence the two terms. `gradSum` and
 * `productSum` [groups] are Σ γ·g and Σ γ·g·x̂; `count` is how many numbers a group has.
 */
export const normalizeGroupsGrad: Kernel<NormSizes> = {
  name: 'normalizeGroupsGrad',
  inputs: ['gradOutput', 'input', 'mean', 'inverseDeviation', 'weight', 'gradSum', 'productSum'],
  sizes: normSizeNames,
  scalars: ['count'],
  element,
  helpers: [coordinate],
};

// #region element
function element(
  this: Position<NormSizes>,
  gradOutput: FlatArray,
  input: FlatArray,
  mean: FlatArray,
  inverseDeviation: FlatArray,
  weight: FlatArray,
  gradSum: FlatArray,
  productSum: FlatArray,
  count: number,
): number {
  const { groups, groupInner, features, featureInner } = this.constants;
  if (count === 1) {
    return 0; // What is alone in its group is its own mean, wherever it moves. (Rounding would not quite give 0.)
  }
  const group = coordinate(this.thread.x, groups, groupInner);
  const feature = coordinate(this.thread.x, features, featureInner);
  const normalized = (input[this.thread.x] - mean[group]) * inverseDeviation[group];
  const shared = (gradSum[group] + normalized * productSum[group]) / count;
  return inverseDeviation[group] * (weight[feature] * gradOutput[this.thread.x] - shared);
}
// #endregion

/** The same where mean and deviation are given from outside: inverseDeviation·γ·g. */
export const normalizeFrozenGrad: Kernel<NormSizes> = {
  name: 'normalizeFrozenGrad',
  inputs: ['gradOutput', 'inverseDeviation', 'weight'],
  sizes: normSizeNames,
  scalars: [],
  element: frozenElement,
  helpers: [coordinate],
};

function frozenElement(
  this: Position<NormSizes>,
  gradOutput: FlatArray,
  inverseDeviation: FlatArray,
  weight: FlatArray,
): number {
  const { groups, groupInner, features, featureInner } = this.constants;
  const group = coordinate(this.thread.x, groups, groupInner);
  const feature = coordinate(this.thread.x, features, featureInner);
  return inverseDeviation[group] * weight[feature] * gradOutput[this.thread.x];
}

/** g·x̂ of every element: summed over everything but the features, the gradient of the weight. */
export const normalizedProducts: Kernel<NormSizes> = {
  name: 'normalizedProducts',
  inputs: ['gradOutput', 'input', 'mean', 'inverseDeviation'],
  sizes: normSizeNames,
  scalars: [],
  element: productsElement,
  helpers: [coordinate],
};

function productsElement(
  this: Position<NormSizes>,
  gradOutput: FlatArray,
  input: FlatArray,
  mean: FlatArray,
  inverseDeviation: FlatArray,
): number {
  const { groups, groupInner } = this.constants;
  const group = coordinate(this.thread.x, groups, groupInner);
  return gradOutput[this.thread.x] * (input[this.thread.x] - mean[group]) * inverseDeviation[group];
}

/** Σ γ·products over a piece of a group, where products are g, or g·x̂. */
export const weightedSums: Kernel<NormSumSizes> = {
  name: 'weightedSums',
  inputs: ['products', 'weight'],
  sizes: normSumSizeNames,
  scalars: [],
  element: sumsElement,
  helpers: [coordinate],
};

function sumsElement(this: Position<NormSumSizes>, products: FlatArray, weight: FlatArray): number {
  const { pieceLength, features, featureInner } = this.constants;
  const start = this.thread.x * pieceLength;
  let total = 0;
  for (let k = 0; k < pieceLength; k++) {
    total += products[start + k] * weight[coordinate(start + k, features, featureInner)];
  }
  return total;
}

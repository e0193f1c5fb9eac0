import { coordinate } from '../../shape/rowMajor.ts';
import type { FlatArray, Kernel, Position } from '../kernel.ts';
import { type NormSizes, normSizeNames } from './normSizes.ts';

/**
 * Every number measured from its group's mean, in its group's deviations; then each feature's own weight and bias.
 *
 *   input                   [outer, groups, groupInner], as the output
 *   mean, inverseDeviation  [groups]
 *   weight, bias            [features]
 *   output = (x − mean)·inverseDeviation·weight + bias
 */
export const normalizeGroups: Kernel<NormSizes> = {
  name: 'normalizeGroups',
  inputs: ['input', 'mean', 'inverseDeviation', 'weight', 'bias'],
  sizes: normSizeNames,
  scalars: [],
  element,
  helpers: [coordinate],
};

// #region element
function element(
  this: Position<NormSizes>,
  input: FlatArray,
  mean: FlatArray,
  inverseDeviation: FlatArray,
  weight: FlatArray,
  bias: FlatArray,
): number {
  const { groups, groupInner, features, featureInner } = this.constants;
  const group = coordinate(this.thread.x, groups, groupInner);
  const feature = coordinate(this.thread.x, features, featureInner);
  const normalized = (input[this.thread.x] - mean[group]) * inverseDeviation[group];
  return normalized * weight[feature] + bias[feature];
}
// #endregion

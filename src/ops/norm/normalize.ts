import type { BackwardContext, Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { inverseDeviation } from '../../kernels/norm/inverseDeviation.ts';
import { normalizeGroups } from '../../kernels/norm/normalizeGroups.ts';
import {
  normalizedProducts,
  normalizeFrozenGrad,
  normalizeGroupsGrad,
  weightedSums,
} from '../../kernels/norm/normalizeGroupsGrad.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import { likeInput } from '../form.ts';
import { sumAxes } from '../reduce/sum.ts';
import { countOf, type Grouping, groupSums } from './groups.ts';

export interface NormalizeParams {
  readonly grouping: Grouping;
  readonly eps: number;
  /** Whether mean and variance are the input's own, or given from outside and constant. */
  readonly ownStatistics: boolean;
}

interface Kept {
  readonly [name: string]: NdArray;
  readonly input: NdArray;
  readonly mean: NdArray;
  readonly inverse: NdArray;
  readonly weight: NdArray;
}

/**
 * (x − mean) / √(variance + eps)·weight + bias: what batch, layer, group and instance norm have in common. They differ
 * in what shares a mean (`grouping`).
 *
 *   input           any shape, as the output
 *   mean, variance  [groups]
 *   weight, bias    [features]
 *
 * With x̂ the normalized input: the bias receives Σ g, the weight Σ g·x̂, over everything that used it. The input
 * receives weight·g / deviation; where the statistics are its own, less what they would have undone: the mean of
 * weight·g, and x̂ times the mean of weight·g·x̂.
 */
export const normalize: Operation<NormalizeParams, Kept> = {
  name: 'normalize',

  forward(run, [input, mean, variance, weight, bias], { grouping, eps }) {
    const inverse = run(inverseDeviation, [variance], likeInput(variance, [eps]));
    const request = { ...likeInput(input), sizes: grouping };
    const output = run(normalizeGroups, [input, mean, inverse, weight, bias], request);
    return { output, saved: { input, mean, inverse, weight } };
  },

  backward(run, context) {
    const { gradOutput, saved, params, wants, inputs } = context;
    const { input, mean, inverse } = saved;
    const { grouping, ownStatistics } = params;
    const needsProducts = wants[3] || (wants[0] && ownStatistics);
    const products = needsProducts
      ? run(normalizedProducts, [gradOutput, input, mean, inverse], { ...likeInput(gradOutput), sizes: grouping })
      : gradOutput;
    return [
      wants[0] ? gradInput(run, context, products) : undefined,
      undefined,
      undefined,
      wants[3] ? { ...featureSums(run, products, grouping), shape: inputs[3].shape } : undefined,
      wants[4] ? { ...featureSums(run, gradOutput, grouping), shape: inputs[4].shape } : undefined,
    ];
  },
};

function gradInput(
  run: Run,
  { gradOutput, saved: { input, mean, inverse, weight }, params }: BackwardContext<NormalizeParams, Kept>,
  products: NdArray,
): NdArray {
  const { grouping, ownStatistics } = params;
  const request = { ...likeInput(gradOutput), sizes: grouping };
  if (!ownStatistics) {
    return run(normalizeFrozenGrad, [gradOutput, inverse, weight], request);
  }
  const gradSum = groupSums(run, weightedSums, [gradOutput, weight], grouping);
  const productSum = groupSums(run, weightedSums, [products, weight], grouping);
  const arrays = [gradOutput, input, mean, inverse, weight, gradSum, productSum];
  return run(normalizeGroupsGrad, arrays, { ...request, scalars: [countOf(grouping)] });
}

/** Summed over everything but the features. */
function featureSums(run: Run, { shape, storage }: NdArray, { features, featureInner }: Grouping): NdArray {
  const outer = elementCount(shape) / Math.max(1, features * featureInner);
  return sumAxes(run, { shape: [outer, features, featureInner], storage }, [0, 2]);
}

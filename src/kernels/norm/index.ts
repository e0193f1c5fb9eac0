import { deviationSums } from './deviationSums.ts';
import { inverseDeviation } from './inverseDeviation.ts';
import { logSoftmax, logSoftmaxGrad } from './logSoftmax.ts';
import { logSumExpGrad } from './logSumExpGrad.ts';
import { normalizeGroups } from './normalizeGroups.ts';
import { normalizedProducts, normalizeFrozenGrad, normalizeGroupsGrad, weightedSums } from './normalizeGroupsGrad.ts';
import { runningAverage } from './runningAverage.ts';
import { softmax, softmaxGrad, softmaxGradRows, sumExp } from './softmax.ts';

/** Kernels that bring rows to a common measure, and the statistics of rows that they need. */
export const normKernels = {
  deviationSums,
  inverseDeviation,
  logSoftmax,
  logSoftmaxGrad,
  logSumExpGrad,
  normalizeFrozenGrad,
  normalizeGroups,
  normalizeGroupsGrad,
  normalizedProducts,
  runningAverage,
  softmax,
  softmaxGrad,
  softmaxGradRows,
  sumExp,
  weightedSums,
} as const;

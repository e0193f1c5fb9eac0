import { logSoftmax, logSoftmaxGrad } from './logSoftmax.ts';
import { logSumExpGrad } from './logSumExpGrad.ts';
import { softmax, softmaxGrad, softmaxGradRows, sumExp } from './softmax.ts';

/** Kernels that bring rows to a common measure, and the statistics of rows that they need. */
export const normKernels = {
  logSoftmax,
  logSoftmaxGrad,
  logSumExpGrad,
  softmax,
  softmaxGrad,
  softmaxGradRows,
  sumExp,
} as const;

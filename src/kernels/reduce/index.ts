import { logSumExp } from './logSumExp.ts';
import { sum } from './sum.ts';

/** Kernels that fold one axis of [outer, size, inner] into one number. */
export const reduceKernels = { logSumExp, sum } as const;

import { gather } from './gather.ts';
import { scatterAdd } from './scatterAdd.ts';

/** Kernels whose reads depend on indices found in the data. */
export const indexKernels = { gather, scatterAdd } as const;

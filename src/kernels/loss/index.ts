import { crossEntropyGrad } from './crossEntropyGrad.ts';
import { crossEntropyRows } from './crossEntropyRows.ts';

/** Kernels of losses that are worth more than a composition of pointwise kernels. */
export const lossKernels = { crossEntropyGrad, crossEntropyRows } as const;

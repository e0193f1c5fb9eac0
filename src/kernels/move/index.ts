import { strided } from './strided.ts';

/** Kernels that move numbers without changing them. */
export const moveKernels = { strided } as const;

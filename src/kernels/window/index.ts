import { conv2d } from './conv2d.ts';
import { conv2dGradInput } from './conv2dGradInput.ts';
import { conv2dGradWeight } from './conv2dGradWeight.ts';
import { maxPool2dGrad } from './maxPool2dGrad.ts';
import { maxPool2dIndices } from './maxPool2dIndices.ts';

/** Kernels whose geometry is a sliding window: convolution, pooling and their gradients. */
export const windowKernels = { conv2d, conv2dGradInput, conv2dGradWeight, maxPool2dGrad, maxPool2dIndices } as const;

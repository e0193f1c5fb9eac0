import { add } from './add.ts';
import { copy } from './copy.ts';
import { fill } from './fill.ts';
import { mul } from './mul.ts';
import { relu, reluGrad } from './relu.ts';
import { scale } from './scale.ts';

/** Kernels that compute output element x from input elements x. */
export const pointwiseKernels = { add, copy, fill, mul, relu, reluGrad, scale } as const;

import { sgdMomentum, sgdStep } from './sgd.ts';

/** One step of an optimizer for one parameter, element by element. */
export const optimKernels = { sgdMomentum, sgdStep } as const;

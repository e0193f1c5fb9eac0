import { cummaxIndices } from './cummaxIndices.ts';
import { cumminIndices } from './cumminIndices.ts';
import { cumprod, cumprodGrad } from './cumprod.ts';
import { cumsum } from './cumsum.ts';
import { addPartsBefore, mulPartsBefore } from './joinParts.ts';
import { logCumSumExp, logCumSumExpGrad } from './logCumSumExp.ts';

/** Kernels that go along one axis of [outer, size, inner] and keep every state on the way. */
export const scanKernels = {
  addPartsBefore,
  cummaxIndices,
  cumminIndices,
  cumprod,
  cumprodGrad,
  cumsum,
  logCumSumExp,
  logCumSumExpGrad,
  mulPartsBefore,
} as const;

import { amax } from './amax.ts';
import { amin } from './amin.ts';
import { argMax } from './argMax.ts';
import { argMin } from './argMin.ts';
import { squaredDeviation, varGrad } from './deviation.ts';
import { fillRows } from './fillRows.ts';
import { logSumExp } from './logSumExp.ts';
import { nanToZero, nanToZeroGrad } from './nanToZero.ts';
import { absPower, normGrad, root } from './norm.ts';
import { prod, prodGrad } from './prod.ts';
import { stdGrad } from './stdGrad.ts';
import { sum } from './sum.ts';
import { ties, tiesGrad } from './ties.ts';
import { wholeIndex } from './wholeIndex.ts';

/** Kernels that fold one axis of [outer, size, inner] into one number, and what goes before and after such a fold. */
export const reduceKernels = {
  absPower,
  amax,
  amin,
  argMax,
  argMin,
  fillRows,
  logSumExp,
  nanToZero,
  nanToZeroGrad,
  normGrad,
  prod,
  prodGrad,
  root,
  squaredDeviation,
  stdGrad,
  sum,
  ties,
  tiesGrad,
  varGrad,
  wholeIndex,
} as const;

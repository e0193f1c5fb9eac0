import { add } from './add.ts';
import * as arithmetic from './arithmetic.ts';
import * as comparison from './comparison.ts';
import { copy } from './copy.ts';
import * as errorFunction from './errorFunction.ts';
import * as exponentials from './exponentials.ts';
import { fill } from './fill.ts';
import * as hyperbolic from './hyperbolic.ts';
import { mul } from './mul.ts';
import * as powers from './powers.ts';
import * as rectifiers from './rectifiers.ts';
import { relu, reluGrad } from './relu.ts';
import * as rounding from './rounding.ts';
import { scale } from './scale.ts';
import * as selection from './selection.ts';
import * as sigmoids from './sigmoids.ts';
import * as signs from './signs.ts';
import * as trigonometry from './trigonometry.ts';

/** Kernels that compute output element x from input elements x. Everything that a family's file exports is a kernel. */
export const pointwiseKernels = {
  add,
  copy,
  fill,
  mul,
  relu,
  reluGrad,
  scale,
  ...arithmetic,
  ...comparison,
  ...errorFunction,
  ...exponentials,
  ...hyperbolic,
  ...powers,
  ...rectifiers,
  ...rounding,
  ...selection,
  ...sigmoids,
  ...signs,
  ...trigonometry,
} as const;

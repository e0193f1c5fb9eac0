import { adamaxStep, adamStep, nadamStep } from './adam.ts';
import { clipToNorm, clipToValue } from './clip.ts';
import { descend } from './descend.ts';
import {
  adadeltaDirection,
  adagradDirection,
  centeredMoment,
  decayedGradient,
  rmspropDirection,
} from './directions.ts';
import { firstMoment, infinityMoment, largestMoment, secondMoment } from './moments.ts';
import { sgdMomentum, sgdStep } from './sgd.ts';

/** One step of an optimizer for one parameter, element by element. Every input and output has the parameter's size. */
export const optimKernels = {
  adadeltaDirection,
  adagradDirection,
  adamStep,
  adamaxStep,
  centeredMoment,
  clipToNorm,
  clipToValue,
  decayedGradient,
  descend,
  firstMoment,
  infinityMoment,
  largestMoment,
  nadamStep,
  rmspropDirection,
  secondMoment,
  sgdMomentum,
  sgdStep,
} as const;

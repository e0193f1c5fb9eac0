import type { MakeCheck } from '../check.ts';
import { activationBeforeLoss } from './activationBeforeLoss.ts';
import { batchChanged } from './batchChanged.ts';
import { deadRelu } from './deadRelu.ts';
import { evaluation } from './evaluation.ts';
import { firstLoss } from './firstLoss.ts';
import { gradients } from './gradients.ts';
import { inputScale } from './inputScale.ts';
import { keptAlive } from './keptAlive.ts';
import { leftEarly } from './leftEarly.ts';
import { oneClass } from './oneClass.ts';
import { parameters } from './parameters.ts';

/** Everything that the doctor looks for. */
export const checks: readonly MakeCheck[] = [
  activationBeforeLoss,
  batchChanged,
  deadRelu,
  evaluation,
  firstLoss,
  gradients,
  inputScale,
  keptAlive,
  leftEarly,
  oneClass,
  parameters,
];

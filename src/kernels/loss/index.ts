import { binaryCrossEntropy, binaryCrossEntropyGrad } from './binaryCrossEntropy.ts';
import { binaryCrossEntropyWithLogits, binaryCrossEntropyWithLogitsGrad } from './binaryCrossEntropyWithLogits.ts';
import { crossEntropyGrad } from './crossEntropyGrad.ts';
import { crossEntropyRows } from './crossEntropyRows.ts';
import { huberLoss, huberLossGrad } from './huberLoss.ts';
import { klDiv, klDivGradInput, klDivGradTarget } from './klDiv.ts';
import { klDivLogTarget, klDivLogTargetGradInput, klDivLogTargetGradTarget } from './klDivLogTarget.ts';
import { l1Loss, l1LossGrad } from './l1Loss.ts';
import { labelWeights } from './labelWeights.ts';
import { mseLoss, mseLossGrad } from './mseLoss.ts';
import { nllLoss, nllLossGrad } from './nllLoss.ts';
import { smoothL1Loss, smoothL1LossGrad } from './smoothL1Loss.ts';
import { softTargetGradLogits, softTargetGradTarget, softTargetMass, softTargetRows } from './softTargets.ts';
import { spread, spreadOver } from './spread.ts';

/** Kernels of losses that are worth more than a composition of pointwise kernels. */
export const lossKernels = {
  binaryCrossEntropy,
  binaryCrossEntropyGrad,
  binaryCrossEntropyWithLogits,
  binaryCrossEntropyWithLogitsGrad,
  crossEntropyGrad,
  crossEntropyRows,
  huberLoss,
  huberLossGrad,
  klDiv,
  klDivGradInput,
  klDivGradTarget,
  klDivLogTarget,
  klDivLogTargetGradInput,
  klDivLogTargetGradTarget,
  l1Loss,
  l1LossGrad,
  labelWeights,
  mseLoss,
  mseLossGrad,
  nllLoss,
  nllLossGrad,
  smoothL1Loss,
  smoothL1LossGrad,
  softTargetGradLogits,
  softTargetGradTarget,
  softTargetMass,
  softTargetRows,
  spread,
  spreadOver,
} as const;

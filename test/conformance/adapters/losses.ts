import { F, type Tensor } from 'stridegrad';
import type { Adapter } from '../case.ts';

type Reduction = 'mean' | 'sum' | 'none';
type Loss = (input: Tensor, target: Tensor, options: { reduction: Reduction }) => Tensor;

/** A loss whose only option is its reduction. */
const plain =
  (loss: Loss): Adapter =>
  ({ named: { input, target } }, { reduction }) => [loss(input, target, { reduction: reduction as Reduction })];

export const lossAdapters: Readonly<Record<string, Adapter>> = {
  binary_cross_entropy: ({ named: { input, target, weight } }, { reduction }) => [
    F.binaryCrossEntropy(input, target, { weight, reduction: reduction as Reduction }),
  ],
  binary_cross_entropy_with_logits: ({ named: { input, target, weight, pos_weight: posWeight } }, { reduction }) => [
    F.binaryCrossEntropyWithLogits(input, target, { weight, posWeight, reduction: reduction as Reduction }),
  ],
  cosine_similarity: ({ named: { x1, x2 } }, { dim, eps }) => [
    F.cosineSimilarity(x1, x2, { dim: dim as number, eps: eps as number }),
  ],
  cross_entropy: ({ named: { input, target, weight } }, attrs) => [
    F.crossEntropy(input, target, {
      weight,
      reduction: attrs.reduction as Reduction,
      ignoreIndex: attrs.ignore_index as number,
      labelSmoothing: attrs.label_smoothing as number,
    }),
  ],
  huber_loss: ({ named: { input, target } }, { reduction, delta }) => [
    F.huberLoss(input, target, { reduction: reduction as Reduction, delta: delta as number }),
  ],
  kl_div: ({ named: { input, target } }, { reduction, log_target: logTarget }) => [
    F.klDiv(input, target, { reduction: reduction as Reduction, logTarget: logTarget as boolean }),
  ],
  l1_loss: plain(F.l1Loss),
  mse_loss: plain(F.mseLoss),
  nll_loss: ({ named: { input, target, weight } }, attrs) => [
    F.nllLoss(input, target, {
      weight,
      reduction: attrs.reduction as Reduction,
      ignoreIndex: attrs.ignore_index as number,
    }),
  ],
  normalize: ({ named: { input } }, { p, dim, eps }) => [
    F.normalize(input, { p: p as number, dim: dim as number, eps: eps as number }),
  ],
  smooth_l1_loss: ({ named: { input, target } }, { reduction, beta }) => [
    F.smoothL1Loss(input, target, { reduction: reduction as Reduction, beta: beta as number }),
  ],
  log_softmax: ({ named: { input } }, { dim }) => [F.logSoftmax(input, dim as number)],
  logsumexp: ({ named: { input } }, { dim, keepdim }) => [
    F.logsumexp(input, dim as number | number[], { keepdim: keepdim as boolean }),
  ],
  softmax: ({ named: { input } }, { dim }) => [F.softmax(input, dim as number)],
};

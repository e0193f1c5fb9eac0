import { checkOptions } from '../options.ts';
import type {
  BinaryCrossEntropyOptions,
  BinaryCrossEntropyWithLogitsOptions,
  KlDivOptions,
  LossOptions,
} from '../tensor/functions/elementLosses.ts';
import type { CrossEntropyOptions, NllLossOptions } from '../tensor/functions/losses.ts';
import { checkReduction } from '../tensor/functions/reduction.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Module } from './Module.ts';

/** A module that compares what a net gave with what it should have given: `criterion(input, target)`. */
abstract class Loss<Options extends { readonly reduction?: string }> extends Module<[input: Tensor, target: Tensor]> {
  protected readonly options: Options;

  constructor(options: Options, ownNames: readonly string[], reductions?: readonly string[]) {
    super();
    checkOptions(new.target.name, options, ['reduction', ...ownNames]);
    checkReduction(new.target.name, options.reduction ?? 'mean', reductions);
    this.options = options;
  }

  /** Makes weights that were given a buffer, so that they move with the module. */
  protected weights(name: string, given: Tensor | undefined, key = name): Tensor | undefined {
    return given === undefined ? undefined : this.registerBuffer(name, given.detach(), { key });
  }
}

/**
 * The cross entropy of softmax(input) against class labels or probabilities, averaged: what a classifier learns from.
 * `F.crossEntropy` has the formula.
 *
 *   input   [images, classes], logits (no softmax before it)
 *   target  [images], int32 or uint8; or probabilities [images, classes]
 */
export class CrossEntropyLoss extends Loss<CrossEntropyOptions> {
  readonly weight: Tensor | undefined;

  constructor(options: CrossEntropyOptions = {}) {
    super(options, ['weight', 'ignoreIndex', 'labelSmoothing']);
    this.weight = this.weights('weight', options.weight);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return F.crossEntropy(input, target, { ...this.options, weight: this.weight });
  }
}

/** Minus the log-probability of the true class, averaged: `CrossEntropyLoss` for what comes out of `LogSoftmax`. */
export class NLLLoss extends Loss<NllLossOptions> {
  readonly weight: Tensor | undefined;

  constructor(options: NllLossOptions = {}) {
    super(options, ['weight', 'ignoreIndex']);
    this.weight = this.weights('weight', options.weight);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return F.nllLoss(input, target, { ...this.options, weight: this.weight });
  }
}

/** (input − target)², averaged. */
export class MSELoss extends Loss<LossOptions> {
  constructor(options: LossOptions = {}) {
    super(options, []);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return F.mseLoss(input, target, this.options);
  }
}

/** |input − target|, averaged. */
export class L1Loss extends Loss<LossOptions> {
  constructor(options: LossOptions = {}) {
    super(options, []);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return F.l1Loss(input, target, this.options);
  }
}

/** Options of `SmoothL1Loss`. */
export interface SmoothL1Options extends LossOptions {
  /** Where the parabola becomes a line. Default 1. */
  readonly beta?: number;
}

/** With z = |input − target|: z² / (2·beta) below `beta`, z − beta / 2 above; averaged. */
export class SmoothL1Loss extends Loss<SmoothL1Options> {
  constructor(options: SmoothL1Options = {}) {
    super(options, ['beta']);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return F.smoothL1Loss(input, target, this.options);
  }
}

/** Options of `HuberLoss`. */
export interface HuberOptions extends LossOptions {
  /** Where the parabola becomes a line. Default 1. */
  readonly delta?: number;
}

/** With z = |input − target|: z² / 2 below `delta`, delta·(z − delta / 2) above; averaged. */
export class HuberLoss extends Loss<HuberOptions> {
  constructor(options: HuberOptions = {}) {
    super(options, ['delta']);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return F.huberLoss(input, target, this.options);
  }
}

/** −(target·log input + (1 − target)·log(1 − input)) of probabilities, averaged. */
export class BCELoss extends Loss<BinaryCrossEntropyOptions> {
  readonly weight: Tensor | undefined;

  constructor(options: BinaryCrossEntropyOptions = {}) {
    super(options, ['weight']);
    this.weight = this.weights('weight', options.weight);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return F.binaryCrossEntropy(input, target, { ...this.options, weight: this.weight });
  }
}

/** `BCELoss` of sigmoid(input), computed in one go so that it cannot overflow. */
export class BCEWithLogitsLoss extends Loss<BinaryCrossEntropyWithLogitsOptions> {
  readonly weight: Tensor | undefined;
  readonly posWeight: Tensor | undefined;

  constructor(options: BinaryCrossEntropyWithLogitsOptions = {}) {
    super(options, ['weight', 'posWeight']);
    this.weight = this.weights('weight', options.weight);
    this.posWeight = this.weights('posWeight', options.posWeight, 'pos_weight');
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    const { weight, posWeight } = this;
    return F.binaryCrossEntropyWithLogits(input, target, { ...this.options, weight, posWeight });
  }
}

/** The Kullback-Leibler divergence of log-probabilities `input` from probabilities `target`. */
export class KLDivLoss extends Loss<KlDivOptions> {
  constructor(options: KlDivOptions = {}) {
    super(options, ['logTarget'], ['mean', 'sum', 'none', 'batchmean']);
  }

  override forward(input: Tensor, target: Tensor): Tensor {
    return F.klDiv(input, target, this.options);
  }
}

/** Options of `CosineSimilarity`. */
export interface CosineSimilarityOptions {
  /** The axis of the vectors. Default 1. */
  readonly dim?: number;
  /** What a length is at least, so that nothing is divided by 0. Default 1e-8. */
  readonly eps?: number;
}

/** The cosine of the angle between vectors along `dim`: ⟨a, b⟩ / (max(‖a‖, eps) · max(‖b‖, eps)). */
export class CosineSimilarity extends Module<[left: Tensor, right: Tensor]> {
  readonly dim: number;
  readonly eps: number;

  constructor(options: CosineSimilarityOptions = {}) {
    super();
    checkOptions('CosineSimilarity', options, ['dim', 'eps']);
    this.dim = options.dim ?? 1;
    this.eps = options.eps ?? 1e-8;
  }

  override forward(left: Tensor, right: Tensor): Tensor {
    const product = left.mul(right).sum(this.dim);
    return product.div(this.#length(left).mul(this.#length(right)));
  }

  /** √max(‖x‖², eps²): the root of what is bounded, whose gradient at 0 is 0 and not ∞ · 0. */
  #length(vectors: Tensor): Tensor {
    return vectors
      .mul(vectors)
      .sum(this.dim)
      .clampMin(this.eps ** 2)
      .sqrt();
  }
}

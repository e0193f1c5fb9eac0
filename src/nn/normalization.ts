import { ArgumentError, ShapeError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import { channelsLast } from '../shape/layout.ts';
import type { Shape } from '../shape/rowMajor.ts';
import { requireList } from '../tensor/functions/arguments.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { ones_, zeros_ } from './init.ts';
import { channelCount, checkCount, emptyParameter, type Placement, placementNames } from './layer.ts';
import { Module } from './Module.ts';
import type { Parameter } from './Parameter.ts';
import { pythonBoolean, pythonFloat, pythonTuple } from './python.ts';
import { RunningNorm, type RunningNormOptions } from './RunningNorm.ts';

/** What the batch norms have in common. */
abstract class BatchNorm extends RunningNorm {
  constructor(numFeatures: number, options: RunningNormOptions) {
    super(numFeatures, options, { affine: true, trackRunningStats: true });
  }

  protected normalize(input: Tensor): Tensor {
    const { weight, bias, eps, runningMean, runningVar } = this;
    const training = this.training || runningMean === undefined;
    const momentum = this.training ? this.#partOfBatch() : 0;
    const output = F.batchNorm(input, runningMean, runningVar, { weight, bias, training, momentum, eps });
    if (this.training) this.numBatchesTracked?.add_(1); // a batch that was refused does not count
    return output;
  }

  /** How much of the running statistics this batch makes up. */
  #partOfBatch(): number {
    // Only the plain average needs the count as a number, which a device may have to be waited for.
    return this.momentum ?? 1 / (1 + (this.numBatchesTracked?.item() ?? 0));
  }
}

/**
 * Every channel normalised over the batch: `F.batchNorm`. In training by the batch's own mean and variance, which also
 * enter the running ones; in `eval` mode by those.
 *
 *   input  [samples, channels] or [samples, channels, length]
 *
 * @throws ShapeError for other inputs, and in training for one value a channel, which has no variance.
 */
export class BatchNorm1d extends BatchNorm {
  constructor(numFeatures: number, options: RunningNormOptions = {}) {
    super(numFeatures, options);
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input, '[samples, channels] or [samples, channels, length]', [2, 3], 1);
    return this.normalize(input);
  }
}

/**
 * Every channel normalised over all images of the batch: `F.batchNorm`. In training by the batch's own mean and
 * variance, which also enter the running ones; in `eval` mode by those.
 *
 *   input  [images, channels, height, width]
 *
 * @throws ShapeError for other inputs, and in training for one value a channel, which has no variance.
 */
export class BatchNorm2d extends BatchNorm {
  constructor(numFeatures: number, options: RunningNormOptions = {}) {
    super(numFeatures, options);
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input, '[images, channels, height, width]', [4], 1);
    return this.normalize(input);
  }
}

/** Every channel of every image normalised by itself: `F.instanceNorm`. */
export class InstanceNorm2d extends RunningNorm {
  /** By default it learns nothing and keeps no statistics. */
  constructor(numFeatures: number, options: RunningNormOptions = {}) {
    super(numFeatures, options, { affine: false, trackRunningStats: false });
    if (this.momentum === null) {
      throw new ArgumentError('InstanceNorm2d', 'momentum must be a number: it counts no batches to average over');
    }
  }

  override forward(input: Tensor): Tensor {
    const axis = input.ndim - 3;
    this.checkInput(input, '[images, channels, height, width] or [channels, height, width]', [3, 4], axis);
    const { weight, bias, eps, runningMean, runningVar } = this;
    const useInputStats = this.training || runningMean === undefined;
    const momentum = this.momentum ?? 0.1;
    const images = axis === 0 ? input.unsqueeze(0) : input;
    const output = F.instanceNorm(images, { weight, bias, runningMean, runningVar, useInputStats, momentum, eps });
    return axis === 0 ? output.squeeze(0) : output;
  }
}

/** Options of `LayerNorm`. */
export interface LayerNormOptions extends Placement {
  /** Added to the variance. Default 1e-5. */
  readonly eps?: number;
  /** Whether each element learns a factor, and with `bias` a summand. Default true. */
  readonly elementwiseAffine?: boolean;
  readonly bias?: boolean;
}

/** Every sample normalised over its last axes, those of `normalizedShape`: `F.layerNorm`. */
export class LayerNorm extends Module {
  readonly normalizedShape: Shape;
  readonly eps: number;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;

  constructor(normalizedShape: number | Shape, options: LayerNormOptions = {}) {
    super();
    checkOptions('LayerNorm', options, ['eps', 'elementwiseAffine', 'bias', ...placementNames]);
    const { elementwiseAffine = true, bias = true } = options;
    this.normalizedShape = typeof normalizedShape === 'number' ? [normalizedShape] : normalizedShape;
    requireList('LayerNorm', 'normalizedShape', this.normalizedShape);
    for (const size of this.normalizedShape) checkCount('LayerNorm', 'every size of normalizedShape', size);
    this.eps = options.eps ?? 1e-5;
    this.weight = elementwiseAffine ? emptyParameter(this.normalizedShape, options) : undefined;
    this.bias = elementwiseAffine && bias ? emptyParameter(this.normalizedShape, options) : undefined;
    this.resetParameters();
  }

  resetParameters(): void {
    if (this.weight !== undefined) ones_(this.weight);
    if (this.bias !== undefined) zeros_(this.bias);
  }

  override forward(input: Tensor): Tensor {
    const { weight, bias, eps } = this;
    return F.layerNorm(input, this.normalizedShape, { weight, bias, eps });
  }

  override extraRepr(): string {
    const affine = pythonBoolean(this.weight !== undefined);
    const bias = pythonBoolean(this.bias !== undefined);
    return `${pythonTuple(this.normalizedShape)}, eps=${pythonFloat(this.eps)}, elementwise_affine=${affine}, bias=${bias}`;
  }
}

/** Options of `GroupNorm`. */
export interface GroupNormOptions extends Placement {
  /** Added to the variance. Default 1e-5. */
  readonly eps?: number;
  /** Whether each channel learns a factor, and with `bias` a summand. Default true. */
  readonly affine?: boolean;
  readonly bias?: boolean;
}

/** The channels of each image normalised in groups: `F.groupNorm`. */
export class GroupNorm extends Module {
  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps: number;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;

  constructor(numGroups: number, numChannels: number, options: GroupNormOptions = {}) {
    super();
    checkOptions('GroupNorm', options, ['eps', 'affine', 'bias', ...placementNames]);
    const { affine = true, bias = true } = options;
    this.numGroups = checkCount('GroupNorm', 'numGroups', numGroups);
    this.numChannels = checkCount('GroupNorm', 'numChannels', numChannels);
    if (numChannels % numGroups !== 0) {
      const rule = `numGroups must divide numChannels, but ${numChannels} / ${numGroups} is no integer`;
      throw new ArgumentError('GroupNorm', rule);
    }
    this.eps = options.eps ?? 1e-5;
    this.weight = affine ? emptyParameter([numChannels], options) : undefined;
    this.bias = affine && bias ? emptyParameter([numChannels], options) : undefined;
    this.resetParameters();
  }

  resetParameters(): void {
    if (this.weight !== undefined) ones_(this.weight);
    if (this.bias !== undefined) zeros_(this.bias);
  }

  override forward(input: Tensor): Tensor {
    if (input.shape[1] !== this.numChannels) {
      const layout = channelsLast(input.shape, this.numChannels, input.ndim - 2);
      const { numGroups } = this;
      const other =
        input.ndim > 1 && input.shape[1] % numGroups === 0 ? `: nn.GroupNorm(${numGroups}, ${input.shape[1]})` : '';
      const advice = layout === undefined ? other : `; its ${layout}`;
      const problem = `expects ${channelCount(this.numChannels)} but the input has ${input.shape[1] ?? 'none'}${advice}`;
      throw new ShapeError(`GroupNorm(${this.numGroups}, ${this.numChannels})`, problem, { input: input.shape });
    }
    const { weight, bias, eps } = this;
    return F.groupNorm(input, this.numGroups, { weight, bias, eps });
  }

  override extraRepr(): string {
    const affine = pythonBoolean(this.weight !== undefined);
    const bias = pythonBoolean(this.bias !== undefined);
    return `${this.numGroups}, ${this.numChannels}, eps=${pythonFloat(this.eps)}, affine=${affine}, bias=${bias}`;
  }
}

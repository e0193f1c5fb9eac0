import { ShapeError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import { channelsLast } from '../shape/layout.ts';
import type { Shape } from '../shape/rowMajor.ts';
import { ones, zeros } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { ones_, zeros_ } from './init.ts';
import { channelCount, checkCount, emptyParameter, type Placement, placementNames } from './layer.ts';
import { Module } from './Module.ts';
import type { Parameter } from './Parameter.ts';
import { pythonBoolean, pythonFloat } from './python.ts';

/** Options of norms that keep running statistics. */
export interface RunningNormOptions extends Placement {
  /** Added to the variance. Default 1e-5. */
  readonly eps?: number;
  /** How much of the running statistics a new batch makes up; null: the average over all batches. Default 0.1. */
  readonly momentum?: number | null;
  /** Whether each channel learns a factor, and with `bias` a summand. */
  readonly affine?: boolean;
  /** Whether an affine norm learns a summand. Default true. */
  readonly bias?: boolean;
  /** Whether running statistics are kept, to normalise by them in `eval` mode. */
  readonly trackRunningStats?: boolean;
}

/** What batch and instance norms are made of: PyTorch's `_NormBase`. */
export abstract class RunningNorm extends Module {
  readonly numFeatures: number;
  readonly eps: number;
  readonly momentum: number | null;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
  /** The mean and the unbiased variance of each channel, averaged over the batches seen in training. */
  readonly runningMean: Tensor | undefined;
  readonly runningVar: Tensor | undefined;
  /** How many batches were seen in training: an int32 scalar. */
  readonly numBatchesTracked: Tensor | undefined;

  constructor(
    numFeatures: number,
    options: RunningNormOptions,
    usual: { affine: boolean; trackRunningStats: boolean },
  ) {
    super();
    const { name } = new.target;
    checkOptions(name, options, ['eps', 'momentum', 'affine', 'bias', 'trackRunningStats', ...placementNames]);
    const { affine = usual.affine, bias = true, trackRunningStats = usual.trackRunningStats } = options;
    const { dtype = 'float32', device = 'default' } = options;
    this.numFeatures = checkCount(name, 'numFeatures', numFeatures);
    this.eps = options.eps ?? 1e-5;
    this.momentum = options.momentum === undefined ? 0.1 : options.momentum;
    this.weight = affine ? emptyParameter([numFeatures], options) : undefined;
    this.bias = affine && bias ? emptyParameter([numFeatures], options) : undefined;
    if (trackRunningStats) {
      const mean = zeros([numFeatures], { dtype, device });
      const variance = ones([numFeatures], { dtype, device });
      const batches = zeros([], { dtype: 'int32', device });
      this.runningMean = this.registerBuffer('runningMean', mean, { key: 'running_mean' });
      this.runningVar = this.registerBuffer('runningVar', variance, { key: 'running_var' });
      this.numBatchesTracked = this.registerBuffer('numBatchesTracked', batches, { key: 'num_batches_tracked' });
    }
    this.resetParameters();
  }

  /** Forgets what was learnt and seen. */
  resetParameters(): void {
    if (this.weight !== undefined) ones_(this.weight);
    if (this.bias !== undefined) zeros_(this.bias);
    this.resetRunningStats();
  }

  /** Forgets what was seen. */
  resetRunningStats(): void {
    if (this.runningMean !== undefined) zeros_(this.runningMean);
    if (this.runningVar !== undefined) ones_(this.runningVar);
    if (this.numBatchesTracked !== undefined) zeros_(this.numBatchesTracked);
  }

  /** @throws ShapeError unless the input has one of these numbers of axes, and the channels at `axis`. */
  protected checkInput({ shape }: Tensor, form: string, ndims: readonly number[], axis: number): void {
    if (!ndims.includes(shape.length) || shape[axis] !== this.numFeatures) {
      const problem = ndims.includes(shape.length)
        ? `expects ${channelCount(this.numFeatures)} but the input has ${shape[axis]}${this.#advice(shape, axis)}`
        : `expects ${form}${this.#otherForm(shape, ndims)}`;
      throw new ShapeError(`${this.constructor.name}(${this.numFeatures})`, problem, { input: shape });
    }
  }

  #advice(shape: Shape, axis: number): string {
    const layout = channelsLast(shape, this.numFeatures, shape.length - 1 - axis);
    return layout === undefined ? `: nn.${this.constructor.name}(${shape[axis]})` : `; its ${layout}`;
  }

  /** What to do with an input that has other axes: it lacks the batch, or is for a norm of other axes. */
  #otherForm(shape: Shape, ndims: readonly number[]): string {
    const { name } = this.constructor;
    if (ndims.includes(shape.length + 1) && shape[0] === this.numFeatures) {
      return `; unsqueeze(0) makes a batch of one, [${[1, ...shape].join(', ')}]`;
    }
    const other = { BatchNorm1d: 'BatchNorm2d', BatchNorm2d: 'BatchNorm1d' }[name];
    const isForOther = shape.length === (name === 'BatchNorm1d' ? 4 : 2);
    return other !== undefined && isForOther ? `; for ${shape.length} axes there is nn.${other}` : '';
  }

  override extraRepr(): string {
    return [
      this.numFeatures,
      `eps=${pythonFloat(this.eps)}`,
      `momentum=${this.momentum === null ? 'None' : pythonFloat(this.momentum)}`,
      `affine=${pythonBoolean(this.weight !== undefined)}`,
      `bias=${pythonBoolean(this.bias !== undefined)}`,
      `track_running_stats=${pythonBoolean(this.runningMean !== undefined)}`,
    ].join(', ');
  }
}

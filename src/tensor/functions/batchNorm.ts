import { runInto } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { ArgumentError, ShapeError } from '../../errors.ts';
import { shrinkage } from '../../history/advice.ts';
import { runningAverage } from '../../kernels/norm/runningAverage.ts';
import { countOf } from '../../ops/norm/groups.ts';
import { checkOptions } from '../../options.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import type { Tensor } from '../tensor.ts';
import { requireNumber } from './arguments.ts';
import { reshape } from './move.ts';
import { type AffineOptions, checkVectors, normalized, ownStatistics, requireChannels } from './normalized.ts';
import { mean as meanOver } from './reduce.ts';

export interface BatchNormOptions extends AffineOptions {
  /** Normalize by the batch's statistics and update the running ones, instead of normalizing by those. */
  readonly training?: boolean;
  /** How much of the running statistics the new batch makes up. Default: 0.1. */
  readonly momentum?: number;
}

export interface InstanceNormOptions extends AffineOptions {
  readonly runningMean?: Tensor | undefined;
  readonly runningVar?: Tensor | undefined;
  /** Normalize by the image's own statistics (default), or by the running ones. */
  readonly useInputStats?: boolean;
  readonly momentum?: number;
}

/**
 * Every channel normalized over images and places: (x − mean) / √(variance + eps)·weight + bias.
 *
 *   input                    [images, channels, …]
 *   running statistics       [channels]; undefined for none
 *   weight, bias             [channels]
 *
 * In training the statistics are the batch's. It normalizes by the biased variance, and the running variance, updated
 * in place, takes in the unbiased one. Otherwise the running statistics normalize, and get no gradient.
 *
 * @throws ShapeError, also in training for a batch with one value per channel: it has no variance.
 */
export function batchNorm(
  input: Tensor,
  runningMean: Tensor | undefined,
  runningVar: Tensor | undefined,
  options: BatchNormOptions = {},
): Tensor {
  const operation = 'batchNorm';
  checkOptions(operation, options, ['weight', 'bias', 'training', 'momentum', 'eps']);
  const { training = false, momentum = 0.1 } = options;
  requireChannels(operation, input);
  const [images, channels, ...places] = input.shape;
  const inner = elementCount(places);
  checkVectors(operation, input, channels, { runningMean, runningVar, weight: options.weight, bias: options.bias });
  const grouping = { outer: images, groups: channels, groupInner: inner, features: channels, featureInner: inner };
  if (!training) {
    if (runningMean === undefined || runningVar === undefined) {
      throw new ArgumentError(operation, 'outside training it needs runningMean and runningVar to normalize by');
    }
    return normalized(operation, input, grouping, options, [runningMean, runningVar]);
  }
  if (countOf(grouping) === 1) {
    const rule =
      'training needs more than one value per channel: one value has no variance. Use a larger batch, or eval()';
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  requireNumber(operation, 'momentum', momentum, 0);
  const statistics = ownStatistics(input, grouping);
  const output = normalized(operation, input, grouping, options, statistics, true);
  updateRunning([runningMean, runningVar], statistics, { momentum, count: countOf(grouping) });
  return output;
}

/**
 * Every channel of every image normalized over its places.
 *
 *   input         [images, channels, …]
 *   weight, bias  [channels]
 *
 * Running statistics, where given, are updated by the mean over the images, or used, as useInputStats says.
 *
 * @throws ShapeError, also for one place per channel: it has no variance.
 */
export function instanceNorm(input: Tensor, options: InstanceNormOptions = {}): Tensor {
  const operation = 'instanceNorm';
  const known = ['runningMean', 'runningVar', 'weight', 'bias', 'useInputStats', 'momentum', 'eps'];
  checkOptions(operation, options, known);
  const { runningMean, runningVar, weight, bias, useInputStats = true, momentum = 0.1 } = options;
  requireChannels(operation, input);
  const [images, channels, ...places] = input.shape;
  const inner = elementCount(places);
  checkVectors(operation, input, channels, { runningMean, runningVar, weight, bias });
  if (!useInputStats) {
    return batchNorm(input, runningMean, runningVar, {
      weight,
      bias,
      ...(options.eps === undefined ? {} : { eps: options.eps }),
    });
  }
  if (inner === 1) {
    const shrunk = shrinkage(input.shape);
    const rule = `needs more than one place per channel: one value has no variance${shrunk ? `. ${shrunk}` : ''}`;
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  const grouping = { outer: 1, groups: images * channels, groupInner: inner, features: channels, featureInner: inner };
  requireNumber(operation, 'momentum', momentum, 0);
  const statistics = ownStatistics(input, grouping);
  const output = normalized(operation, input, grouping, options, statistics, true);
  if (runningMean !== undefined || runningVar !== undefined) {
    const perChannel = statistics.map((statistic) => meanOver(reshape(statistic, [images, channels]), 0));
    updateRunning([runningMean, runningVar], perChannel, { momentum, count: inner });
  }
  return output;
}

/** Takes a batch's statistics into the running ones, in place. */
function updateRunning(
  running: readonly (Tensor | undefined)[],
  statistics: readonly NdArray[],
  { momentum, count }: { readonly momentum: number; readonly count: number },
): void {
  if (count === 0) return;
  // Of the variance, the unbiased estimate: n / (n − 1) times the biased one.
  const factors = [1, count / (count - 1)];
  running.forEach((statistic, i) => {
    if (statistic === undefined) return;
    runInto(runningAverage, [statistic, statistics[i]], statistic, { sizes: {}, scalars: [momentum, factors[i]] });
  });
}

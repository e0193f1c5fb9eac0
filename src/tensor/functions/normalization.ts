import { runInto } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { ArgumentError, ShapeError } from '../../errors.ts';
import { runningAverage } from '../../kernels/norm/runningAverage.ts';
import { countOf, type Grouping, groupMean, groupVariance } from '../../ops/norm/groups.ts';
import { normalize as normalizeOperation } from '../../ops/norm/normalize.ts';
import { requireInteger } from '../../ops/window/geometry.ts';
import { checkOptions } from '../../options.ts';
import { elementCount, type Shape, sameShape } from '../../shape/rowMajor.ts';
import { full } from '../create.ts';
import { apply, type Tensor } from '../tensor.ts';
import { requireFloating } from './arguments.ts';
import { toDType } from './common.ts';
import { reshape } from './move.ts';
import { mean as meanOver } from './reduce.ts';

/** What every norm may be given. */
export interface AffineOptions {
  /** What each feature is multiplied by after normalizing; 1 without it. */
  readonly weight?: Tensor | undefined;
  /** What is added to each feature at last; 0 without it. */
  readonly bias?: Tensor | undefined;
  /** Added to the variance. Default: 1e-5. */
  readonly eps?: number;
}

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
  const statistics = ownStatistics(input, grouping);
  updateRunning([runningMean, runningVar], statistics, { momentum, count: countOf(grouping) });
  return normalized(operation, input, grouping, options, statistics, true);
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
    const rule = 'needs more than one place per channel: one value has no variance';
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  const grouping = { outer: 1, groups: images * channels, groupInner: inner, features: channels, featureInner: inner };
  const statistics = ownStatistics(input, grouping);
  if (runningMean !== undefined || runningVar !== undefined) {
    const perChannel = statistics.map((statistic) => meanOver(reshape(statistic, [images, channels]), 0));
    updateRunning([runningMean, runningVar], perChannel, { momentum, count: inner });
  }
  return normalized(operation, input, grouping, options, statistics, true);
}

/**
 * Every row normalized over its last axes, those of `normalizedShape`.
 *
 *   input         […, ...normalizedShape]
 *   weight, bias  normalizedShape
 *
 * @throws ShapeError if the input does not end in normalizedShape.
 */
export function layerNorm(input: Tensor, normalizedShape: number | Shape, options: AffineOptions = {}): Tensor {
  const operation = 'layerNorm';
  checkOptions(operation, options, ['weight', 'bias', 'eps']);
  requireFloating(operation, 'input', input);
  const shape: Shape = typeof normalizedShape === 'number' ? [normalizedShape] : normalizedShape;
  const start = input.ndim - shape.length;
  if (shape.length === 0 || start < 0 || !sameShape(input.shape.slice(start), shape)) {
    throw new ShapeError(operation, `the input must end in normalizedShape [${shape.join(', ')}]`, {
      input: input.shape,
    });
  }
  for (const name of ['weight', 'bias'] as const) {
    const given = options[name];
    if (given !== undefined && !sameShape(given.shape, shape)) {
      throw new ShapeError(operation, `${name} must have the normalizedShape`, {
        [name]: given.shape,
        normalizedShape: shape,
      });
    }
  }
  const size = elementCount(shape);
  const rows = elementCount(input.shape.slice(0, start));
  const grouping = { outer: 1, groups: rows, groupInner: size, features: size, featureInner: 1 };
  return normalized(operation, input, grouping, options, ownStatistics(input, grouping), true);
}

/**
 * The channels of an image normalized in groups, over their places.
 *
 *   input         [images, channels, …]
 *   weight, bias  [channels]
 *
 * @throws ShapeError if the channels cannot be divided among the groups, or there is one value per group in all.
 */
export function groupNorm(input: Tensor, numGroups: number, options: AffineOptions = {}): Tensor {
  const operation = 'groupNorm';
  checkOptions(operation, options, ['weight', 'bias', 'eps']);
  requireInteger(operation, 'numGroups', numGroups, 1);
  requireChannels(operation, input);
  const [images, channels, ...places] = input.shape;
  const inner = elementCount(places);
  if (channels % numGroups !== 0) {
    const rule = `${channels} channels cannot be divided among ${numGroups} groups`;
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  checkVectors(operation, input, channels, { weight: options.weight, bias: options.bias });
  const groupInner = (channels / numGroups) * inner;
  if (images * groupInner === 1) {
    const rule = 'needs more than one value per group: one value has no variance';
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  const grouping = { outer: 1, groups: images * numGroups, groupInner, features: channels, featureInner: inner };
  return normalized(operation, input, grouping, options, ownStatistics(input, grouping), true);
}

/** Mean and biased variance of every group. */
function ownStatistics(input: Tensor, grouping: Grouping): [mean: Tensor, variance: Tensor] {
  const mean = apply(groupMean, [input], grouping);
  return [mean, apply(groupVariance, [input, mean], grouping)];
}

/** The way in which all norms end. */
function normalized(
  operation: string,
  input: Tensor,
  grouping: Grouping,
  { weight, bias, eps = 1e-5 }: AffineOptions,
  statistics: readonly [Tensor, Tensor],
  areOwn = false,
): Tensor {
  if (!(eps >= 0)) {
    throw new ArgumentError(operation, `eps must be at least 0, but is ${eps}`);
  }
  const { dtype, device } = input;
  const [mean, variance] = statistics.map((statistic) => toDType(statistic, dtype));
  // Without weight and bias all elements are one feature, with weight 1 and bias 0.
  const isAffine = weight !== undefined || bias !== undefined;
  const features = isAffine
    ? grouping
    : { ...grouping, features: 1, featureInner: grouping.outer * grouping.groups * grouping.groupInner };
  const gamma = weight ?? full([features.features], 1, { dtype, device });
  const beta = bias ?? full([features.features], 0, { dtype, device });
  const inputs = [input, mean, variance, toDType(gamma, dtype), toDType(beta, dtype)];
  return apply(normalizeOperation, inputs, { grouping: features, eps, ownStatistics: areOwn });
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

function requireChannels(operation: string, input: Tensor): void {
  requireFloating(operation, 'input', input);
  if (input.ndim < 2) {
    throw new ShapeError(operation, 'expects input [images, channels, …]', { input: input.shape });
  }
}

/** @throws ShapeError unless each of these is undefined or [channels]. */
function checkVectors(
  operation: string,
  input: Tensor,
  channels: number,
  vectors: Readonly<Record<string, Tensor | undefined>>,
): void {
  for (const [name, vector] of Object.entries(vectors)) {
    if (vector !== undefined && !sameShape(vector.shape, [channels])) {
      const rule = `${name} must have one number for each of the ${channels} channels`;
      throw new ShapeError(operation, rule, { [name]: vector.shape, input: input.shape });
    }
  }
}

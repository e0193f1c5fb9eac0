import { DeviceError, ShapeError } from '../../errors.ts';
import { type Grouping, groupMean, groupVariance } from '../../ops/norm/groups.ts';
import { normalize as normalizeOperation } from '../../ops/norm/normalize.ts';
import { sameShape } from '../../shape/rowMajor.ts';
import { full } from '../create.ts';
import { apply, type Tensor } from '../tensor.ts';
import { requireFloating, requireNumber } from './arguments.ts';
import { toDType } from './common.ts';

/** What every norm may be given. */
export interface AffineOptions {
  /** What each feature is multiplied by after normalizing; 1 without it. */
  readonly weight?: Tensor | undefined;
  /** What is added to each feature at last; 0 without it. */
  readonly bias?: Tensor | undefined;
  /** Added to the variance. Default: 1e-5. */
  readonly eps?: number;
}

/** Mean and biased variance of every group. */
export function ownStatistics(input: Tensor, grouping: Grouping): [mean: Tensor, variance: Tensor] {
  const mean = apply(groupMean, [input], grouping);
  return [mean, apply(groupVariance, [input, mean], grouping)];
}

/** The way in which all norms end. */
export function normalized(
  operation: string,
  input: Tensor,
  grouping: Grouping,
  { weight, bias, eps = 1e-5 }: AffineOptions,
  statistics: readonly [Tensor, Tensor],
  areOwn = false,
): Tensor {
  requireNumber(operation, 'eps', eps, 0);
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

/** @throws ShapeError unless the input has images and channels, DTypeError unless it is floating. */
export function requireChannels(operation: string, input: Tensor): void {
  requireFloating(operation, 'input', input);
  if (input.ndim < 2) {
    throw new ShapeError(operation, 'expects input [images, channels, …]', { input: input.shape });
  }
}

/** @throws ShapeError, DTypeError, DeviceError unless each of these is undefined, or floating, [channels] and with the input. */
export function checkVectors(
  operation: string,
  input: Tensor,
  channels: number,
  vectors: Readonly<Record<string, Tensor | undefined>>,
): void {
  for (const [name, vector] of Object.entries(vectors)) {
    if (vector === undefined) continue;
    requireFloating(operation, name, vector);
    vector.storage.handleFor(operation); // of two running statistics, both change or none
    if (vector.device !== input.device) {
      throw new DeviceError(`${operation}: ${name} is on ${vector.device}, but the input on ${input.device}`);
    }
    if (!sameShape(vector.shape, [channels])) {
      const rule = `${name} must have one number for each of the ${channels} channels`;
      throw new ShapeError(operation, rule, { [name]: vector.shape, input: input.shape });
    }
  }
}

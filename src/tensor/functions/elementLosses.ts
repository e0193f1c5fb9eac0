import type { Operation } from '../../autograd/operation.ts';
import { ArgumentError, ShapeError } from '../../errors.ts';
import { batchChange } from '../../history/advice.ts';
import { binaryCrossEntropy as bceOperation } from '../../ops/loss/binaryCrossEntropy.ts';
import { binaryCrossEntropyWithLogits as bceLogitsOperation } from '../../ops/loss/binaryCrossEntropyWithLogits.ts';
import type { Compared, ShapeParams } from '../../ops/loss/distanceLoss.ts';
import { huberLoss as huberOperation } from '../../ops/loss/huberLoss.ts';
import { klDiv as klOperation } from '../../ops/loss/klDiv.ts';
import { l1Loss as l1Operation } from '../../ops/loss/l1Loss.ts';
import { mseLoss as mseOperation } from '../../ops/loss/mseLoss.ts';
import { smoothL1Loss as smoothL1Operation } from '../../ops/loss/smoothL1Loss.ts';
import { checkOptions } from '../../options.ts';
import { sameShape } from '../../shape/rowMajor.ts';
import { full } from '../create.ts';
import { apply, type Tensor } from '../tensor.ts';
import { requireFloating, requireNumber } from './arguments.ts';
import { expandTo, toDType, together } from './common.ts';
import { mul } from './pointwise.ts';
import { checkReduction, type Reduction, reduceLosses } from './reduction.ts';

export interface LossOptions {
  /** Default: 'mean'. */
  readonly reduction?: Reduction;
}

/** The squared distance (input − target)², averaged. Input and target are broadcast. */
export function mseLoss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkOptions('mseLoss', options, ['reduction']);
  return distance('mseLoss', mseOperation, [input, target], options, []);
}

/** The distance |input − target|, averaged. Its gradient where they are equal is 0. */
export function l1Loss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkOptions('l1Loss', options, ['reduction']);
  return distance('l1Loss', l1Operation, [input, target], options, []);
}

/**
 * z² / (2·beta) where z = |input − target| is below `beta` (default 1), z − beta / 2 elsewhere; averaged. beta 0 is
 * l1Loss.
 *
 * @throws ArgumentError for a negative beta.
 */
export function smoothL1Loss(
  input: Tensor,
  target: Tensor,
  options: LossOptions & { readonly beta?: number } = {},
): Tensor {
  checkOptions('smoothL1Loss', options, ['reduction', 'beta']);
  const { beta = 1 } = options;
  requireNumber('smoothL1Loss', 'beta', beta, 0);
  return distance('smoothL1Loss', smoothL1Operation, [input, target], options, [beta]);
}

/**
 * z² / 2 where z = |input − target| is below `delta` (default 1), delta·(z − delta / 2) elsewhere; averaged.
 *
 * @throws ArgumentError unless delta is positive.
 */
export function huberLoss(
  input: Tensor,
  target: Tensor,
  options: LossOptions & { readonly delta?: number; readonly weight?: Tensor | undefined } = {},
): Tensor {
  checkOptions('huberLoss', options, ['reduction', 'delta', 'weight']);
  const { delta = 1 } = options;
  if (typeof delta !== 'number' || !(delta > 0)) {
    throw new ArgumentError('huberLoss', `delta must be positive, but is ${delta}`);
  }
  return distance('huberLoss', huberOperation, [input, target], options, [delta]);
}

/** A loss of the distance of two broadcast tensors, weighted and reduced. */
function distance(
  name: string,
  operation: Operation<ShapeParams, Compared>,
  [input, target]: readonly [Tensor, Tensor],
  { reduction = 'mean', weight }: LossOptions & { readonly weight?: Tensor | undefined },
  scalars: readonly number[],
): Tensor {
  checkReduction(name, reduction);
  const both = together(name, input, target);
  requireFloating(name, 'input', both[0]);
  const losses = apply(operation, both, { scalars });
  return reduceLosses(weight === undefined ? losses : mul(losses, weight), reduction);
}

export interface BinaryCrossEntropyOptions extends LossOptions {
  /** How much every element counts; broadcast. The mean still divides by the number of elements. */
  readonly weight?: Tensor | undefined;
}

export interface BinaryCrossEntropyWithLogitsOptions extends BinaryCrossEntropyOptions {
  /** How much more a truth of 1 counts than one of 0; broadcast, usually [classes]. */
  readonly posWeight?: Tensor | undefined;
}

/**
 * −(target·log input + (1 − target)·log(1 − input)) of probabilities, averaged; a logarithm is at least −100. An input
 * outside 0 … 1 gives NaN. The target is data: it gets no gradient.
 *
 * @throws ShapeError unless input and target have one shape.
 */
export function binaryCrossEntropy(input: Tensor, target: Tensor, options: BinaryCrossEntropyOptions = {}): Tensor {
  const name = 'binaryCrossEntropy';
  checkOptions(name, options, ['reduction', 'weight']);
  const { reduction = 'mean', weight } = options;
  checkReduction(name, reduction);
  checkSameShape(name, input, target);
  const losses = apply(bceOperation, [input, toDType(target, input.dtype)], {});
  return reduceLosses(weight === undefined ? losses : mul(losses, weight), reduction);
}

/**
 * `binaryCrossEntropy` of sigmoid(input), computed in one go: posWeight·target·softplus(−input) +
 * (1 − target)·softplus(input), averaged. It cannot overflow, as the two steps could.
 *
 * @throws ShapeError unless input and target have one shape.
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  options: BinaryCrossEntropyWithLogitsOptions = {},
): Tensor {
  const name = 'binaryCrossEntropyWithLogits';
  checkOptions(name, options, ['reduction', 'weight', 'posWeight']);
  const { reduction = 'mean', weight, posWeight } = options;
  checkReduction(name, reduction);
  checkSameShape(name, input, target);
  const { dtype, device, shape } = input;
  const positive = expandTo(toDType(posWeight ?? full([], 1, { dtype, device }), dtype), shape);
  const losses = apply(bceLogitsOperation, [input, toDType(target, dtype), positive], {});
  return reduceLosses(weight === undefined ? losses : mul(losses, weight), reduction);
}

function checkSameShape(operation: string, input: Tensor, target: Tensor): void {
  requireFloating(operation, 'input', input);
  if (!sameShape(input.shape, target.shape)) {
    const shapes = { input: input.shape, target: target.shape };
    const change = batchChange([input.shape, target.shape]);
    const advice = change === undefined ? '; use view or unsqueeze where only axes of 1 differ' : `: ${change}`;
    throw new ShapeError(operation, `target must have the input's shape${advice}`, shapes);
  }
}

export interface KlDivOptions {
  /** 'batchmean' is the divergence proper: the sum, divided by the size of the first axis. Default: 'mean'. */
  readonly reduction?: Reduction | 'batchmean';
  /** Whether the target, too, is given as log-probabilities. */
  readonly logTarget?: boolean;
}

/**
 * The Kullback-Leibler divergence from log-probabilities `input` to `target`: Σ target·(log target − input). Broadcast.
 *
 * @throws ArgumentError for an unknown reduction.
 */
export function klDiv(input: Tensor, target: Tensor, options: KlDivOptions = {}): Tensor {
  const name = 'klDiv';
  checkOptions(name, options, ['reduction', 'logTarget']);
  const { reduction = 'mean', logTarget = false } = options;
  checkReduction(name, reduction, ['mean', 'sum', 'none', 'batchmean']);
  const both = together(name, input, target);
  requireFloating(name, 'input', both[0]);
  const losses = apply(klOperation, both, { logTarget });
  return reduction === 'batchmean'
    ? reduceLosses(losses, 'mean', input.shape[0] ?? 1)
    : reduceLosses(losses, reduction);
}

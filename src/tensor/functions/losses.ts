import { isFloating } from '../../dtype.ts';
import { ArgumentError, ShapeError } from '../../errors.ts';
import { crossEntropy as crossEntropyOperation } from '../../ops/loss/crossEntropy.ts';
import { labelWeights } from '../../ops/loss/labelWeights.ts';
import { nllLoss as nllOperation } from '../../ops/loss/nllLoss.ts';
import { softTargetCrossEntropy } from '../../ops/loss/softTargetCrossEntropy.ts';
import { weightedMean } from '../../ops/loss/weightedMean.ts';
import { checkOptions } from '../../options.ts';
import { sameShape } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { requireFloating } from './arguments.ts';
import { toDType } from './common.ts';
import { batched, classWeights, type Labelled, labelled } from './labels.ts';
import { reshape } from './move.ts';
import { checkReduction, type Reduction, reduceLosses } from './reduction.ts';

export interface NllLossOptions {
  readonly reduction?: Reduction;
  /** [classes]: how much the rows of each class count. It gets no gradient. */
  readonly weight?: Tensor | undefined;
  /** Rows with this label count nothing. Default: −100. */
  readonly ignoreIndex?: number;
}

export interface CrossEntropyOptions extends NllLossOptions {
  /** ε, from 0 to 1: how much of the truth is spread evenly over all classes. */
  readonly labelSmoothing?: number;
}

/**
 * The cross entropy of softmax(input) against the truth: class labels, or probabilities.
 *
 *   input   [images, classes, …], logits; or [classes]
 *   target  [images, …], int32 or uint8; or probabilities of the input's shape
 *
 *   row = (1 − ε)·weight[t]·(logSumExp − input[t]) + ε/classes · Σ_c weight[c]·(logSumExp − input[c])
 *
 * The mean divides by the weights of the labels that are not ignored (none left gives NaN), with probabilities by the
 * number of rows.
 *
 * @throws ShapeError, DTypeError, and ArgumentError for a label that is no class, or ignoreIndex with probabilities.
 */
export function crossEntropy(input: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const operation = 'crossEntropy';
  checkOptions(operation, options, ['reduction', 'weight', 'ignoreIndex', 'labelSmoothing']);
  const { reduction = 'mean', weight, ignoreIndex = -100, labelSmoothing = 0 } = options;
  checkReduction(operation, reduction);
  if (!Number.isSafeInteger(ignoreIndex)) {
    throw new ArgumentError(operation, `ignoreIndex must be an integer, but is ${String(ignoreIndex)}`);
  }
  requireFloating(operation, 'input', input);
  if (typeof labelSmoothing !== 'number' || !(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new ArgumentError(operation, `labelSmoothing must be between 0 and 1, but is ${labelSmoothing}`);
  }
  if (isFloating(target.dtype) && sameShape(target.shape, input.shape) && input.ndim > 0) {
    if (ignoreIndex >= 0) {
      const rule = `ignoreIndex is ${ignoreIndex}, but target holds probabilities, which have no label to ignore`;
      throw new ArgumentError(operation, rule);
    }
    return softCrossEntropy(input, target, { reduction, weight, labelSmoothing });
  }
  const given = labelled(operation, input, target, { weight, ignoreIndex });
  const rows = apply(crossEntropyOperation, [given.input, given.labels, given.weight], { ignoreIndex, labelSmoothing });
  return reduceRows(rows, given, { reduction, ignoreIndex, isWeighted: weight !== undefined, shape: target.shape });
}

/**
 * Minus the label's entry of log-probabilities: `crossEntropy` after `logSoftmax`.
 *
 *   input   [images, classes, …], log-probabilities; or [classes]
 *   target  [images, …], int32 or uint8
 *
 * @throws ShapeError, DTypeError, ArgumentError for a label that is no class.
 */
export function nllLoss(input: Tensor, target: Tensor, options: NllLossOptions = {}): Tensor {
  const operation = 'nllLoss';
  checkOptions(operation, options, ['reduction', 'weight', 'ignoreIndex']);
  const { reduction = 'mean', weight, ignoreIndex = -100 } = options;
  checkReduction(operation, reduction);
  if (!Number.isSafeInteger(ignoreIndex)) {
    throw new ArgumentError(operation, `ignoreIndex must be an integer, but is ${String(ignoreIndex)}`);
  }
  requireFloating(operation, 'input', input);
  const given = labelled(operation, input, target, { weight, ignoreIndex });
  const rows = apply(nllOperation, [given.input, given.labels, given.weight], { ignoreIndex });
  return reduceRows(rows, given, { reduction, ignoreIndex, isWeighted: weight !== undefined, shape: target.shape });
}

interface SoftOptions {
  readonly reduction: Reduction;
  readonly weight: Tensor | undefined;
  readonly labelSmoothing: number;
}

/** Cross entropy against probabilities of the input's shape. */
function softCrossEntropy(input: Tensor, target: Tensor, { reduction, weight, labelSmoothing }: SoftOptions): Tensor {
  const logits = batched(input);
  const truth = batched(toDType(target, input.dtype));
  const weights = classWeights('crossEntropy', weight, logits);
  if (logits.shape[1] === 0) {
    throw new ShapeError('crossEntropy', 'there must be at least one class', { input: input.shape });
  }
  const rows = apply(softTargetCrossEntropy, [logits, truth, weights], { labelSmoothing });
  const losses = input.ndim === 1 ? reshape(rows, []) : rows;
  return reduceLosses(losses, reduction);
}

interface RowOptions {
  readonly reduction: Reduction;
  readonly ignoreIndex: number;
  readonly isWeighted: boolean;
  /** Of the labels as the user gave them. */
  readonly shape: readonly number[];
}

/** The losses of labelled rows reduced: the mean is over the weights of the labels that are not ignored. */
function reduceRows(rows: Tensor, { labels, range, weight }: Labelled, options: RowOptions): Tensor {
  const { reduction, ignoreIndex, isWeighted, shape } = options;
  if (reduction === 'none') {
    return sameShape(rows.shape, shape) ? rows : reshape(rows, shape);
  }
  const noneIgnored = range !== undefined && (ignoreIndex < range.min || ignoreIndex > range.max);
  if (reduction === 'sum' || (noneIgnored && !isWeighted)) {
    return reduceLosses(rows, reduction);
  }
  return apply(weightedMean, [rows, apply(labelWeights, [labels, weight], { ignoreIndex })], {});
}

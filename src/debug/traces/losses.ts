import type { CrossEntropyOptions } from '../../tensor/functions/losses.ts';
import type { SoftmaxOptions } from '../../tensor/functions/softmax.ts';
import { functional as F } from '../../tensor/methods.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type OperationTrace, traced } from '../operationTrace.ts';

/** With a reduction, the one step adds up the losses of the rows; the steps of the rows are those of `reduction: 'none'`. */
export function crossEntropy(input: Tensor, target: Tensor, options: CrossEntropyOptions = {}): OperationTrace {
  const { weight } = options;
  return traced(
    { input, target, weight },
    (moved: { input: Tensor; target: Tensor; weight?: Tensor }) =>
      F.crossEntropy(moved.input, moved.target, { ...options, weight: moved.weight }),
    { operation: 'crossEntropy', ...(options.reduction !== 'none' && { tensors: { input: 'losses' } }) },
  );
}

export function softmax(input: Tensor, dim: number, options: SoftmaxOptions = {}): OperationTrace {
  return traced({ input }, (moved) => F.softmax(moved.input, dim, options));
}

export function logSoftmax(input: Tensor, dim: number, options: SoftmaxOptions = {}): OperationTrace {
  return traced({ input }, (moved) => F.logSoftmax(moved.input, dim, options));
}

export function relu(input: Tensor): OperationTrace {
  return traced({ input }, (moved) => F.relu(moved.input));
}

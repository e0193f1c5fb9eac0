import type { AdaptivePairLike } from '../../tensor/functions/adaptivePooling.ts';
import type { PairLike } from '../../tensor/functions/arguments.ts';
import type { SingleLike } from '../../tensor/functions/planes.ts';
import type { AvgPool2dOptions, AvgPoolOptions, MaxPoolOptions } from '../../tensor/functions/pooling.ts';
import { functional as F } from '../../tensor/methods.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type OperationTrace, traced } from '../operationTrace.ts';

/** Options of a max pooling that is walked through: its steps tell where the winners are. */
type WithoutIndices<Size> = Omit<MaxPoolOptions<Size>, 'returnIndices'>;

export function maxPool2d(input: Tensor, kernelSize: PairLike, options: WithoutIndices<PairLike> = {}): OperationTrace {
  return traced({ input }, (moved) => F.maxPool2d(moved.input, kernelSize, options));
}

export function maxPool1d(
  input: Tensor,
  kernelSize: SingleLike,
  options: WithoutIndices<SingleLike> = {},
): OperationTrace {
  return traced({ input }, (moved) => F.maxPool1d(moved.input, kernelSize, options));
}

export function avgPool2d(input: Tensor, kernelSize: PairLike, options: AvgPool2dOptions = {}): OperationTrace {
  return traced({ input }, (moved) => F.avgPool2d(moved.input, kernelSize, options));
}

export function avgPool1d(
  input: Tensor,
  kernelSize: SingleLike,
  options: AvgPoolOptions<SingleLike> = {},
): OperationTrace {
  return traced({ input }, (moved) => F.avgPool1d(moved.input, kernelSize, options));
}

export function adaptiveMaxPool2d(input: Tensor, outputSize: AdaptivePairLike): OperationTrace {
  return traced({ input }, (moved) => F.adaptiveMaxPool2d(moved.input, outputSize));
}

export function adaptiveMaxPool1d(input: Tensor, outputSize: SingleLike): OperationTrace {
  return traced({ input }, (moved) => F.adaptiveMaxPool1d(moved.input, outputSize));
}

export function adaptiveAvgPool2d(input: Tensor, outputSize: AdaptivePairLike): OperationTrace {
  return traced({ input }, (moved) => F.adaptiveAvgPool2d(moved.input, outputSize));
}

export function adaptiveAvgPool1d(input: Tensor, outputSize: SingleLike): OperationTrace {
  return traced({ input }, (moved) => F.adaptiveAvgPool1d(moved.input, outputSize));
}

import type { PadOptions } from '../../tensor/functions/padding.ts';
import { functional as F } from '../../tensor/methods.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type OperationTrace, traced } from '../operationTrace.ts';

export function pad(input: Tensor, padding: readonly number[], options: PadOptions = {}): OperationTrace {
  return traced({ input }, (moved) => F.pad(moved.input, padding, options));
}

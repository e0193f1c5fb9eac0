import type { Conv2dOptions } from '../../tensor/functions/convolution.ts';
import { functional as F } from '../../tensor/methods.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type GradientNaming, type OperationTrace, traced } from '../operationTrace.ts';

/** The tensors of a convolution, where they are traced. */
interface Moved {
  readonly input: Tensor;
  readonly weight: Tensor;
  readonly bias?: Tensor;
}

/** A bias was added to every place of its channel, so its gradient is a sum over them. */
const gradients: GradientNaming = {
  bias: {
    operation: 'conv2d',
    pass: 'gradient of bias',
    tensors: { input: 'gradOutput', output: 'gradBias' },
  },
};

export function conv2d(input: Tensor, weight: Tensor, bias?: Tensor, options: Conv2dOptions = {}): OperationTrace {
  const call = (moved: Moved) => F.conv2d(moved.input, moved.weight, moved.bias, options);
  return traced({ input, weight, bias }, call, {}, gradients);
}

import { transposedNaming } from '../../explain/naming.ts';
import type { Conv1dOptions, Conv2dOptions } from '../../tensor/functions/convolution.ts';
import type { ConvTranspose1dOptions, ConvTranspose2dOptions } from '../../tensor/functions/transposedConvolution.ts';
import { functional as F } from '../../tensor/methods.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type GradientNaming, type OperationTrace, traced } from '../operationTrace.ts';

/** The tensors of a convolution, where they are traced. */
interface Moved {
  readonly input: Tensor;
  readonly weight: Tensor;
  readonly bias?: Tensor;
}

export function conv2d(input: Tensor, weight: Tensor, bias?: Tensor, options: Conv2dOptions = {}): OperationTrace {
  const call = (moved: Moved) => F.conv2d(moved.input, moved.weight, moved.bias, options);
  return traced({ input, weight, bias }, call, {}, { bias: biasGradient('conv2d') });
}

export function conv1d(input: Tensor, weight: Tensor, bias?: Tensor, options: Conv1dOptions = {}): OperationTrace {
  const call = (moved: Moved) => F.conv1d(moved.input, moved.weight, moved.bias, options);
  return traced({ input, weight, bias }, call, {}, { bias: biasGradient('conv1d') });
}

export function convTranspose2d(
  input: Tensor,
  weight: Tensor,
  bias?: Tensor,
  options: ConvTranspose2dOptions = {},
): OperationTrace {
  const call = (moved: Moved) => F.convTranspose2d(moved.input, moved.weight, moved.bias, options);
  return traced({ input, weight, bias }, call, transposedNaming('2d'), transposedGradients('convTranspose2d'));
}

export function convTranspose1d(
  input: Tensor,
  weight: Tensor,
  bias?: Tensor,
  options: ConvTranspose1dOptions = {},
): OperationTrace {
  const call = (moved: Moved) => F.convTranspose1d(moved.input, moved.weight, moved.bias, options);
  return traced({ input, weight, bias }, call, transposedNaming('1d'), transposedGradients('convTranspose1d'));
}

/** A bias was added to every place of its channel, so its gradient is a sum over them. */
function biasGradient(operation: string) {
  return { operation, pass: 'gradient of bias', tensors: { input: 'gradOutput', output: 'gradBias' } };
}

/** The gradients of a transposed convolution are those of a convolution with both ends exchanged. */
function transposedGradients(operation: string): GradientNaming {
  return {
    input: { operation, pass: 'gradient of input', tensors: { input: 'gradOutput', output: 'gradInput' } },
    weight: { operation, tensors: { input: 'gradOutput', gradOutput: 'input' } },
    bias: biasGradient(operation),
  };
}

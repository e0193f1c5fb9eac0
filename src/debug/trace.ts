import { trace as matrixTrace } from '../tensor/functions/products.ts';
import type { Tensor } from '../tensor/tensor.ts';
import * as convolution from './traces/convolution.ts';
import * as losses from './traces/losses.ts';
import * as padding from './traces/padding.ts';
import * as pooling from './traces/pooling.ts';
import * as products from './traces/products.ts';

/**
 * Operations that can be walked through, output element by output element, forward and back. Each takes what its
 * function in `F` takes, brings it to device 'explain', and gives the steps.
 *
 *     for (const step of trace.conv2d(image, weight, bias, { padding: 1 })) console.log(step.formula);
 *     trace.conv2d(image, weight).backward().weight.at([0, 0, 1, 1]);
 *
 * Called itself, it is PyTorch's `trace`: the sum of a matrix's diagonal (decision 101).
 *
 * @throws what the function throws, and DeviceError for tensors whose numbers must be awaited.
 */
export const trace = Object.assign((input: Tensor): Tensor => matrixTrace(input), {
  ...convolution,
  ...losses,
  ...padding,
  ...pooling,
  ...products,
});

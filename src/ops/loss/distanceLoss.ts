import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import { likeInput } from '../form.ts';

/** Input and target, as a loss saves them. */
export interface Compared {
  readonly [name: string]: NdArray;
  readonly input: NdArray;
  readonly target: NdArray;
}

/** The one number that shapes a loss, where there is one: a beta, a delta. */
export interface ShapeParams {
  readonly scalars: readonly number[];
}

/**
 * A loss of the distance between input and target, element by element. It is even, so exchanging the two changes
 * nothing, and the gradient by the target is the gradient kernel with the two exchanged.
 */
export function distanceLoss(
  name: string,
  kernel: Kernel<object>,
  gradKernel: Kernel<object>,
): Operation<ShapeParams, Compared> {
  return {
    name,
    forward(run, [input, target], { scalars }) {
      return { output: run(kernel, [input, target], likeInput(input, scalars)), saved: { input, target } };
    },
    backward(run, { gradOutput, saved: { input, target }, params: { scalars }, wants }) {
      const request = likeInput(gradOutput, scalars);
      return [
        wants[0] ? run(gradKernel, [gradOutput, input, target], request) : undefined,
        wants[1] ? run(gradKernel, [gradOutput, target, input], request) : undefined,
      ];
    },
  };
}

import { newArray } from '../dtype.ts';
import { DTypeError, GraphError } from '../errors.ts';
import { fromArray } from './fromArray.ts';
import { mul } from './functions/pointwise.ts';
import { sum } from './functions/reduce.ts';
import type { Tensor } from './tensor.ts';

export interface GradcheckOptions {
  /** The step of the finite difference. */
  readonly eps?: number;
  readonly atol?: number;
  readonly rtol?: number;
}

/**
 * Compares the gradient of `body` by every element of every input with a central finite difference,
 * (f(x + ε) − f(x − ε)) / 2ε. The outputs are weighted with unequal numbers: with a plain sum, a gradient that lands in
 * the wrong place can pass.
 *
 * @param inputs float64 tensors with requiresGrad; float32 is too coarse for finite differences.
 * @throws GraphError that names the first element that differs, with both values. DTypeError for other dtypes.
 */
export function gradcheck(
  body: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  { eps = 1e-6, atol = 1e-6, rtol = 1e-5 }: GradcheckOptions = {},
): true {
  for (const input of inputs) {
    if (input.requiresGrad && input.dtype !== 'float64') {
      throw new DTypeError('gradcheck', `needs float64 inputs, but one is ${input.dtype}. Use .to('float64').`);
    }
    input.grad = undefined;
  }
  weighted(body(...inputs)).backward();

  inputs.forEach((input, which) => {
    if (!input.requiresGrad) return;
    const analytic = input.grad?.toTypedArray() ?? newArray('float64', input.numel);
    const numbers = input.storage.read();
    for (let i = 0; i < input.numel; i++) {
      const value = numbers[i];
      numbers[i] = value + eps;
      const above = weighted(body(...inputs)).item();
      numbers[i] = value - eps;
      const below = weighted(body(...inputs)).item();
      numbers[i] = value;
      const numeric = (above - below) / (2 * eps);
      if (!(Math.abs(numeric - analytic[i]) <= atol + rtol * Math.abs(numeric))) {
        throw new GraphError(
          `gradcheck: the gradient of element ${i} of input ${which} [${input.shape.join(', ')}] is ${analytic[i]}, but the ` +
            `finite difference is ${numeric}`,
        );
      }
    }
  });
  return true;
}

/** Σ wᵢ·outputᵢ with weights that differ from element to element. */
function weighted(outputs: Tensor | readonly Tensor[]): Tensor {
  const all: readonly Tensor[] = Array.isArray(outputs) ? outputs : [outputs as Tensor];
  const sums = all
    .filter((output) => output.requiresGrad || all.length === 1)
    .map((output, which) => {
      const weights = Float64Array.from(
        { length: output.numel },
        (_, i) => 0.5 + (((i + 1) * 7919 + which * 31) % 17) / 8,
      );
      return sum(mul(output, fromArray(weights, output.shape, { device: output.device })));
    });
  return sums.reduce((total, part) => total.add(part));
}

import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import { fill } from '../../kernels/pointwise/fill.ts';
import { likeInput } from '../form.ts';

/**
 * How one input of a pointwise operation gets its gradient:
 *
 *   'same'             it is the output's gradient
 *   'zero'             it is 0 everywhere (a step function has no slope)
 *   undefined          there is none (a condition)
 *   a kernel           run on the output's gradient and on the arrays that its other inputs are named after
 *   { kernel, reads }  the same, where those names are given here: the operation's inputs, or 'output'
 */
export type PointwiseGradient =
  | 'same'
  | 'zero'
  | undefined
  | Kernel<object>
  | { readonly kernel: Kernel<object>; readonly reads: readonly string[] };

type Numbers<Name extends string> = { readonly [Scalar in Name]: number };

/**
 * The operation that a pointwise kernel and one gradient for each of its inputs make. It saves exactly what the
 * gradient kernels read, and hands its parameters to every kernel that has a scalar of that name. `mul.ts` and `relu.ts`
 * spell out what this writes for all the others.
 *
 * The inputs have one shape; the output has the last input's dtype (which all have, but the condition of `where`).
 */
export function pointwiseOperation<Scalar extends string = never>(
  name: string,
  kernel: Kernel<object>,
  gradients: readonly PointwiseGradient[],
): Operation<Numbers<Scalar>> {
  const needed = [...new Set(gradients.flatMap(readsOf))];
  return {
    name,
    forward(run, inputs, params) {
      const output = run(kernel, inputs, likeInput(inputs[inputs.length - 1], scalarsOf(kernel, params)));
      const saved: Record<string, NdArray> = {};
      for (const what of needed) {
        saved[what] = what === 'output' ? output : inputs[kernel.inputs.indexOf(what)];
      }
      return { output, saved };
    },
    backward(run, { gradOutput, params, saved, wants }) {
      return gradients.map((gradient, i) => {
        if (!wants[i] || gradient === undefined) return undefined;
        if (gradient === 'same') return gradOutput;
        if (gradient === 'zero') return run(fill, [], { ...likeInput(gradOutput, [0]), like: gradOutput });
        const gradKernel = 'kernel' in gradient ? gradient.kernel : gradient;
        const arrays = readsOf(gradient).map((what) => saved[what]);
        return run(gradKernel, [gradOutput, ...arrays], likeInput(gradOutput, scalarsOf(gradKernel, params)));
      });
    },
  };
}

/** The arrays that a gradient is computed from, besides the output's gradient. */
function readsOf(gradient: PointwiseGradient): readonly string[] {
  if (gradient === undefined || typeof gradient === 'string') return [];
  return 'kernel' in gradient ? gradient.reads : gradient.inputs.slice(1);
}

/** The parameters that are named as the kernel's scalars, in their order. */
function scalarsOf(kernel: Kernel<object>, params: Readonly<Record<string, number>>): readonly number[] {
  return kernel.scalars.map((scalar) => params[scalar]);
}

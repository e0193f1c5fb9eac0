import { isFloating } from '../dtype.ts';
import { broughtHere, ExplainedArray } from '../explain/backend.ts';
import '../explain/device.ts';
import type { Naming } from '../explain/naming.ts';
import { Trace, type TracedTensor } from '../explain/trace.ts';
import { onesLike } from '../tensor/like.ts';
import { Tensor } from '../tensor/tensor.ts';

/** What the gradients of an operation are called in their traces, by the input that they belong to. */
export type GradientNaming = Readonly<Record<string, Naming>>;

/** The trace of an operation, which can be followed back. */
export class OperationTrace extends Trace {
  readonly #output: Tensor;
  readonly #moved: Readonly<Record<string, Tensor>>;
  readonly #naming: GradientNaming;

  constructor(output: Tensor, moved: Readonly<Record<string, Tensor>>, naming: Naming, gradients: GradientNaming) {
    super(arrayOf(output), output.shape, Object.entries(moved).map(tracedTensor), naming);
    this.#output = output;
    this.#moved = moved;
    this.#naming = gradients;
  }

  /**
   * The traces of the gradients, by the input that they belong to: `trace.conv2d(x, weight).backward().weight`.
   *
   * @param gradOutput the gradient of the loss by the output; ones where it is left out.
   * @throws ShapeError if it does not look like the output.
   */
  backward(gradOutput?: Tensor): Readonly<Record<string, Trace>> {
    const output = this.#output;
    const inputs = Object.entries(this.#moved).filter(([, tensor]) => tensor.requiresGrad);
    for (const [, tensor] of inputs) tensor.grad = undefined;
    const gradient = new Tensor(broughtHere('trace', gradOutput ?? onesLike(output)));
    output.backward(gradient, { retainGraph: true });
    const naming = this.#naming;
    const shown = [...inputs.map(tracedTensor), tracedTensor(['gradOutput', gradient])];
    return Object.fromEntries(
      inputs.flatMap(([name, tensor]) => {
        const { grad } = tensor;
        return grad === undefined ? [] : [[name, new Trace(arrayOf(grad), grad.shape, shown, naming[name])]];
      }),
    );
  }
}

/** Runs an operation on its inputs where everything is remembered. */
export function traced<Names extends string>(
  given: Readonly<Record<Names, Tensor | undefined>>,
  call: (moved: Readonly<Record<Names, Tensor>>) => Tensor,
  naming: Naming = {},
  gradients: GradientNaming = {},
): OperationTrace {
  const moved: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries<Tensor | undefined>(given)) {
    if (tensor !== undefined) moved[name] = learning(tensor);
  }
  return new OperationTrace(call(moved as Record<Names, Tensor>), moved, naming, gradients);
}

/** A tensor of the same numbers on device 'explain', which wants a gradient if it can have one. */
function learning(tensor: Tensor): Tensor {
  const there = new Tensor(broughtHere('trace', tensor));
  there.requiresGrad = isFloating(there.dtype);
  return there;
}

function arrayOf({ storage }: Tensor): ExplainedArray {
  const handle = storage.handleFor('trace');
  if (!(handle instanceof ExplainedArray)) throw new TypeError('trace: the tensor is on another device'); // moved before
  return handle;
}

function tracedTensor([name, tensor]: [string, Tensor]): TracedTensor {
  return { name, shape: tensor.shape, numbers: arrayOf(tensor).numbers };
}

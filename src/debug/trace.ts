import { isFloating } from '../dtype.ts';
import { broughtHere, ExplainedArray } from '../explain/backend.ts';
import { explainDevice } from '../explain/device.ts';
import { type Naming, Trace, type TracedTensor } from '../explain/trace.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { Conv2dOptions } from '../tensor/functions/convolution.ts';
import { trace as matrixTrace } from '../tensor/functions/products.ts';
import { onesLike } from '../tensor/like.ts';
import { functional as F } from '../tensor/methods.ts';
import { Tensor } from '../tensor/tensor.ts';

/** What the gradients of an operation are called in their traces, by the input that they belong to. */
type GradientNaming = (output: Shape) => Readonly<Record<string, Naming>>;

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
    const gradient = (gradOutput ?? onesLike(output)).detach().to(explainDevice);
    output.backward(gradient, { retainGraph: true });
    const naming = this.#naming(output.shape);
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
function traced<Names extends string>(
  given: Readonly<Record<Names, Tensor | undefined>>,
  call: (moved: Readonly<Record<Names, Tensor>>) => Tensor,
  naming: Naming = {},
  gradients: GradientNaming = () => ({}),
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

/** A bias was added to every place of its channel, so its gradient is a sum over them. */
const convGradients: GradientNaming = (output) => ({
  bias: {
    operation: 'conv2d',
    pass: 'gradient of bias',
    tensors: { input: 'gradOutput', output: 'gradBias' },
    shapes: { input: output },
  },
});

const operations = {
  conv2d: (input: Tensor, weight: Tensor, bias?: Tensor, options: Conv2dOptions = {}): OperationTrace =>
    traced(
      { input, weight, bias },
      (moved) => F.conv2d(moved.input, moved.weight, moved.bias, options),
      {},
      convGradients,
    ),
};

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
export const trace = Object.assign((input: Tensor): Tensor => matrixTrace(input), operations);

import { enableGrad } from '../autograd/gradMode.ts';
import { isFloating } from '../dtype.ts';
import { ArgumentError } from '../errors.ts';
import { broughtHere } from '../explain/backend.ts';
import '../explain/device.ts';
import type { Naming } from '../explain/naming.ts';
import { coordinatesOf } from '../explain/reads.ts';
import { elementAt, Trace, type TracedTensor } from '../explain/trace.ts';
import { onesLike } from '../tensor/like.ts';
import { Tensor } from '../tensor/tensor.ts';
import { explainedArray } from './explainedArray.ts';
import { type Received, receiversOf, senderKey } from './receivers.ts';

/** What the gradients of an operation are called in their traces, by the input that they belong to. */
export type GradientNaming = Readonly<Record<string, Naming>>;

interface AllReceived {
  readonly gradOutput: Tensor | undefined;
  readonly version: number | undefined;
  readonly bySender: ReadonlyMap<string, readonly Received[]>;
}

/** The trace of an operation, which can be followed back. */
export class OperationTrace extends Trace {
  readonly #output: Tensor;
  readonly #moved: Readonly<Record<string, Tensor>>;
  readonly #naming: GradientNaming;
  /** For the gradient that was asked about last. */
  #received: AllReceived | undefined;

  constructor(output: Tensor, moved: Readonly<Record<string, Tensor>>, naming: Naming, gradients: GradientNaming) {
    super(explainedArray('trace', output), output.shape, Object.entries(moved).map(tracedTensor), naming);
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
        return grad === undefined
          ? []
          : [[name, new Trace(explainedArray('trace', grad), grad.shape, shown, naming[name])]];
      }),
    );
  }

  /**
   * Whom the gradient of one output element goes to, and how much each of them receives. Of a convolution these are the
   * cells and the weights that its forward step multiplied, and the bias.
   *
   *     trace.conv2d(x, weight).receivers([0, 0, 1, 1])   // [{ receiver, factor, product }, …]
   *
   * The first question walks through every step of the gradients, and asks each where it comes from.
   *
   * @param index coordinates, or the number in row-major order.
   * @throws ArgumentError if there is no such element.
   */
  receivers(index: number | readonly number[], gradOutput?: Tensor): readonly Received[] {
    const sender = coordinatesOf(elementAt('receivers', index, this.shape), this.shape);
    const version = gradOutput?.storage.version;
    let last = this.#received;
    if (last === undefined || last.gradOutput !== gradOutput || last.version !== version) {
      last = { gradOutput, version, bySender: receiversOf(Object.values(this.backward(gradOutput))) };
      this.#received = last;
    }
    return last.bySender.get(senderKey(sender)) ?? [];
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
    if (tensor !== undefined) moved[name] = learning(name, tensor);
  }
  const output = enableGrad(() => call(moved as Record<Names, Tensor>));
  return new OperationTrace(output, moved, naming, gradients);
}

/** A tensor of the same numbers on device 'explain', which wants a gradient if it can have one. */
function learning(name: string, tensor: Tensor): Tensor {
  if (!(tensor instanceof Tensor)) {
    const hint = name === 'bias' ? '. Options come after it: trace.conv2d(input, weight, undefined, { … })' : '';
    throw new ArgumentError('trace', `${name} must be a tensor, but is ${JSON.stringify(tensor)}${hint}`);
  }
  const there = new Tensor(broughtHere('trace', tensor));
  there.requiresGrad = isFloating(there.dtype);
  return there;
}

function tracedTensor([name, tensor]: [string, Tensor]): TracedTensor {
  return { name, shape: tensor.shape, numbers: explainedArray('trace', tensor).numbers };
}

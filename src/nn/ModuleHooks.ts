import { isGradEnabled } from '../autograd/gradMode.ts';
import { GraphError } from '../errors.ts';
import { reshape } from '../ops/move/reshape.ts';
import { apply, type Removable, Tensor } from '../tensor/tensor.ts';

/** Sees the inputs of a module before `forward`; the inputs it returns take their place. */
export type ForwardPreHook<Owner, Inputs> = (module: Owner, inputs: Inputs) => Inputs | undefined;

/** Sees inputs and output of a module after `forward`; the output it returns takes the output's place. */
export type ForwardHook<Owner, Inputs, Output> = (module: Owner, inputs: Inputs, output: Output) => Output | undefined;

/**
 * Sees the loss's gradients by the inputs and by the output of a module when they are known. An input that is no tensor
 * or needs no gradient has undefined. What it returns takes the place of the gradients by the inputs.
 */
export type BackwardHook<Owner> = (
  module: Owner,
  gradInputs: Gradients,
  gradOutputs: Gradients,
) => Gradients | undefined;

type Gradients = readonly (Tensor | undefined)[];

type AnyHook = (...seen: never) => unknown;

/**
 * The hooks of one module. Modules without hooks have none of these, and pay nothing. What the hooks take is known where
 * they are added, by the types of `Module`'s methods; here they are kept as functions of anything.
 */
export class ModuleHooks {
  readonly before = new Set<AnyHook>();
  readonly after = new Set<AnyHook>();
  readonly backward = new Set<AnyHook>();

  /** Calls `forward` between the hooks. */
  around<Inputs extends readonly unknown[], Output>(
    module: object,
    given: Inputs,
    forward: (...inputs: Inputs) => Output,
  ): Output {
    let inputs = given;
    for (const hook of this.before as Set<ForwardPreHook<object, Inputs>>) {
      inputs = hook(module, inputs) ?? inputs;
    }
    const hooks = this.backward as Set<BackwardHook<object>>;
    const gates = hooks.size === 0 || !isGradEnabled() ? undefined : new GradientGates(module, hooks);
    let output = forward(...(gates?.enter(inputs) ?? inputs));
    for (const hook of this.after as Set<ForwardHook<object, Inputs, Output>>) {
      output = hook(module, inputs, output) ?? output;
    }
    return gates?.leave(output) ?? output;
  }
}

/** Adds a hook to a set, and gives the way to take it out again. */
export function addHook(hooks: Set<AnyHook>, hook: AnyHook): Removable {
  hooks.add(hook);
  return {
    remove() {
      hooks.delete(hook);
    },
  };
}

/**
 * Lets the gradients of one call of a module be seen. Every input and the output pass through a gate, an operation that
 * changes nothing: the gradient by an input is what arrives at its gate, and not what the same tensor receives from
 * elsewhere. The gradient by the output arrives first, and the hooks are called when the last of the inputs' has.
 */
class GradientGates {
  readonly #module: object;
  readonly #hooks: ReadonlySet<BackwardHook<object>>;
  #gradInputs: (Tensor | undefined)[] = [];
  #gradOutput: Tensor | undefined;
  #gates = 0;
  #missing = 0;

  constructor(module: object, hooks: ReadonlySet<BackwardHook<object>>) {
    this.#module = module;
    this.#hooks = hooks;
  }

  enter<Inputs extends readonly unknown[]>(inputs: Inputs): Inputs {
    this.#gradInputs = inputs.map(() => undefined);
    const passed = inputs.map((input, i) => {
      if (!(input instanceof Tensor) || input.node === undefined) return input;
      this.#gates++;
      return gate(input, (gradient) => this.#arrive(i, gradient));
    });
    return passed as readonly unknown[] as Inputs;
  }

  leave<Output>(output: Output): Output {
    if (!(output instanceof Tensor)) {
      throw new GraphError(
        'registerFullBackwardHook: works where forward gives one tensor, but this gave another thing',
      );
    }
    if (output.node === undefined) return output;
    return gate(output, (gradient) => {
      this.#gradOutput = gradient;
      this.#missing = this.#gates;
      if (this.#gates === 0) this.#call();
      return undefined;
    }) as Output & Tensor;
  }

  #arrive(i: number, gradient: Tensor): Tensor | undefined {
    this.#gradInputs[i] = gradient;
    this.#missing--;
    if (this.#missing > 0) return undefined;
    const replaced = this.#call();
    if (replaced !== undefined && this.#gates > 1) {
      throw new GraphError(
        `registerFullBackwardHook: a hook can replace the gradient of a module with one differentiable input, but ` +
          `this one has ${this.#gates}: the others have gone on already`,
      );
    }
    return replaced?.[i];
  }

  #call(): Gradients | undefined {
    let replaced: Gradients | undefined;
    for (const hook of this.#hooks) {
      replaced = hook(this.#module, replaced ?? this.#gradInputs, [this.#gradOutput]) ?? replaced;
    }
    return replaced;
  }
}

/** The same tensor as the result of an operation of its own, whose gradient `hook` sees. */
function gate(tensor: Tensor, hook: (gradient: Tensor) => Tensor | undefined): Tensor {
  const passed = apply(reshape, [tensor], { shape: tensor.shape });
  passed.registerHook(hook);
  return passed;
}

import { ArgumentError } from '../errors.ts';
import type { ShapeRule } from '../explain/shape/axis.ts';
import { enterCall, leaveCall } from '../history/calls.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import { type Removable, Tensor } from '../tensor/tensor.ts';
import { Callable } from './Callable.ts';
import { noted } from './calls.ts';
import { addHook, type BackwardHook, type ForwardHook, type ForwardPreHook, ModuleHooks } from './ModuleHooks.ts';
import { type AnyModule, checkName, type Member, membersBelow, placesBelow } from './members.ts';
import { Parameter } from './Parameter.ts';
import { indent } from './python.ts';
import type { Window } from './receptiveField.ts';
import { type KeyDifference, loadState, type StateDict, stateOf } from './stateDict.ts';
import { contentsOf, type Destination, targetFor } from './transfer.ts';

/** How a parameter or buffer is known to state dicts. */
interface Registration {
  readonly key: string;
  readonly persistent: boolean;
}

/** Every one of `cells` elements, of the output or of the input, is multiplied by every one of `taps` weights. */
export interface WeightUses {
  readonly cells: Shape;
  readonly taps: Shape;
}

/** Whether to look into the modules below too. */
interface Recurse {
  readonly recurse?: boolean;
}

/**
 * The base of every layer and every net: fields that hold a `Parameter`, a buffer or another module are its parts, and
 * `forward` says what it computes. Calling it runs its hooks and `forward`.
 *
 *     class Net extends nn.Module {
 *       fc1 = new nn.Linear(4, 8);
 *       fc2 = new nn.Linear(8, 2);
 *
 *       override forward(x: Tensor): Tensor {
 *         return this.fc2(F.relu(this.fc1(x)));
 *       }
 *     }
 *     const logits = new Net()(input);
 *
 * A module of other inputs or another output than one tensor names them: `extends nn.Module<[Tensor, Tensor]>`.
 */
export abstract class Module<Inputs extends readonly unknown[] = [Tensor], Output = Tensor> extends Callable<
  Inputs,
  Output
> {
  /** True while the module learns, and dropout drops: see `train` and `eval`. */
  training = true;
  /** By which the history of shapes knows this module, and does not keep it alive. */
  readonly #weakly = new WeakRef(this);
  readonly #registrations = new Map<string, Registration>();
  #hooks: ModuleHooks | undefined;

  /** What the module computes. Call the module itself, which runs the hooks too. */
  abstract forward(...inputs: Inputs): Output;

  invoke(...inputs: Inputs): Output {
    const call = enterCall(this, inputs);
    try {
      const output =
        this.#hooks === undefined
          ? this.forward(...inputs)
          : this.#hooks.around(this, inputs, (...seen) => this.forward(...seen));
      return noted(this.#weakly, call, output);
    } finally {
      // And no catch: a debugger that stops at uncaught errors stops where they are thrown.
      leaveCall();
    }
  }

  // Parts ------------------------------------------------------------------------------------------------------------

  /** The parameters, buffers and modules that this module itself owns, in the order in which its fields were set. */
  members(): Member[] {
    const members: Member[] = [];
    for (const [name, value] of Object.entries(this)) {
      const { key = name, persistent = false } = this.#registrations.get(name) ?? {};
      if (value instanceof Module) {
        members.push({ kind: 'module', key, value });
      } else if (value instanceof Parameter) {
        members.push({ kind: 'parameter', key, value });
      } else if (value instanceof Tensor && this.#registrations.has(name)) {
        const replace = (other: Tensor) => Reflect.set(this, name, other.storage === value.storage ? value : other);
        members.push({ kind: 'buffer', key, value, persistent, replace });
      }
    }
    return members;
  }

  /**
   * Makes a tensor that is state but not learnt a part of the module, under the field `name`, and gives it back, so
   * that a field can declare it: `mask = this.registerBuffer('mask', ones([3]))`. One that is not `persistent` moves
   * with the module but stays out of state dicts; `key` is its name there, if it is not the field's.
   *
   * @throws ArgumentError for what is no tensor.
   */
  registerBuffer(name: string, tensor: Tensor, options: { persistent?: boolean; key?: string } = {}): Tensor {
    if (!(tensor instanceof Tensor) || tensor instanceof Parameter) {
      throw new ArgumentError('registerBuffer', `'${name}' must be a tensor that is no Parameter`);
    }
    return this.#register(name, tensor, options);
  }

  /**
   * Makes a parameter a part of the module, under the field `name`, and gives it back. Assigning it to a field does the
   * same; this is for computed names, and for a `key` in state dicts that is not the field's name.
   *
   * @throws ArgumentError for what is no Parameter.
   */
  registerParameter(name: string, parameter: Parameter, options: { key?: string } = {}): Parameter {
    if (!(parameter instanceof Parameter)) {
      throw new ArgumentError('registerParameter', `'${name}' must be a Parameter: new nn.Parameter(tensor)`);
    }
    return this.#register(name, parameter, options);
  }

  #register<Kind extends Tensor>(
    name: string,
    tensor: Kind,
    { persistent = true, key = name }: { persistent?: boolean; key?: string },
  ): Kind {
    if (name in this && !Object.hasOwn(this, name)) {
      throw new ArgumentError(
        this.constructor.name,
        `'${name}' cannot be registered: modules have a method of that name`,
      );
    }
    checkName(this.constructor.name, key);
    this.#registrations.set(name, { key, persistent });
    Reflect.set(this, name, tensor);
    return tensor;
  }

  /** What optimizers are given: every parameter of this module and of those below, each once. */
  parameters(options: Recurse = {}): Parameter[] {
    return this.namedParameters(options).map(([, parameter]) => parameter);
  }

  /** The parameters with their paths, which also become their labels on the tape. */
  namedParameters({ recurse = true }: Recurse = {}): [path: string, parameter: Parameter][] {
    return membersBelow(this, 'parameter', recurse).map(({ path, member: { value } }) => {
      label(value, path);
      return [path, value];
    });
  }

  /** Tensors that are state but not learnt: the running statistics of batch normalisation, say. */
  buffers(options: Recurse = {}): Tensor[] {
    return this.namedBuffers(options).map(([, buffer]) => buffer);
  }

  namedBuffers({ recurse = true }: Recurse = {}): [path: string, buffer: Tensor][] {
    return membersBelow(this, 'buffer', recurse).map(({ path, member }) => [path, member.value]);
  }

  /**
   * The modules that this one owns directly, each once. Their type says tensor → tensor, which is what most of them are.
   */
  children(): Module[] {
    return this.namedChildren().map(([, module]) => module);
  }

  namedChildren(): [name: string, module: Module][] {
    const named = new Map<AnyModule, string>();
    for (const { kind, key, value } of this.members()) {
      if (kind === 'module' && !named.has(value)) named.set(value, key);
    }
    return [...named].map(([module, name]) => [name, asModule(module)]);
  }

  /** This module and all below it, each once, parents first. */
  modules(): Module[] {
    return placesBelow(this).map(({ module }) => asModule(module));
  }

  namedModules(): [path: string, module: Module][] {
    return placesBelow(this).map(({ path, module }) => [path, asModule(module)]);
  }

  /** The path of this module's `part`: '' for itself, undefined for what is not below it. */
  pathOf(part: object): string | undefined {
    return placesBelow(this).find(({ module }) => module === part)?.path;
  }

  // Changing all of it -----------------------------------------------------------------------------------------------

  /** Calls `visit` with every module below, then with this one: for initialising, say. */
  override apply(visit: (module: Module) => void): this {
    for (const child of this.children()) child.apply(visit);
    visit(asModule(this));
    return this;
  }

  /** Sets the mode of this module and all below it: in training dropout drops and batch norms follow the batches. */
  train(mode = true): this {
    for (const { module } of placesBelow(this)) module.training = mode;
    return this;
  }

  /** `train(false)`: the mode for measuring and predicting. */
  eval(): this {
    return this.train(false);
  }

  /** Makes all parameters learn, or none: a frozen module is one that has no gradients. */
  requiresGrad_(value = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = value;
    return this;
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): this {
    for (const parameter of this.parameters()) parameter.grad = undefined;
    return this;
  }

  /**
   * Moves all parameters, their gradients and the buffers to a device, or the floating ones to a dtype. Parameters stay
   * the objects they were, so an optimizer made before goes on working.
   *
   * @throws DeviceError if the device is not there, or the numbers here must be awaited (see `toAsync`).
   */
  to(destination: Destination): this {
    const contents = contentsOf(this);
    const moved = contents.map(({ tensor }) => tensor.detach().to(targetFor(tensor, destination)));
    contents.forEach(({ put }, i) => {
      put(moved[i]);
    });
    return this;
  }

  /** `to` from every device. */
  async toAsync(destination: Destination): Promise<this> {
    const contents = contentsOf(this);
    const moved = await Promise.all(
      contents.map(({ tensor }) => tensor.detach().toAsync(targetFor(tensor, destination))),
    );
    contents.forEach(({ put }, i) => {
      put(moved[i]);
    });
    return this;
  }

  float(): this {
    return this.to('float32');
  }

  double(): this {
    return this.to('float64');
  }

  // State ------------------------------------------------------------------------------------------------------------

  /**
   * The parameters and persistent buffers by their paths, under PyTorch's keys. They are the tensors themselves: what
   * training changes changes here too, until they are cloned or saved.
   */
  stateDict(): StateDict {
    return stateOf(this);
  }

  /**
   * Writes a state dict into the parameters and buffers, converted to their dtypes and devices. On an error nothing is
   * written.
   *
   * @throws DataError that lists missing and unexpected keys (unless `strict` is false) and every wrong shape.
   */
  loadStateDict(state: Readonly<StateDict>, { strict = true }: { readonly strict?: boolean } = {}): KeyDifference {
    return loadState(this, state, strict);
  }

  // Hooks ------------------------------------------------------------------------------------------------------------

  /** Calls `hook` before every `forward`. The inputs it returns take the place of those it saw. */
  registerForwardPreHook(hook: ForwardPreHook<this, Inputs>): Removable {
    return addHook(this.#hooked().before, hook);
  }

  /** Calls `hook` after every `forward`. The output it returns takes the place of the one it saw. */
  registerForwardHook(hook: ForwardHook<this, Inputs, Output>): Removable {
    return addHook(this.#hooked().after, hook);
  }

  /**
   * Calls `hook` when backward has passed the module, with the gradients by its inputs and by its output, which must be
   * one tensor. With several differentiable inputs it waits for all of them, and cannot replace their gradients.
   */
  registerFullBackwardHook(hook: BackwardHook<this>): Removable {
    return addHook(this.#hooked().backward, hook);
  }

  #hooked(): ModuleHooks {
    this.#hooks ??= new ModuleHooks();
    return this.#hooks;
  }

  // Describing -------------------------------------------------------------------------------------------------------

  /** What stands between the parentheses when the module is printed; PyTorch's words. */
  extraRepr(): string {
    return '';
  }

  /** How many multiplications with an addition one call takes; 0 where something else is the work. */
  multiplyAdds(input: Shape, output: Shape): number {
    const uses = this.weightUses(input, output);
    return uses === undefined ? 0 : elementCount(uses.cells) * elementCount(uses.taps);
  }

  /** What `multiplyAdds` multiplies; undefined where no weights do the work. Taps that lie in the padding count too. */
  weightUses(_input: Shape, _output: Shape): WeightUses | undefined {
    return undefined;
  }

  /**
   * How the shape of an input becomes that of the output, axis by axis; undefined where the shape stays, or where the
   * module has no rule of its own.
   *
   * @throws ArgumentError, ShapeError for an input that does not fit.
   */
  explainShape(_input: Shape): ShapeRule | undefined {
    return undefined;
  }

  /** The window that slides over an input of this shape, if the layer has one. */
  window(_input: Shape): Window | undefined {
    return undefined;
  }

  /** What PyTorch prints. */
  override toString(): string {
    const extra = this.extraRepr();
    const children = this.describeChildren();
    if (children.length === 0 && !extra.includes('\n')) return `${this.constructor.name}(${extra})`;
    const lines = [...(extra === '' ? [] : extra.split('\n')), ...children];
    return `${this.constructor.name}(\n  ${lines.join('\n  ')}\n)`;
  }

  /** A text for every child, with its name. */
  protected describeChildren(): string[] {
    return this.members()
      .filter(({ kind }) => kind === 'module')
      .map(({ key, value }) => `(${key}): ${indent(String(value))}`);
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** Most modules make a tensor of a tensor, and are handed out as such. */
function asModule(module: AnyModule): Module {
  return module as unknown as Module;
}

/** Gives a parameter its path as a name, unless it is known by a longer one: as a part of a larger net. */
function label({ node }: Parameter, path: string): void {
  if (node !== undefined && (node.label === undefined || path.endsWith(`.${node.label}`))) {
    node.label = path;
  }
}

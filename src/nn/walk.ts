import { enableGrad } from '../autograd/gradMode.ts';
import type { GraphNode } from '../autograd/node.ts';
import { addObserver, type OperationEvent } from '../autograd/observer.ts';
import { isFloating } from '../dtype.ts';
import { operationWindows, type Ran } from '../explain/shape/operations.ts';
import { defaultGenerator } from '../random/index.ts';
import { type Shape, sameShape } from '../shape/rowMajor.ts';
import { zeros } from '../tensor/create.ts';
import { type Removable, Tensor } from '../tensor/tensor.ts';
import type { Module } from './Module.ts';
import type { AnyModule } from './members.ts';
import type { Parameter } from './Parameter.ts';
import { dividingWindow, joined, type ReceptiveField, stampingWindow, throughWindow } from './receptiveField.ts';

/** A layer that was called. */
export interface LayerCall {
  readonly path: string;
  readonly module: Module;
  readonly input: Shape;
  readonly output: Shape;
  /** Its own parameters, without those that were met before. */
  readonly fresh: readonly Parameter[];
  /** How much of the net's input one element of the output sees, along each axis that a window slid along. */
  readonly receptiveField: readonly number[];
  /** The operations that it is made of. */
  readonly inside: readonly FunctionCall[];
}

/** An operation that `forward` called without a layer: a function of `F`, a method of a tensor. */
export interface FunctionCall extends Ran {
  readonly receptiveField: readonly number[];
}

/** What a walk meets, in order. */
export interface Visitor {
  layer(call: LayerCall): void;
  function?(call: FunctionCall): void;
}

/** How far a walk came. */
export interface Walk {
  readonly inputShapes: readonly Shape[];
  /** Why it ended before the end, and in which module. */
  readonly failure:
    | { readonly error: unknown; readonly path: string; readonly module: Module; readonly input: Shape }
    | undefined;
}

/**
 * Runs a net once on zeros, and shows every layer and every function that it calls to a visitor. The net is left as it
 * was: modes, statistics, gradients, and the generator.
 *
 * @param inputs what the net is called with: shapes, or tensors where zeros will not do.
 */
export function walk<Inputs extends readonly unknown[]>(
  net: Module<Inputs, unknown>,
  inputs: readonly (Shape | Tensor)[],
  visitor: Visitor,
): Walk {
  const tensors = inputs.map((input) => (input instanceof Tensor ? input.detach() : zerosFor(net, input)));
  // The tape shows which layers an input came through, also past functions and branches.
  for (const tensor of tensors) tensor.requiresGrad = isFloating(tensor.dtype);
  const modes = net.modules().map((module) => ({ module, training: module.training }));
  const generator = defaultGenerator.getState();
  const watch = new Watch(visitor);
  const watching = net.namedModules().flatMap(([path, module]) => watch.hook(path, module));
  watching.push(addObserver({ operationRan: (event) => watch.operationRan(event) }));
  const inputShapes = tensors.map(({ shape }) => shape);
  try {
    net.eval();
    enableGrad(() => net.invoke(...(tensors as readonly unknown[] as Inputs)));
    return { inputShapes, failure: undefined };
  } catch (error) {
    const { innermost } = watch;
    if (innermost === undefined) throw error;
    const { path, module, input } = innermost;
    return { inputShapes, failure: { error, path, module, input } };
  } finally {
    for (const { module, training } of modes) module.training = training;
    for (const one of watching) one.remove();
    defaultGenerator.setState(generator);
  }
}

/** A module that has been called and has not answered yet. */
interface Open {
  readonly path: string;
  readonly module: Module;
  readonly isLayer: boolean;
  readonly input: Shape;
  readonly inside: FunctionCall[];
}

/** Follows a run from call to call. */
class Watch {
  readonly #visitor: Visitor;
  readonly #open: Open[] = [];
  readonly #counted = new Set<Tensor>();
  readonly #fields = new Map<GraphNode, ReceptiveField>();

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
  }

  /** The module that was called last and has not answered. */
  get innermost(): Open | undefined {
    return this.#open.at(-1);
  }

  /** Watches a module. It is a layer if it has no modules below, or learns something itself. */
  hook(path: string, module: Module): Removable[] {
    const own = module.parameters({ recurse: false });
    const isLayer = own.length > 0 || module.children().length === 0;
    const before = module.registerForwardPreHook((_module, [input]) => {
      this.#open.push({ path, module, isLayer, input: input instanceof Tensor ? input.shape : [], inside: [] });
      return undefined;
    });
    const after = module.registerForwardHook((_module, [input], result: unknown) => {
      const call = this.#open.pop();
      const output = firstTensor(result);
      if (!isLayer || output === undefined || !(input instanceof Tensor)) return undefined;
      const fresh = own.filter((parameter) => !this.#counted.has(parameter));
      for (const parameter of fresh) this.#counted.add(parameter);
      const { shape } = output;
      const receptiveField = this.#seeThrough(module, input, output);
      this.#visitor.layer({
        path,
        module,
        input: input.shape,
        output: shape,
        fresh,
        receptiveField,
        inside: call?.inside ?? [],
      });
      return undefined;
    });
    return [before, after];
  }

  /** Notes an operation: one of the layer that is being called, or else one that `forward` called by itself. */
  operationRan({ operation, params, inputs, nodes, output, node }: OperationEvent): void {
    const ran = { operation, params, inputs: inputs.map(({ shape }) => shape), output: output.shape };
    const fields = nodes.flatMap((from) => (from === undefined ? [] : (this.#fields.get(from) ?? [])));
    const field = fieldAfter(ran, joined(fields));
    if (node !== undefined) this.#fields.set(node, field);
    const call = { ...ran, receptiveField: shown(output.shape, field) };
    const layer = this.#open.findLast(({ isLayer }) => isLayer);
    if (operation === 'reshape' && sameShape(ran.inputs[0], output.shape)) return;
    if (layer !== undefined) layer.inside.push(call);
    else this.#visitor.function?.(call);
  }

  /** Finds and remembers what the output of a layer sees: it knows its window best. */
  #seeThrough(module: Module, input: Tensor, output: Tensor): readonly number[] {
    const window = module.window(input.shape);
    const field = window === undefined ? this.#fieldOf(output.node) : throughWindow(this.#fieldOf(input.node), window);
    if (output.node !== undefined) this.#fields.set(output.node, field);
    return shown(output.shape, field);
  }

  /** What a tensor sees; a leaf sees itself, and what needs no gradient comes from no input. */
  #fieldOf(node: GraphNode | undefined): ReceptiveField {
    return (node === undefined ? undefined : this.#fields.get(node)) ?? { size: [], jump: [] };
  }
}

/** What an operation's output sees, if its inputs see `field`. */
function fieldAfter(ran: Ran, field: ReceptiveField): ReceptiveField {
  const [input] = ran.inputs;
  if (ran.operation === 'adaptiveAvgPool2d' || ran.operation === 'adaptiveMaxPool2d') {
    return throughWindow(field, dividingWindow(input.slice(-2), ran.output.slice(-2)));
  }
  const windows = operationWindows(ran);
  if (windows === undefined) return field;
  if (ran.operation === 'convTranspose2d') return throughWindow(field, stampingWindow(windows));
  return throughWindow(field, {
    kernelSize: windows.map(({ size }) => size),
    stride: windows.map(({ stride }) => stride),
    dilation: windows.map(({ dilation }) => dilation),
  });
}

/** Nothing where the output has no axis left to slide along. */
function shown(output: Shape, { size }: ReceptiveField): readonly number[] {
  return output.length > 2 ? size : [];
}

/** Zeros like the parameters: on their device, in their dtype. */
function zerosFor(net: AnyModule, shape: Shape): Tensor {
  const [like] = net.parameters();
  return like === undefined ? zeros(shape) : zeros(shape, { dtype: like.dtype, device: like.device });
}

function firstTensor(result: unknown): Tensor | undefined {
  const first = Array.isArray(result) ? result[0] : result;
  return first instanceof Tensor ? first : undefined;
}

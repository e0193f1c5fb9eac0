import { tapeOf } from '../../autograd/backward.ts';
import type { GraphNode } from '../../autograd/node.ts';
import type { Storage } from '../../backends/storage.ts';
import { bytesPerElement, type DType } from '../../dtype.ts';
import { ArgumentError, GraphError } from '../../errors.ts';
import type { AnyModule } from '../../nn/members.ts';
import { checkOptions } from '../../options.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';
import { Tensor } from '../../tensor/tensor.ts';

/** Where the names on a tape come from. */
export interface TapeOptions {
  /** A module whose parameters shall be called by their paths, though nobody has asked it for its parameters yet. */
  readonly net?: AnyModule;
  /** Tensors of yours and what you call them: `{ a, b }`. */
  readonly names?: Readonly<Record<string, Tensor>>;
}

interface TapeThing {
  /** Unique in the graph: 'op7', 'leaf1', 'data1'. */
  readonly id: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A line of the tape. */
export interface TapeOperation extends TapeThing {
  readonly kind: 'operation';
  /** Counts up through the whole program: what was computed later has the higher number. */
  readonly step: number;
  readonly operation: string;
  /** What its result is called, if it was given a name. */
  readonly name?: string;
  /** In the operation's order; the ids of nodes. */
  readonly inputs: readonly string[];
  readonly saved: readonly TapeSaved[];
  /** Whether a backward pass has used up what was saved. */
  readonly isFreed: boolean;
  /** Whether its gradient is kept in `.grad` as a leaf's is (`retainGrad`). */
  readonly retainsGrad: boolean;
  readonly hasGrad: boolean;
  readonly hooks: number;
}

/** A tensor where a path of gradients ends: a parameter. */
export interface TapeLeaf extends TapeThing {
  readonly kind: 'leaf';
  /** Its path in the net, or 'leaf 1' where nothing is known. */
  readonly name: string;
  readonly hasGrad: boolean;
  readonly hooks: number;
}

/** An input that needs no gradient: images, labels, a constant. The tape knows only what it looked like. */
export interface TapeData extends TapeThing {
  readonly kind: 'data';
}

export type TapeNode = TapeOperation | TapeLeaf | TapeData;

/** An array that is kept for backward. */
export interface TapeSaved {
  /** What the operation calls it. */
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly bytes: number;
  /** The step that keeps the very same numbers and comes first, where they are counted; undefined for that one itself. */
  readonly countedAt?: number;
}

/** One input of one operation: gradients go against it. */
export interface TapeEdge {
  readonly from: string;
  readonly to: string;
  /** Which input of `to`. */
  readonly input: number;
}

/** A tape as plain data, in the order of the forward pass; leaves and data stand before their first reader. */
export interface TapeGraph {
  readonly nodes: readonly TapeNode[];
  readonly edges: readonly TapeEdge[];
  /** What is kept for backward in all, in bytes; what several operations keep counts once. */
  readonly savedBytes: number;
}

/**
 * The operations that `tensor` came from, as plain data. `printTape` writes it as text; `tapeToDot`, `tapeToMermaid` and
 * `tapeToSvg` draw it.
 *
 * @throws GraphError if the tensor does not require a gradient: then nothing was written on a tape.
 */
export function tapeGraph(tensor: Tensor, options: TapeOptions = {}): TapeGraph {
  checkOptions('tapeGraph', options, ['net', 'names']);
  return graphFor('tapeGraph', tensor, options);
}

/** `tapeGraph` on behalf of an operation that its errors name. */
export function graphFor(operation: string, tensor: Tensor, options: TapeOptions): TapeGraph {
  if (!(tensor instanceof Tensor)) throw new ArgumentError(operation, `expects a tensor, but was given ${tensor}`);
  if (tensor.node === undefined) {
    throw new GraphError(
      `${operation}: this tensor has no tape: it does not require a gradient. Nothing it was computed from has ` +
        'requiresGrad, or it was computed inside noGrad() or after detach().',
    );
  }
  return new GraphBuilder(namesFrom(operation, options)).build(tapeOf(tensor.node).reverse());
}

/** What is called by a name that its node does not know. */
export function namesFrom(operation: string, { net, names = {} }: TapeOptions): Map<GraphNode, string> {
  const known = new Map<GraphNode, string>();
  for (const [path, { node }] of net?.namedParameters() ?? []) {
    if (node !== undefined) known.set(node, path);
  }
  for (const [name, tensor] of Object.entries(names)) {
    if (!(tensor instanceof Tensor)) throw new ArgumentError(operation, `names.${name} must be a tensor`);
    if (tensor.node !== undefined) known.set(tensor.node, name);
  }
  return known;
}

class GraphBuilder {
  readonly #names: ReadonlyMap<GraphNode, string>;
  readonly #nodes: TapeNode[] = [];
  readonly #edges: TapeEdge[] = [];
  readonly #ids = new Map<GraphNode, string>();
  /** Which step counts a storage. */
  readonly #counted = new Map<Storage, number>();
  #leaves = 0;
  #data = 0;
  #savedBytes = 0;

  constructor(names: ReadonlyMap<GraphNode, string>) {
    this.#names = names;
  }

  /** @param tape every node, leaves and then steps counting up. */
  build(tape: readonly GraphNode[]): TapeGraph {
    for (const node of tape) {
      if (node.sendBack !== undefined) this.#addOperation(node);
    }
    if (this.#nodes.length === 0 && tape.length === 1) this.#idOf(tape[0]); // the tensor itself is a leaf
    return { nodes: this.#nodes, edges: this.#edges, savedBytes: this.#savedBytes };
  }

  #addOperation(node: GraphNode): void {
    const id = `op${node.step}`;
    const inputs = node.inputs.map((input, i) => this.#idOf(input) ?? this.#addData(node, i));
    const name = this.#names.get(node) ?? node.label;
    this.#ids.set(node, id);
    this.#nodes.push({
      kind: 'operation',
      id,
      step: node.step,
      operation: node.operation,
      ...(name === undefined ? {} : { name }),
      ...node.output,
      inputs,
      saved: this.#savedBy(node),
      isFreed: node.saved === undefined,
      retainsGrad: node.retainsGrad,
      hasGrad: node.grad !== undefined,
      hooks: node.hooks.length,
    });
    inputs.forEach((from, input) => {
      this.#edges.push({ from, to: id, input });
    });
  }

  #savedBy({ saved, step }: GraphNode): TapeSaved[] {
    return Object.entries(saved?.arrays ?? {}).map(([name, { shape, storage }]) => {
      const { dtype } = storage;
      const bytes = elementCount(shape) * bytesPerElement(dtype);
      const countedAt = this.#counted.get(storage);
      if (countedAt !== undefined) return { name, shape, dtype, bytes, countedAt };
      this.#counted.set(storage, step);
      this.#savedBytes += bytes;
      return { name, shape, dtype, bytes };
    });
  }

  /** The id of what has a node; a leaf gets it, and its place among the nodes, when it is first read. */
  #idOf(node: GraphNode | undefined): string | undefined {
    if (node === undefined) return undefined;
    const known = this.#ids.get(node);
    if (known !== undefined) return known;
    this.#leaves++;
    const id = `leaf${this.#leaves}`;
    const name = this.#names.get(node) ?? node.label ?? `leaf ${this.#leaves}`;
    const { output, grad, hooks } = node;
    this.#ids.set(node, id);
    this.#nodes.push({ kind: 'leaf', id, name, ...output, hasGrad: grad !== undefined, hooks: hooks.length });
    return id;
  }

  #addData({ inputForms }: GraphNode, input: number): string {
    this.#data++;
    const id = `data${this.#data}`;
    this.#nodes.push({ kind: 'data', id, ...inputForms[input] });
    return id;
  }
}

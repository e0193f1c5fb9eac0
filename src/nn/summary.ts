import { enableGrad } from '../autograd/gradMode.ts';
import type { GraphNode } from '../autograd/node.ts';
import { isFloating } from '../dtype.ts';
import { defaultGenerator } from '../random/index.ts';
import type { Shape } from '../shape/rowMajor.ts';
import { zeros } from '../tensor/create.ts';
import { type Removable, Tensor } from '../tensor/tensor.ts';
import type { Module } from './Module.ts';
import type { AnyModule } from './members.ts';
import { joined, type ReceptiveField, throughWindow } from './receptiveField.ts';
import { type Column, layTable } from './table.ts';

/** One call of one layer. */
export interface SummaryRow {
  /** Where the layer is found: `features.0`. */
  readonly path: string;
  /** The name of its class. */
  readonly kind: string;
  readonly outputShape: Shape;
  /** Numbers that the layer itself learns; 0 when it is called again. */
  readonly parameters: number;
  /** Multiplications with an addition, for the whole batch. */
  readonly multiplyAdds: number;
  /** How much of the input one element of the output sees, along each axis that a window slid along. */
  readonly receptiveField: readonly number[];
}

/** What a net is made of, layer by layer; as text, a table. */
export class Summary {
  readonly name: string;
  readonly inputShapes: readonly Shape[];
  /** The layers in the order in which they were called. */
  readonly rows: readonly SummaryRow[];
  /** Numbers in all parameters, used or not. */
  readonly parameters: number;
  /** Those of them that require a gradient. */
  readonly trainable: number;
  readonly multiplyAdds: number;

  constructor(net: AnyModule, inputShapes: readonly Shape[], rows: readonly SummaryRow[]) {
    this.name = net.constructor.name;
    this.inputShapes = inputShapes;
    this.rows = rows;
    const parameters = net.parameters();
    this.parameters = total(parameters.map(({ numel }) => numel));
    this.trainable = total(parameters.map(({ numel, requiresGrad }) => (requiresGrad ? numel : 0)));
    this.multiplyAdds = total(rows.map(({ multiplyAdds }) => multiplyAdds));
  }

  /** At most 80 columns. */
  toString(): string {
    const totals = ['total', '', '', count(this.parameters), count(this.multiplyAdds), ''];
    const table = layTable(columns, [...this.rows.map(cells), totals]);
    const inputs = this.inputShapes.map((shape) => `[${shape.join(', ')}]`).join(', ');
    const frozen = this.parameters - this.trainable;
    const note = frozen === 0 ? [] : [`${count(frozen)} of the parameters are frozen`];
    return [`${this.name} for an input ${inputs}`, ...table, ...note].join('\n');
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

const columns: readonly Column[] = [
  { title: 'layer', align: 'left', shrinks: true },
  { title: 'kind', align: 'left', shrinks: true },
  { title: 'output', align: 'left' },
  { title: 'parameters', align: 'right' },
  { title: 'multiply-adds', align: 'right' },
  { title: 'sees', align: 'right' },
];

function cells({ path, kind, outputShape, parameters, multiplyAdds, receptiveField }: SummaryRow): string[] {
  const shape = `[${outputShape.join(', ')}]`;
  return [path, kind, shape, count(parameters), count(multiplyAdds), receptiveField.join('×')];
}

/**
 * Runs the net once on zeros, and lists its layers in the order in which they are called: output shapes, parameters,
 * multiply-adds and receptive fields. Each layer says itself what it costs; what `forward` does with functions of `F`
 * is not counted. The net is left as it was: modes, statistics, gradients, and the generator.
 *
 * @param inputs what the net is called with: shapes, or tensors where zeros will not do.
 */
export function summary<Inputs extends readonly unknown[]>(
  net: Module<Inputs, unknown>,
  ...inputs: (Shape | Tensor)[]
): Summary {
  const tensors = inputs.map((input) => (input instanceof Tensor ? input.detach() : zerosFor(net, input)));
  // The tape shows which layers an input came through, also past functions and branches.
  for (const tensor of tensors) tensor.requiresGrad = isFloating(tensor.dtype);
  const modes = net.modules().map((module) => ({ module, training: module.training }));
  const generator = defaultGenerator.getState();
  const watch = new Watch();
  const hooks = net.namedModules().flatMap(([path, module]) => watch.hook(path, module));
  try {
    net.eval();
    enableGrad(() => net.invoke(...(tensors as readonly unknown[] as Inputs)));
  } finally {
    for (const { module, training } of modes) module.training = training;
    for (const hook of hooks) hook.remove();
    defaultGenerator.setState(generator);
  }
  return new Summary(
    net,
    tensors.map(({ shape }) => shape),
    watch.rows,
  );
}

/** Writes a row for every layer that is called. */
class Watch {
  readonly rows: SummaryRow[] = [];
  readonly #counted = new Set<Tensor>();
  readonly #fields = new Map<GraphNode, ReceptiveField>();

  /** Watches a module that is a layer: one that has no modules below, or learns something itself. */
  hook(path: string, module: Module): Removable[] {
    const own = module.parameters({ recurse: false });
    if (own.length === 0 && module.children().length > 0) return [];
    const hook = module.registerForwardHook((_module, [input], result: unknown) => {
      const output = firstTensor(result);
      if (output === undefined || !(input instanceof Tensor)) return undefined;
      const fresh = own.filter((parameter) => !this.#counted.has(parameter));
      for (const parameter of fresh) this.#counted.add(parameter);
      this.rows.push({
        path,
        kind: module.constructor.name,
        outputShape: output.shape,
        parameters: total(fresh.map(({ numel }) => numel)),
        multiplyAdds: module.multiplyAdds(input.shape, output.shape),
        receptiveField: this.#see(module, input, output),
      });
      return undefined;
    });
    return [hook];
  }

  /** Finds and remembers what the output sees; nothing where the output has no axis left to slide along. */
  #see(module: Module, input: Tensor, output: Tensor): readonly number[] {
    const before = this.#fieldOf(input);
    const window = module.window(input.shape);
    const field = window === undefined ? before : throughWindow(before, window);
    if (output.node !== undefined) this.#fields.set(output.node, field);
    return output.ndim > 2 ? field.size : [];
  }

  /** The field of the layers that a tensor came from: the tape is followed back to the nearest of them. */
  #fieldOf({ node }: Tensor): ReceptiveField {
    const found: ReceptiveField[] = [];
    const seen = new Set<GraphNode>();
    const pending = node === undefined ? [] : [node];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const field = this.#fields.get(next);
      if (field !== undefined) {
        found.push(field);
        continue;
      }
      for (const earlier of next.inputs) {
        if (earlier !== undefined && !seen.has(earlier)) {
          seen.add(earlier);
          pending.push(earlier);
        }
      }
    }
    return joined(found);
  }
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

function total(counts: readonly number[]): number {
  return counts.reduce((sum, part) => sum + part, 0);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

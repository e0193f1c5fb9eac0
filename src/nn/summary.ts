import type { Shape } from '../shape/rowMajor.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Module } from './Module.ts';
import type { AnyModule } from './members.ts';
import { type Column, layTable } from './table.ts';
import { walk } from './walk.ts';

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
  const rows: SummaryRow[] = [];
  const { inputShapes, failure } = walk(net, inputs, {
    layer({ path, module, input, output, fresh, receptiveField }) {
      rows.push({
        path,
        kind: module.constructor.name,
        outputShape: output,
        parameters: total(fresh.map(({ numel }) => numel)),
        multiplyAdds: module.multiplyAdds(input, output),
        receptiveField,
      });
    },
  });
  if (failure !== undefined) throw failure.error;
  return new Summary(net, inputShapes, rows);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, part) => sum + part, 0);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

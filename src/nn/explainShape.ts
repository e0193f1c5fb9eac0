import type { AxisStep, Count, ShapeRule } from '../explain/shape/axis.ts';
import { grouped, product } from '../explain/shape/axis.ts';
import { operationRule } from '../explain/shape/operations.ts';
import { elementCount, type Shape, sameShape } from '../shape/rowMajor.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Module, WeightUses } from './Module.ts';
import type { Parameter } from './Parameter.ts';
import { explanationText } from './shapeText.ts';
import { type FunctionCall, type LayerCall, walk } from './walk.ts';

/** One layer, or one function that `forward` calls: how the shape of its output comes about, and what it costs. */
export interface ShapeStep {
  /** Where the layer is found: `features.0`; '' for a function and for the net itself. */
  readonly path: string;
  /** The name of the layer's class, or of the operation. */
  readonly kind: string;
  /** The layer as it prints itself; the operation's name. */
  readonly text: string;
  readonly isLayer: boolean;
  readonly input: Shape;
  readonly output: Shape;
  /** One for every axis that has a rule; none where the shape stays. */
  readonly axes: readonly AxisStep[];
  readonly notes: readonly string[];
  /** Numbers that the layer itself learns; nothing when it is called again. */
  readonly parameters: Count;
  /** Multiplications with an addition, for the whole batch; taps in the padding count too. */
  readonly multiplyAdds: Count;
  /** How much of the net's input one element of the output sees, along each axis that a window slid along. */
  readonly receptiveField: readonly number[];
}

/** Why a net did not come to its end. */
export interface ShapeFailure {
  readonly path: string;
  readonly kind: string;
  readonly text: string;
  readonly input: Shape;
  /** The error's, with what would help. */
  readonly message: string;
}

/** How an input goes through a net, shape by shape. Plain data; as text, sentences. */
export class ShapeExplanation {
  /** The class of the net. */
  readonly name: string;
  readonly inputShapes: readonly Shape[];
  /** Layers and functions in the order in which they were called. */
  readonly steps: readonly ShapeStep[];
  /** Where it ended before the end; undefined where all went well. */
  readonly failure: ShapeFailure | undefined;

  constructor(
    name: string,
    inputShapes: readonly Shape[],
    steps: readonly ShapeStep[],
    failure: ShapeFailure | undefined,
  ) {
    this.name = name;
    this.inputShapes = inputShapes;
    this.steps = steps;
    this.failure = failure;
  }

  /** At most 80 columns, unless a name is longer. */
  toString(): string {
    return explanationText(this);
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/**
 * Says of a layer or a whole net how the shape of its output comes about: for every layer, and every function that
 * `forward` calls in between, the formula, the numbers put in, the rows and columns that are never read, the receptive
 * field, the parameters as a product, and the multiply-adds.
 *
 *     console.log(explainShape(new nn.Conv2d(3, 6, 5), [1, 3, 32, 32]));
 *
 * The net runs once on zeros and is left as it was. One that fails in the middle is explained up to there, with the
 * reason: this never throws for shapes that do not go together.
 *
 * @param inputs what the net is called with: shapes, or tensors where zeros will not do.
 */
export function explainShape<Inputs extends readonly unknown[]>(
  net: Module<Inputs, unknown>,
  ...inputs: (Shape | Tensor)[]
): ShapeExplanation {
  const steps: ShapeStep[] = [];
  const { inputShapes, failure } = walk(net, inputs, {
    layer(call) {
      const rule = ruleOf(call);
      // What has no rule of its own is explained by what it is made of.
      if (rule === undefined && !sameShape(call.input, call.output)) steps.push(...call.inside.map(functionStep));
      steps.push(layerStep(call, rule));
    },
    function(call) {
      steps.push(functionStep(call));
    },
  });
  const failed = failure && {
    path: failure.path,
    kind: failure.module.constructor.name,
    text: String(failure.module),
    input: failure.input,
    message: failure.error instanceof Error ? failure.error.message : String(failure.error),
  };
  return new ShapeExplanation(net.constructor.name, inputShapes, steps, failed);
}

/** The rule that a layer tells, if it is the one it went by: a subclass may do otherwise. */
function ruleOf({ module, input, output }: LayerCall): ShapeRule | undefined {
  const rule = module.explainShape(input);
  return rule !== undefined && sameShape(rule.output, output) ? rule : undefined;
}

function layerStep({ path, module, input, output, fresh, receptiveField }: LayerCall, rule: ShapeRule | undefined) {
  return {
    path,
    kind: module.constructor.name,
    text: String(module),
    isLayer: true,
    input,
    output,
    axes: rule?.axes ?? [],
    notes: rule?.notes ?? [],
    parameters: parameterCount(fresh),
    multiplyAdds: workCount(module.multiplyAdds(input, output), module.weightUses(input, output)),
    receptiveField,
  };
}

function functionStep(call: FunctionCall): ShapeStep {
  const { operation, inputs, output, receptiveField } = call;
  const { axes = [], notes = [] } = operationRule(call) ?? {};
  return {
    path: '',
    kind: operation,
    text: operation,
    isLayer: false,
    input: inputs[0] ?? [],
    output,
    axes,
    notes,
    parameters: parameterCount([]),
    multiplyAdds: workCount(0, undefined),
    receptiveField,
  };
}

/** '6·(3·5·5) + 6': one product for each parameter, the first axis apart from the rest. */
function parameterCount(parameters: readonly Parameter[]): Count {
  const products = parameters.map(({ shape }) =>
    shape.length > 1 ? `${shape[0]}·${grouped(shape.slice(1))}` : product(shape),
  );
  return { numbers: products.join(' + '), value: parameters.reduce((sum, { numel }) => sum + numel, 0) };
}

/** '6·28·28·(3·5·5)': cells times taps, where the layer says that this is its work. */
function workCount(value: number, uses: WeightUses | undefined): Count {
  if (uses === undefined || elementCount(uses.cells) * elementCount(uses.taps) !== value) {
    return { numbers: '', value };
  }
  const cells = uses.cells.filter((size) => size !== 1);
  return { numbers: `${product(cells)}·${grouped(uses.taps)}`, value };
}

import { ArgumentError } from '../errors.ts';
import { product } from '../explain/shape/axis.ts';
import { elementCount, type Shape, sameShape } from '../shape/rowMajor.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Answer } from './Answer.ts';
import { explainShape, type ShapeExplanation, type ShapeStep } from './explainShape.ts';
import { Linear } from './Linear.ts';
import type { Module } from './Module.ts';
import { Sequential } from './Sequential.ts';
import { wrapped } from './shapeText.ts';

/** What `inFeatures` found. */
export class FeaturesAnswer extends Answer {
  /** Where the Linear is found; '' where the net has none, or is one. */
  readonly path: string;
  /** What its `inFeatures` must be. */
  readonly inFeatures: number;
  /** The same as a product: '16·5·5 = 400'. */
  readonly numbers: string;
  /** What it is now; undefined where the net has no Linear. */
  readonly given: number | undefined;
  readonly outFeatures: number | undefined;
  readonly text: string;

  constructor(
    path: string,
    features: { readonly value: number; readonly numbers: string },
    linear: Linear | undefined,
  ) {
    super();
    this.path = path;
    this.inFeatures = features.value;
    this.numbers = features.numbers;
    this.given = linear?.inFeatures;
    this.outFeatures = linear?.outFeatures;
    const name = path === '' ? '' : `${path}: `;
    const code = `new nn.Linear(${features.value}, ${linear?.outFeatures ?? '…'})`;
    const fits = linear === undefined || linear.inFeatures === features.value;
    const now = fits ? '' : `, not ${linear.inFeatures}`;
    this.text = wrapped(`${name}${features.numbers} features${now}: ${code}`, 0).join('\n');
  }
}

/**
 * Answers "what inFeatures does this Linear need?": of the first Linear of a net that does not fit, or else of the first
 * there is; of the one that would follow, where there is none. Instead of a net, layers may be given, one after the other.
 *
 *     console.log(inFeatures(net, [1, 3, 32, 32])); // fc1: 16·5·5 = 400 features, not 576: new nn.Linear(400, 120)
 *
 * @throws ArgumentError if the net fails before any Linear, with the reason.
 */
export function inFeatures(net: Module | readonly Module[], ...inputs: (Shape | Tensor)[]): FeaturesAnswer {
  const whole = Array.isArray(net) ? new Sequential(...(net as Module[])) : (net as Module);
  const explanation = explainShape(whole, ...inputs);
  const { steps, failure } = explanation;
  const linears = new Map(
    whole.namedModules().flatMap(([path, module]) => (module instanceof Linear ? [[path, module]] : [])),
  );
  const failing = failure === undefined ? undefined : linears.get(failure.path);
  if (failure !== undefined && failing !== undefined) {
    return new FeaturesAnswer(failure.path, flattened(failure.input, explanation), failing);
  }
  const misled = batchChange(explanation);
  const called = steps.findIndex(({ path, isLayer }) => isLayer && linears.has(path));
  if (misled !== undefined || (called < 0 && (failure === undefined || isReshape(explanation)))) {
    // No Linear has seen a whole sample yet: those that will see it come after what was computed last.
    const input = misled?.input ?? steps.at(-1)?.output ?? explanation.inputShapes[0];
    const next = [...linears].find(
      ([path]) => !steps.slice(0, misled?.place).some((step) => step.path === path && step.isLayer),
    );
    return new FeaturesAnswer(next?.[0] ?? '', flattened(input, { steps: [] }), next?.[1]);
  }
  if (called >= 0) {
    const { path, input } = steps[called];
    return new FeaturesAnswer(path, featuresOf(input, steps.slice(0, called)), linears.get(path));
  }
  throw new ArgumentError('inFeatures', `the net fails before any Linear. ${failure?.message.split('\n')[0]}`);
}

/** The features of a sample: those of the last axis, or all of them where nobody has flattened yet. */
function flattened(input: Shape, { steps }: Pick<ShapeExplanation, 'steps'>): { value: number; numbers: string } {
  if (input.length < 3) return featuresOf(input, steps);
  const sample = input.slice(1);
  const value = elementCount(sample);
  return { value, numbers: `${product(sample)} = ${value}` };
}

/** A reshape that took numbers of one sample for another: its input is what a Linear should have seen flattened. */
function batchChange({ steps }: ShapeExplanation): { place: number; input: Shape } | undefined {
  const place = steps.findIndex(
    ({ kind, input, output }) =>
      kind === 'reshape' && output.length === 2 && input.length > 2 && input[0] !== output[0],
  );
  return place < 0 ? undefined : { place, input: steps[place].input };
}

/** Whether the net failed in a reshape: numbers that do not divide into the features that were expected. */
function isReshape({ failure }: ShapeExplanation): boolean {
  return failure !== undefined && /^(view|reshape|unflatten)\b/.test(failure.message);
}

/** How many features a Linear is given, and as which product: '16·6·6 = 576' after a flatten. */
function featuresOf(input: Shape, steps: readonly ShapeStep[]): { readonly value: number; readonly numbers: string } {
  const value = input[input.length - 1] ?? 0;
  const last = steps.findLast(({ input: before, output }) => !sameShape(before, output));
  const isMerged = last?.kind === 'Flatten' || last?.kind === 'reshape';
  const merged = isMerged ? last.axes.find(({ name, output }) => name === 'features' && output === value) : undefined;
  return { value, numbers: merged?.numbers ?? String(value) };
}

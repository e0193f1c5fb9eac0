import { product } from '../explain/shape/axis.ts';
import { elementCount, type Shape, sameShape } from '../shape/rowMajor.ts';
import { Convolution } from './Convolution.ts';
import type { ShapeStep } from './explainShape.ts';
import { Linear } from './Linear.ts';
import type { Module } from './Module.ts';

/** What would let a layer take the input that it refused, in code; '' where that is not to be known. */
export function fixFor(module: Module, input: Shape, steps: readonly ShapeStep[]): string {
  if (module instanceof Linear) return linearFix(module, input, steps);
  if (module instanceof Convolution) return convolutionFix(module, input);
  return '';
}

/** How many features a Linear is given, and as which product: '16·6·6 = 576' after a flatten. */
export function featuresOf(
  input: Shape,
  steps: readonly ShapeStep[],
): { readonly value: number; readonly numbers: string } {
  const value = input[input.length - 1] ?? 0;
  const last = steps.findLast(({ input: before, output }) => !sameShape(before, output));
  const isMerged = last?.kind === 'Flatten' || last?.kind === 'reshape';
  const merged = isMerged ? last.axes.find(({ name, output }) => name === 'features' && output === value) : undefined;
  return { value, numbers: merged?.numbers ?? String(value) };
}

function linearFix({ inFeatures, outFeatures }: Linear, input: Shape, steps: readonly ShapeStep[]): string {
  const sample = input.slice(1);
  if (sample.length > 1 && elementCount(sample) === inFeatures) {
    return `flatten it first: ${product(sample)} = ${inFeatures}, so x.flatten(1)`;
  }
  if (sample.length > 1 && sample[sample.length - 1] !== inFeatures) {
    const features = elementCount(sample);
    return `flatten it first, x.flatten(1), and then ${product(sample)} = ${features}: new nn.Linear(${features}, ${outFeatures})`;
  }
  const { value, numbers } = featuresOf(input, steps);
  return `${numbers}: new nn.Linear(${value}, ${outFeatures})`;
}

function convolutionFix(layer: Convolution, input: Shape): string {
  const { inChannels, outChannels, kernelSize } = layer;
  const axes = kernelSize.length;
  const channels = input[input.length - 1 - axes];
  if (input[input.length - 1] === inChannels && input.length === axes + 2) {
    const order = [0, axes + 1, ...Array.from({ length: axes }, (_, axis) => axis + 1)];
    return `the last axis is ${inChannels}: the channels seem to come last, so x.permute([${order.join(', ')}])`;
  }
  if (channels === undefined || channels === inChannels || input.length > axes + 2) return '';
  const [size] = kernelSize;
  const kernel = kernelSize.every((taps) => taps === size) ? String(size) : `[${kernelSize.join(', ')}]`;
  return `new nn.${layer.constructor.name}(${channels}, ${outChannels}, ${kernel}, …)`;
}

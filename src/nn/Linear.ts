import { ShapeError } from '../errors.ts';
import { givenAxis, type ShapeRule } from '../explain/shape/axis.ts';
import { featuresFrom, product, trailing } from '../history/advice.ts';
import { checkOptions } from '../options.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type BiasOptions, checkCount, emptyParameter, placementNames, uniformByFanIn } from './layer.ts';
import { Module, type WeightUses } from './Module.ts';
import type { Parameter } from './Parameter.ts';
import { pythonBoolean } from './python.ts';

/**
 * input · weightᵀ + bias, on the last axis: every output is a weighted sum of all features.
 *
 *   input   [..., inFeatures]
 *   weight  [outFeatures, inFeatures], uniform in ±1/√inFeatures
 *   bias    [outFeatures], likewise
 *   output  [..., outFeatures]
 *
 * @throws ShapeError for another number of features.
 */
export class Linear extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(inFeatures: number, outFeatures: number, options: BiasOptions = {}) {
    super();
    checkOptions('Linear', options, ['bias', ...placementNames]);
    this.inFeatures = checkCount('Linear', 'inFeatures', inFeatures);
    this.outFeatures = checkCount('Linear', 'outFeatures', outFeatures);
    this.weight = emptyParameter([outFeatures, inFeatures], options);
    this.bias = (options.bias ?? true) ? emptyParameter([outFeatures], options) : undefined;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    uniformByFanIn(this.inFeatures, this.weight, this.bias);
  }

  override forward(input: Tensor): Tensor {
    const { shape } = input;
    if (shape[shape.length - 1] !== this.inFeatures) {
      const problem = `expects ${this.inFeatures} features but ${this.#advice(shape)}`;
      throw new ShapeError(`Linear(${this.inFeatures}, ${this.outFeatures})`, problem, { input: shape });
    }
    return F.linear(input, this.weight, this.bias);
  }

  /** What an input has instead of the features, and what would go together. */
  #advice(shape: Shape): string {
    if (shape.length === 0) return 'the input has no axis';
    const features = shape[shape.length - 1];
    const made = featuresFrom(shape);
    if (made !== undefined) {
      const layer = this.#madeFor(elementCount(made.factors));
      return `${made.says}: ${made.areLast ? '' : 'use flatten(1) and '}${layer}${this.#meant(made.factors)}`;
    }
    const fitting = trailing(shape, this.inFeatures);
    if (fitting !== undefined && shape.length > 2) {
      return `the last axis has ${features}: flatten(${shape.length - fitting.length}) gives ${product(fitting)}`;
    }
    if (shape.length === 4) {
      const image = shape.slice(1);
      return `the last axis has ${features}: flatten(1) gives ${product(image)}, and ${this.#madeFor(elementCount(image))} takes them`;
    }
    if (shape.length === 2 && shape[0] === this.inFeatures) {
      return `the last axis has ${features}, and the first ${this.inFeatures}: did you mean input.t()?`;
    }
    return `the last axis of the input has ${features}: ${this.#madeFor(features)}`;
  }

  /** How this layer would be made for another number of features. */
  #madeFor(features: number): string {
    return `nn.Linear(${features}, ${this.outFeatures}${this.bias === undefined ? ', { bias: false }' : ''})`;
  }

  /** The square images that would have had as many features, where square ones came. */
  #meant([channels, ...sides]: Shape): string {
    const side = Math.sqrt(this.inFeatures / channels);
    const isSquare = sides.length === 2 && sides[0] === sides[1] && Number.isInteger(side);
    return isSquare ? `. ${this.inFeatures} would be ${channels}·${side}·${side}` : '';
  }

  override extraRepr(): string {
    const bias = pythonBoolean(this.bias !== undefined);
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${bias}`;
  }

  override weightUses(_input: Shape, output: Shape): WeightUses {
    return { cells: output, taps: [this.inFeatures] };
  }

  override explainShape(input: Shape): ShapeRule {
    const { inFeatures, outFeatures } = this;
    const features = givenAxis('features', inFeatures, outFeatures, `${outFeatures} sums over ${inFeatures}`);
    return { output: [...input.slice(0, -1), outFeatures], axes: [features], notes: [] };
  }
}

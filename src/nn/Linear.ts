import { ShapeError } from '../errors.ts';
import { checkOptions } from '../options.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type BiasOptions, checkCount, emptyParameter, placementNames, uniformByFanIn } from './layer.ts';
import { Module } from './Module.ts';
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
      const features = `expects ${this.inFeatures} features in the last axis, but the input has ${shape.at(-1) ?? 'no axis'}`;
      throw new ShapeError(`Linear(${this.inFeatures}, ${this.outFeatures})`, features, { input: shape });
    }
    return F.linear(input, this.weight, this.bias);
  }

  override extraRepr(): string {
    const bias = pythonBoolean(this.bias !== undefined);
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${bias}`;
  }

  override multiplyAdds(_input: Shape, output: Shape): number {
    return elementCount(output) * this.inFeatures;
  }
}

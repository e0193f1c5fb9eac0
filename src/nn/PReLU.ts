import { checkOptions } from '../options.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { constant_ } from './init.ts';
import { checkCount, emptyParameter, type Placement, placementNames } from './layer.ts';
import { Module } from './Module.ts';
import type { Parameter } from './Parameter.ts';

/** Options of `PReLU`. */
export interface PReLUOptions extends Placement {
  /** One slope for all, or one for each channel. Default 1. */
  readonly numParameters?: number;
  /** The slopes at first. Default 0.25. */
  readonly init?: number;
}

/** A leaky ReLU that learns its slope, or one for each channel: `F.prelu`. */
export class PReLU extends Module {
  readonly numParameters: number;
  readonly weight: Parameter;

  constructor(options: PReLUOptions = {}) {
    super();
    checkOptions('PReLU', options, ['numParameters', 'init', ...placementNames]);
    this.numParameters = checkCount('PReLU', 'numParameters', options.numParameters ?? 1);
    this.weight = emptyParameter([this.numParameters], options);
    constant_(this.weight, options.init ?? 0.25);
  }

  override forward(input: Tensor): Tensor {
    return F.prelu(input, this.weight);
  }

  override extraRepr(): string {
    return `num_parameters=${this.numParameters}`;
  }
}

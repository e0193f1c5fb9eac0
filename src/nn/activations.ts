import { checkOptions } from '../options.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { constant_ } from './init.ts';
import { checkCount, emptyParameter, type Placement, placementNames } from './layer.ts';
import { Module } from './Module.ts';
import type { Parameter } from './Parameter.ts';
import { pythonFloat } from './python.ts';

// Every activation is a function of `F` in the clothes of a module, to stand in a `Sequential`; the function has the
// formula. Those without options come first.

/** max(x, 0): `F.relu`. */
export class ReLU extends Module {
  override forward(input: Tensor): Tensor {
    return F.relu(input);
  }
}

/** x between 0 and 6: `F.relu6`. */
export class ReLU6 extends Module {
  override forward(input: Tensor): Tensor {
    return F.relu6(input);
  }
}

/** A scaled ELU that keeps mean 0 and variance 1: `F.selu`. */
export class SELU extends Module {
  override forward(input: Tensor): Tensor {
    return F.selu(input);
  }
}

/** x·sigmoid(x): `F.silu`. */
export class SiLU extends Module {
  override forward(input: Tensor): Tensor {
    return F.silu(input);
  }
}

/** x·tanh(softplus(x)): `F.mish`. */
export class Mish extends Module {
  override forward(input: Tensor): Tensor {
    return F.mish(input);
  }
}

/** 1 / (1 + e⁻ˣ): `F.sigmoid`. */
export class Sigmoid extends Module {
  override forward(input: Tensor): Tensor {
    return F.sigmoid(input);
  }
}

/** log(sigmoid(x)): `F.logSigmoid`. */
export class LogSigmoid extends Module {
  override forward(input: Tensor): Tensor {
    return F.logSigmoid(input);
  }
}

/** From −1 to 1: `F.tanh`. */
export class Tanh extends Module {
  override forward(input: Tensor): Tensor {
    return F.tanh(input);
  }
}

/** x / (1 + |x|): `F.softsign`. */
export class Softsign extends Module {
  override forward(input: Tensor): Tensor {
    return F.softsign(input);
  }
}

/** x − tanh(x): `F.tanhshrink`. */
export class Tanhshrink extends Module {
  override forward(input: Tensor): Tensor {
    return F.tanhshrink(input);
  }
}

/** x/6 + ½ between 0 and 1: `F.hardsigmoid`. */
export class Hardsigmoid extends Module {
  override forward(input: Tensor): Tensor {
    return F.hardsigmoid(input);
  }
}

/** x·hardsigmoid(x): `F.hardswish`. */
export class Hardswish extends Module {
  override forward(input: Tensor): Tensor {
    return F.hardswish(input);
  }
}

/** An activation with options, which it hands to its function as they are and prints with their defaults. */
abstract class OptionedActivation<Options extends Readonly<Record<string, number | string>>> extends Module {
  protected readonly options: Options;

  constructor(defaults: Options, options: Partial<Options>) {
    super();
    checkOptions(new.target.name, options, Object.keys(defaults));
    this.options = { ...defaults, ...options };
  }

  override extraRepr(): string {
    const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return Object.entries(this.options)
      .map(([name, value]) => `${snakeCase(name)}=${typeof value === 'number' ? pythonFloat(value) : `'${value}'`}`)
      .join(', ');
  }
}

/** x above 0, `negativeSlope`·x (default 0.01) below: `F.leakyRelu`. */
export class LeakyReLU extends OptionedActivation<{ readonly negativeSlope: number }> {
  constructor(options: { readonly negativeSlope?: number } = {}) {
    super({ negativeSlope: 0.01 }, options);
  }

  override forward(input: Tensor): Tensor {
    return F.leakyRelu(input, this.options);
  }
}

/** x above 0, `alpha`·(eˣ − 1) (default 1) below: `F.elu`. */
export class ELU extends OptionedActivation<{ readonly alpha: number }> {
  constructor(options: { readonly alpha?: number } = {}) {
    super({ alpha: 1 }, options);
  }

  override forward(input: Tensor): Tensor {
    return F.elu(input, this.options);
  }
}

/** An ELU without a kink for any `alpha` (default 1): `F.celu`. */
export class CELU extends OptionedActivation<{ readonly alpha: number }> {
  constructor(options: { readonly alpha?: number } = {}) {
    super({ alpha: 1 }, options);
  }

  override forward(input: Tensor): Tensor {
    return F.celu(input, this.options);
  }
}

/** x·Φ(x), or with `approximate: 'tanh'` nearly so: `F.gelu`. */
export class GELU extends OptionedActivation<{ readonly approximate: 'none' | 'tanh' }> {
  constructor(options: { readonly approximate?: 'none' | 'tanh' } = {}) {
    super({ approximate: 'none' }, options);
  }

  override forward(input: Tensor): Tensor {
    return F.gelu(input, this.options);
  }
}

/** log(1 + e^(beta·x)) / beta, a smooth ReLU; x itself where beta·x is above `threshold` (default 20): `F.softplus`. */
export class Softplus extends OptionedActivation<{ readonly beta: number; readonly threshold: number }> {
  constructor(options: { readonly beta?: number; readonly threshold?: number } = {}) {
    super({ beta: 1, threshold: 20 }, options);
  }

  override forward(input: Tensor): Tensor {
    return F.softplus(input, this.options);
  }
}

/** x between `minVal` (default −1) and `maxVal` (default 1): `F.hardtanh`. */
export class Hardtanh extends OptionedActivation<{ readonly minVal: number; readonly maxVal: number }> {
  constructor(options: { readonly minVal?: number; readonly maxVal?: number } = {}) {
    super({ minVal: -1, maxVal: 1 }, options);
  }

  override forward(input: Tensor): Tensor {
    return F.hardtanh(input, this.options);
  }
}

/** x, but 0 within ±`lambda` (default 0.5): `F.hardshrink`. */
export class Hardshrink extends OptionedActivation<{ readonly lambda: number }> {
  constructor(options: { readonly lambda?: number } = {}) {
    super({ lambda: 0.5 }, options);
  }

  override forward(input: Tensor): Tensor {
    return F.hardshrink(input, this.options);
  }

  override extraRepr(): string {
    return pythonFloat(this.options.lambda);
  }
}

/** x moved towards 0 by `lambda` (default 0.5), and no further: `F.softshrink`. */
export class Softshrink extends OptionedActivation<{ readonly lambda: number }> {
  constructor(options: { readonly lambda?: number } = {}) {
    super({ lambda: 0.5 }, options);
  }

  override forward(input: Tensor): Tensor {
    return F.softshrink(input, this.options);
  }

  override extraRepr(): string {
    return pythonFloat(this.options.lambda);
  }
}

/** x above `threshold`, else `value`: `F.threshold`. */
export class Threshold extends OptionedActivation<{ readonly threshold: number; readonly value: number }> {
  constructor(threshold: number, value: number) {
    super({ threshold, value }, {});
  }

  override forward(input: Tensor): Tensor {
    return F.threshold(input, this.options.threshold, this.options.value);
  }
}

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

/** An activation that looks at all elements along one axis. */
abstract class AlongAxis extends Module {
  readonly dim: number;

  constructor(dim: number) {
    super();
    this.dim = dim;
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/** Numbers between 0 and 1 that add up to 1 along `dim`: `F.softmax`. */
export class Softmax extends AlongAxis {
  override forward(input: Tensor): Tensor {
    return F.softmax(input, this.dim);
  }
}

/** softmax(−x) along `dim`: `F.softmin`. */
export class Softmin extends AlongAxis {
  override forward(input: Tensor): Tensor {
    return F.softmin(input, this.dim);
  }
}

/** The logarithms of softmax along `dim`: `F.logSoftmax`. */
export class LogSoftmax extends AlongAxis {
  override forward(input: Tensor): Tensor {
    return F.logSoftmax(input, this.dim);
  }
}

/** One half of the elements along `dim` lets the other through: `F.glu`. */
export class GLU extends AlongAxis {
  constructor(dim = -1) {
    super(dim);
  }

  override forward(input: Tensor): Tensor {
    return F.glu(input, this.dim);
  }
}

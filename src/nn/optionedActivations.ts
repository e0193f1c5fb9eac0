import { checkOptions } from '../options.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Module } from './Module.ts';
import { pythonFloat } from './python.ts';

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

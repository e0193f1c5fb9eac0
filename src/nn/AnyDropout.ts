import { ArgumentError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Module } from './Module.ts';
import { pythonFloat } from './python.ts';

/** Sets something to 0 with probability `p` while the module is training; in `eval` mode it does nothing. */
export abstract class AnyDropout extends Module {
  readonly p: number;

  /** @throws ArgumentError unless p lies between 0 and 1. */
  constructor(p = 0.5) {
    super();
    if (!(p >= 0 && p <= 1)) {
      throw new ArgumentError(new.target.name, `p must be a probability between 0 and 1, but is ${String(p)}`);
    }
    this.p = p;
  }

  override forward(input: Tensor): Tensor {
    return this.training ? this.drop(input) : input;
  }

  protected abstract drop(input: Tensor): Tensor;

  override extraRepr(): string {
    return `p=${pythonFloat(this.p)}, inplace=False`;
  }
}

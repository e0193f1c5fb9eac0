import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Module } from './Module.ts';

// Every activation is a function of `F` in the clothes of a module, to stand in a `Sequential`; the function has the
// formula. These have no options.

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

import { ArgumentError } from '../errors.ts';
import type { ShapeRule } from '../explain/shape/axis.ts';
import { paddedAxis } from '../explain/shape/others.ts';
import { alongLastAxes, lastAxesRule } from '../explain/shape/rules.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { PadOptions } from '../tensor/functions/padding.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Module } from './Module.ts';
import { pythonFloat, pythonTuple } from './python.ts';

/** One number for all four sides, or [left, right, top, bottom]; negative numbers cut off. */
export type Sides = number | readonly [left: number, right: number, top: number, bottom: number];

/** Cells around an image [..., height, width]: `F.pad`. */
abstract class Pad2d extends Module {
  readonly padding: readonly number[];
  readonly #options: PadOptions;

  constructor(padding: Sides, options: PadOptions) {
    super();
    this.padding = typeof padding === 'number' ? [padding, padding, padding, padding] : padding;
    if (!Array.isArray(this.padding) || this.padding.length !== 4 || !this.padding.every(Number.isSafeInteger)) {
      const rule = 'padding must be an integer or four of them [left, right, top, bottom]';
      throw new ArgumentError(new.target.name, `${rule}, but is ${String(padding)}`);
    }
    this.#options = options;
  }

  override forward(input: Tensor): Tensor {
    return F.pad(input, this.padding, this.#options);
  }

  override explainShape(input: Shape): ShapeRule {
    const [left, right, top, bottom] = this.padding;
    const { mode = 'constant' } = this.#options;
    const sides = [
      [top, bottom],
      [left, right],
    ] as const;
    const axes = alongLastAxes(input, 2, (name, size, axis) => paddedAxis(name, size, sides[axis], mode));
    return lastAxesRule(input, axes);
  }

  override extraRepr(): string {
    return pythonTuple(this.padding);
  }
}

/** Zeros around an image. */
export class ZeroPad2d extends Pad2d {
  constructor(padding: Sides) {
    super(padding, {});
  }
}

/** Cells of one value around an image. */
export class ConstantPad2d extends Pad2d {
  readonly value: number;

  constructor(padding: Sides, value: number) {
    super(padding, { value });
    this.value = value;
  }

  override extraRepr(): string {
    return `padding=${pythonTuple(this.padding)}, value=${pythonFloat(this.value)}`;
  }
}

/** The image mirrored at its edges, whose own cells are not repeated: c b | a b c | b a. */
export class ReflectionPad2d extends Pad2d {
  constructor(padding: Sides) {
    super(padding, { mode: 'reflect' });
  }
}

/** The cells of the edge, repeated: a a | a b c | c c. */
export class ReplicationPad2d extends Pad2d {
  constructor(padding: Sides) {
    super(padding, { mode: 'replicate' });
  }
}

/** The image again, from its other end: b c | a b c | a b. */
export class CircularPad2d extends Pad2d {
  constructor(padding: Sides) {
    super(padding, { mode: 'circular' });
  }
}

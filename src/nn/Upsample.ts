import { ArgumentError } from '../errors.ts';
import type { ShapeRule } from '../explain/shape/axis.ts';
import { resizedAxis } from '../explain/shape/others.ts';
import { alongLastAxes, lastAxesRule } from '../explain/shape/rules.ts';
import { checkOptions } from '../options.ts';
import { stretchedSize } from '../shape/resize.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { InterpolateOptions } from '../tensor/functions/resize.ts';
import { functional as F } from '../tensor/methods.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Module } from './Module.ts';
import { pythonFloat, pythonSize, pythonTuple } from './python.ts';
import type { Window } from './receptiveField.ts';

/** How many cells along an axis go into one cell of the output. */
const reach: Readonly<Record<NonNullable<InterpolateOptions['mode']>, number>> = {
  nearest: 1,
  'nearest-exact': 1,
  linear: 2,
  bilinear: 2,
  trilinear: 2,
  bicubic: 4,
  area: 2,
};

/** An image in another size: `F.interpolate`. */
export class Upsample extends Module {
  readonly #options: InterpolateOptions;

  /** @throws ArgumentError unless exactly one of `size` and `scaleFactor` is given. */
  constructor(options: InterpolateOptions) {
    super();
    checkOptions('Upsample', options, ['size', 'scaleFactor', 'mode', 'alignCorners', 'recomputeScaleFactor']);
    if ((options.size === undefined) === (options.scaleFactor === undefined)) {
      throw new ArgumentError('Upsample', 'give either size or scaleFactor');
    }
    this.#options = options;
  }

  override forward(input: Tensor): Tensor {
    return F.interpolate(input, this.#options);
  }

  override extraRepr(): string {
    const { size, scaleFactor, mode = 'nearest' } = this.#options;
    const target =
      size !== undefined
        ? `size=${pythonSize(size)}`
        : `scale_factor=${typeof scaleFactor === 'number' ? pythonFloat(scaleFactor) : pythonTuple((scaleFactor ?? []).map(pythonFloat))}`;
    return `${target}, mode='${mode}'`;
  }

  override explainShape(input: Shape): ShapeRule {
    const { size, scaleFactor } = this.#options;
    const axes = alongLastAxes(input, input.length - 2, (name, cells, axis) => {
      const factor = size === undefined ? along(scaleFactor ?? 1, axis) : undefined;
      const output = size === undefined ? stretchedSize(cells, factor ?? 1) : along(size, axis);
      return resizedAxis(name, cells, output, factor);
    });
    return lastAxesRule(input, axes);
  }

  override window(input: Shape): Window {
    const { size, scaleFactor, mode = 'nearest' } = this.#options;
    const axes = input.slice(2);
    return {
      kernelSize: axes.map(() => reach[mode]),
      stride: axes.map((cells, axis) =>
        size === undefined ? 1 / along(scaleFactor ?? 1, axis) : cells / along(size, axis),
      ),
    };
  }
}

/** One number for all axes, or one for each. */
function along(value: number | readonly number[], axis: number): number {
  return typeof value === 'number' ? value : value[axis];
}

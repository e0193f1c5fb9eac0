import { ArgumentError, DTypeError, ShapeError } from '../../errors.ts';
import { emptyPlanes, type Planes } from '../planes.ts';
import { Transform } from './Transform.ts';

/**
 * (x − mean) / std, with one mean and one std for each channel, or one for all.
 *
 * The float32 rounding after the subtraction and after the division is PyTorch's.
 */
export class Normalize extends Transform {
  override readonly isPointwise = true;
  readonly #mean: Float32Array;
  readonly #std: Float32Array;

  /** @throws ArgumentError if a std is 0, or the two do not have equally many numbers. */
  constructor(mean: readonly number[], std: readonly number[]) {
    super();
    if (mean.length !== std.length || mean.length === 0) {
      throw new ArgumentError(
        'Normalize',
        `mean has ${mean.length} numbers and std ${std.length}; one a channel, both`,
      );
    }
    this.#mean = Float32Array.from(mean);
    this.#std = Float32Array.from(std);
    if (![...this.#mean, ...this.#std].every(Number.isFinite) || this.#std.includes(0)) {
      throw new ArgumentError(
        'Normalize',
        `needs finite numbers and no std of 0, but got mean [${mean}], std [${std}]`,
      );
    }
  }

  transform(planes: Planes): Planes {
    const { data, channels } = planes;
    if (data instanceof Uint8Array) {
      throw new DTypeError('Normalize', 'expects floats, but the picture is bytes. Put ToTensor before it.');
    }
    if (this.#mean.length !== channels && this.#mean.length !== 1) {
      throw new ShapeError('Normalize', `has ${this.#mean.length} means for ${channels} channels`, {
        picture: [channels, planes.height, planes.width],
      });
    }
    const out = emptyPlanes(planes);
    const plane = planes.height * planes.width;
    for (let channel = 0; channel < channels; channel++) {
      const mean = this.#mean[channel % this.#mean.length];
      const std = this.#std[channel % this.#std.length];
      for (let index = channel * plane; index < (channel + 1) * plane; index++) {
        out.data[index] = Math.fround(data[index] - mean) / std;
      }
    }
    return out;
  }

  toString(): string {
    return `Normalize(mean=${tuple(this.#mean)}, std=${tuple(this.#std)})`;
  }
}

function tuple(values: Float32Array): string {
  return `(${Array.from(values, (value) => Number(value.toPrecision(7))).join(', ')}${values.length === 1 ? ',' : ''})`;
}

import { ArgumentError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';
import type { RandomSource } from '../../random/randomSource.ts';
import type { Planes } from '../planes.ts';
import { checkSides, checkSize, checkSurroundings, type Sides, type Size } from './arguments.ts';
import { cut, type Surroundings } from './cut.ts';
import type { PadOptions } from './Pad.ts';
import { Transform } from './Transform.ts';

/** How a random crop is padded before it is taken. */
export interface RandomCropOptions extends PadOptions {
  readonly padding?: Sides;
}

/** A rectangle of the given size from a random place of the padded picture, every place as likely as the next. */
export class RandomCrop extends Transform {
  readonly #size: [height: number, width: number];
  readonly #sides: [left: number, top: number, right: number, bottom: number];
  readonly #around: Surroundings;

  constructor(size: Size, options: RandomCropOptions = {}) {
    super();
    checkOptions('RandomCrop', options, ['padding', 'fill', 'paddingMode']);
    this.#size = checkSize('RandomCrop', size);
    this.#sides = checkSides('RandomCrop', options.padding ?? 0);
    this.#around = checkSurroundings('RandomCrop', options.fill, options.paddingMode);
  }

  /** @throws ArgumentError if the padded picture is smaller than the crop. */
  transform(planes: Planes, random: RandomSource): Planes {
    const [height, width] = this.#size;
    const [left, top, right, bottom] = this.#sides;
    const paddedHeight = top + planes.height + bottom;
    const paddedWidth = left + planes.width + right;
    if (paddedHeight < height || paddedWidth < width) {
      throw new ArgumentError(
        'RandomCrop',
        `a crop of ${height} × ${width} does not fit into ${paddedHeight} × ${paddedWidth}, padding included. ` +
          'Use a smaller crop or more padding.',
      );
    }
    // The places lie in the padded picture; `cut` counts from the picture itself.
    const place = {
      top: random.integer(paddedHeight - height + 1) - top,
      left: random.integer(paddedWidth - width + 1) - left,
    };
    return cut('RandomCrop', planes, { ...place, height, width }, this.#around);
  }

  toString(): string {
    const padding = this.#sides.every((side) => side === 0) ? 'None' : `(${this.#sides.join(', ')})`;
    return `RandomCrop(size=(${this.#size.join(', ')}), padding=${padding})`;
  }
}

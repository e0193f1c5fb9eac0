import { checkOptions } from '../../options.ts';
import type { Planes } from '../planes.ts';
import { checkSides, checkSurroundings, type Sides } from './arguments.ts';
import { cut, type PaddingMode, type Surroundings } from './cut.ts';
import { Transform } from './Transform.ts';

/** How a padding is filled. */
export interface PadOptions {
  readonly fill?: number;
  readonly paddingMode?: PaddingMode;
}

/** Puts a border around the picture. */
export class Pad extends Transform {
  readonly #sides: [left: number, top: number, right: number, bottom: number];
  readonly #around: Surroundings;

  constructor(padding: Sides, options: PadOptions = {}) {
    super();
    checkOptions('Pad', options, ['fill', 'paddingMode']);
    this.#sides = checkSides('Pad', padding);
    this.#around = checkSurroundings('Pad', options.fill, options.paddingMode);
  }

  transform(planes: Planes): Planes {
    return padded('Pad', planes, this.#sides, this.#around);
  }

  toString(): string {
    const { fill, paddingMode } = this.#around;
    return `Pad(padding=(${this.#sides.join(', ')}), fill=${fill}, padding_mode=${paddingMode})`;
  }
}

/** The picture with a border of left, top, right and bottom pixels. */
export function padded(
  operation: string,
  planes: Planes,
  [left, top, right, bottom]: readonly [number, number, number, number],
  around: Surroundings,
): Planes {
  const height = top + planes.height + bottom;
  const width = left + planes.width + right;
  return cut(operation, planes, { top: -top, left: -left, height, width }, around);
}

import type { Planes } from '../planes.ts';
import { roundHalfEven } from '../planes.ts';
import { checkSize, checkSurroundings, type Size } from './arguments.ts';
import { cut } from './cut.ts';
import { Transform } from './Transform.ts';

/** The middle of the picture; where the picture is smaller than that, zeros around it. */
export class CenterCrop extends Transform {
  readonly #size: [height: number, width: number];

  constructor(size: Size) {
    super();
    this.#size = checkSize('CenterCrop', size);
  }

  transform(planes: Planes): Planes {
    const [height, width] = this.#size;
    const top = start(planes.height, height);
    const left = start(planes.width, width);
    return cut('CenterCrop', planes, { top, left, height, width }, checkSurroundings('CenterCrop'));
  }

  toString(): string {
    return `CenterCrop(size=(${this.#size.join(', ')}))`;
  }
}

/** Where the middle `kept` of `size` begin. Of an odd rest, torchvision's rounding decides; a border has its small half first. */
function start(size: number, kept: number): number {
  return kept > size ? -Math.floor((kept - size) / 2) : roundHalfEven((size - kept) / 2);
}

import type { RandomSource } from '../../random/randomSource.ts';
import { emptyPlanes, type Planes } from '../planes.ts';
import { checkProbability } from './arguments.ts';
import { Transform } from './Transform.ts';

/** The picture's mirror image, left for right, with probability p. */
export class RandomHorizontalFlip extends Transform {
  readonly #probability: number;

  constructor(p = 0.5) {
    super();
    this.#probability = checkProbability('RandomHorizontalFlip', p);
  }

  transform(planes: Planes, random: RandomSource): Planes {
    return random.nextFloat() < this.#probability ? mirrored(planes, planes.width) : planes;
  }

  toString(): string {
    return `RandomHorizontalFlip(p=${this.#probability})`;
  }
}

/** The picture upside down, with probability p. */
export class RandomVerticalFlip extends Transform {
  readonly #probability: number;

  constructor(p = 0.5) {
    super();
    this.#probability = checkProbability('RandomVerticalFlip', p);
  }

  transform(planes: Planes, random: RandomSource): Planes {
    if (random.nextFloat() >= this.#probability) return planes;
    // A whole plane backwards has its rows and its pixels turned round; turn the pixels back.
    return mirrored(mirrored(planes, planes.width * planes.height), planes.width);
  }

  toString(): string {
    return `RandomVerticalFlip(p=${this.#probability})`;
  }
}

/** Every run of `length` numbers backwards. */
function mirrored(planes: Planes, length: number): Planes {
  const { data } = planes;
  const out = emptyPlanes(planes);
  for (let run = 0; run < data.length; run += length) {
    for (let index = 0; index < length; index++) {
      out.data[run + index] = data[run + length - 1 - index];
    }
  }
  return out;
}

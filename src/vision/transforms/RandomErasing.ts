import { ArgumentError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';
import type { RandomSource } from '../../random/randomSource.ts';
import { emptyPlanes, type Planes, roundHalfEven } from '../planes.ts';
import { checkProbability } from './arguments.ts';
import { Transform } from './Transform.ts';

/** Which rectangles are erased, and with what. */
export interface RandomErasingOptions {
  readonly p?: number;
  /** The least and the greatest part of the picture's area that is erased. */
  readonly scale?: readonly [low: number, high: number];
  /** The least and the greatest height divided by width. */
  readonly ratio?: readonly [low: number, high: number];
  readonly value?: number;
}

/**
 * Paints over a random rectangle, with probability p. If in ten tries none fits, the picture stays as it is.
 *
 * Source: Zhong et al., "Random Erasing Data Augmentation" (arXiv 1708.04896).
 */
export class RandomErasing extends Transform {
  readonly #options: Required<RandomErasingOptions>;

  constructor(options: RandomErasingOptions = {}) {
    super();
    checkOptions('RandomErasing', options, ['p', 'scale', 'ratio', 'value']);
    const { p = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], value = 0 } = options;
    checkProbability('RandomErasing', p);
    if (!(scale[0] >= 0 && scale[0] <= scale[1] && scale[1] <= 1)) {
      throw new ArgumentError('RandomErasing', `scale must be 0 ≤ low ≤ high ≤ 1, but is ${scale}`);
    }
    if (!(ratio[0] > 0 && ratio[0] <= ratio[1] && Number.isFinite(ratio[1]))) {
      throw new ArgumentError('RandomErasing', `ratio must be 0 < low ≤ high, but is ${ratio}`);
    }
    this.#options = { p, scale, ratio, value };
  }

  transform(planes: Planes, random: RandomSource): Planes {
    const { p, scale, ratio, value } = this.#options;
    if (random.nextFloat() >= p) return planes;
    for (let attempt = 0; attempt < 10; attempt++) {
      const area = planes.height * planes.width * random.uniform(...scale);
      // Uniform in the logarithm, so that 1:3 is as likely as 3:1.
      const aspect = Math.exp(random.uniform(Math.log(ratio[0]), Math.log(ratio[1])));
      const height = roundHalfEven(Math.sqrt(area * aspect));
      const width = roundHalfEven(Math.sqrt(area / aspect));
      if (height < planes.height && width < planes.width) {
        const top = random.integer(planes.height - height + 1);
        const left = random.integer(planes.width - width + 1);
        return erased(planes, { top, left, height, width, value });
      }
    }
    return planes;
  }

  toString(): string {
    const { p, scale, ratio, value } = this.#options;
    return `RandomErasing(p=${p}, scale=(${scale.join(', ')}), ratio=(${ratio.join(', ')}), value=${value})`;
  }
}

function erased(
  planes: Planes,
  { top, left, height, width, value }: { top: number; left: number; height: number; width: number; value: number },
): Planes {
  const out = emptyPlanes(planes);
  out.data.set(planes.data);
  for (let channel = 0; channel < planes.channels; channel++) {
    for (let y = top; y < top + height; y++) {
      const row = (channel * planes.height + y) * planes.width;
      out.data.fill(value, row + left, row + left + width);
    }
  }
  return out;
}

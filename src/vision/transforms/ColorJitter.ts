import { ArgumentError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';
import type { RandomSource } from '../../random/randomSource.ts';
import { areBytes, emptyPlanes, type Planes } from '../planes.ts';
import { grayOf } from './Grayscale.ts';
import { Transform } from './Transform.ts';

/** A number j for factors from max(0, 1 − j) to 1 + j, or the two bounds themselves. */
export type Jitter = number | readonly [low: number, high: number];

/** How much each property may change; 0, not at all, where nothing is said. */
export interface ColorJitterOptions {
  readonly brightness?: Jitter;
  readonly contrast?: Jitter;
  readonly saturation?: Jitter;
}

type Property = keyof ColorJitterOptions;
const properties: readonly Property[] = ['brightness', 'contrast', 'saturation'];

/**
 * Brightness, contrast and saturation times random factors, in random order. Each mixes the picture with a plain one:
 * black, its mean gray, or its own grays. There is no hue.
 */
export class ColorJitter extends Transform {
  readonly #ranges: Readonly<Record<Property, readonly [low: number, high: number]>>;

  constructor(options: ColorJitterOptions = {}) {
    super();
    checkOptions('ColorJitter', options, properties);
    const range = (property: Property) => checkJitter(property, options[property] ?? 0);
    this.#ranges = { brightness: range('brightness'), contrast: range('contrast'), saturation: range('saturation') };
  }

  transform(planes: Planes, random: RandomSource): Planes {
    let picture = planes;
    for (const index of random.permutation(properties.length)) {
      const [low, high] = this.#ranges[properties[index]];
      const factor = random.uniform(low, high);
      if (low !== 1 || high !== 1) {
        picture = mixed(picture, plain[properties[index]](picture), factor);
      }
    }
    return picture;
  }

  toString(): string {
    const range = (property: Property) => `${property}=(${this.#ranges[property].join(', ')})`;
    return `ColorJitter(${properties.map(range).join(', ')})`;
  }
}

/** The picture without the property: what a factor of 0 leaves. One plane serves all channels. */
const plain: Readonly<Record<Property, (planes: Planes) => Planes>> = {
  brightness: (planes) => emptyPlanes(planes, { channels: 1 }),
  contrast(planes) {
    const gray = grayOf(planes);
    let sum = 0;
    for (const value of gray.data) {
      sum += value;
    }
    // The mean keeps its fraction until the mixture is rounded.
    return { ...gray, data: new Float32Array(gray.data.length).fill(sum / gray.data.length) };
  },
  saturation: grayOf,
};

/** factor·picture + (1 − factor)·other, kept between black and white. */
function mixed(planes: Planes, other: Planes, factor: number): Planes {
  const out = emptyPlanes(planes);
  const white = areBytes(planes) ? 255 : 1;
  const plane = planes.height * planes.width;
  for (let index = 0; index < planes.data.length; index++) {
    const value = factor * planes.data[index] + (1 - factor) * other.data[index % plane];
    out.data[index] = Math.min(Math.max(value, 0), white);
  }
  return out;
}

function checkJitter(property: Property, jitter: Jitter): readonly [low: number, high: number] {
  const [low, high] = typeof jitter === 'number' ? [Math.max(0, 1 - jitter), 1 + jitter] : jitter;
  if (!(low >= 0 && low <= high && Number.isFinite(high))) {
    throw new ArgumentError('ColorJitter', `${property} must be ≥ 0 or bounds 0 ≤ low ≤ high, but is ${jitter}`);
  }
  return [low, high];
}

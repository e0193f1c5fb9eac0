import { ArgumentError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';
import { areBytes, emptyPlanes, type Planes, roundHalfEven } from '../planes.ts';
import { checkSize, pythonBoolean, type Size } from './arguments.ts';
import { Transform } from './Transform.ts';

/** How new pixels are made of old ones. */
export interface ResizeOptions {
  readonly interpolation?: 'nearest' | 'bilinear';
  /** Average all old pixels that a new one covers, instead of the two nearest. Matters when shrinking only. */
  readonly antialias?: boolean;
}

/** A picture of another size. One number is the shorter side's new length, and the other side keeps the proportion. */
export class Resize extends Transform {
  readonly #size: number | readonly [height: number, width: number];
  readonly #interpolation: 'nearest' | 'bilinear';
  readonly #antialias: boolean;

  constructor(size: Size, options: ResizeOptions = {}) {
    super();
    checkOptions('Resize', options, ['interpolation', 'antialias']);
    const { interpolation = 'bilinear', antialias = true } = options;
    if (interpolation !== 'nearest' && interpolation !== 'bilinear') {
      throw new ArgumentError('Resize', `interpolation '${interpolation}' is none of nearest, bilinear`);
    }
    checkSize('Resize', size);
    this.#size = size;
    this.#interpolation = interpolation;
    this.#antialias = antialias;
  }

  transform(planes: Planes): Planes {
    const [height, width] = this.#sizeFor(planes);
    const weights = this.#interpolation === 'nearest' ? nearest : this.#antialias ? covering : between;
    // Both axes in floats, and rounded once at the end.
    const floats: Planes = { ...planes, data: Float32Array.from(planes.data) };
    const wide = resizedRows(floats, weights(planes.width, width));
    const out = transposed(resizedRows(transposed(wide), weights(planes.height, height)));
    return areBytes(planes) ? { ...out, data: Uint8Array.from(out.data, roundHalfEven) } : out;
  }

  #sizeFor({ height, width }: Planes): readonly [height: number, width: number] {
    if (typeof this.#size !== 'number') return this.#size;
    const scale = (long: number, short: number) => Math.floor((Number(this.#size) * long) / short);
    return height <= width ? [this.#size, scale(width, height)] : [scale(height, width), this.#size];
  }

  toString(): string {
    const size = typeof this.#size === 'number' ? this.#size : `(${this.#size.join(', ')})`;
    return `Resize(size=${size}, interpolation=${this.#interpolation}, antialias=${pythonBoolean(this.#antialias)})`;
  }
}

/** What a new pixel is made of: old pixels from `start` on, each with its weight. The weights add up to 1. */
interface Mixture {
  readonly start: number;
  readonly weights: readonly number[];
}

/** New pixel i shows old pixel ⌊i·in/out⌋. */
function nearest(inputSize: number, outputSize: number): Mixture[] {
  return Array.from({ length: outputSize }, (_, index) => ({
    start: Math.floor((index * inputSize) / outputSize),
    weights: [1],
  }));
}

/** Each new pixel lies between two old ones, and the nearer counts more. */
function between(inputSize: number, outputSize: number): Mixture[] {
  return triangles(inputSize, outputSize, 1);
}

/** Each new pixel is a weighted mean of all the old ones that it covers. */
function covering(inputSize: number, outputSize: number): Mixture[] {
  return triangles(inputSize, outputSize, Math.max(1, inputSize / outputSize));
}

/**
 * Old pixels weigh what a triangle of half-width `support` around the new pixel's centre says; the picture's edge cuts
 * the triangle off. Pixel i has its centre at i + 1/2.
 */
function triangles(inputSize: number, outputSize: number, support: number): Mixture[] {
  return Array.from({ length: outputSize }, (_, index) => {
    const centre = ((index + 0.5) * inputSize) / outputSize;
    const start = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(inputSize, Math.floor(centre + support + 0.5));
    const heights: number[] = [];
    for (let position = start; position < end; position++) {
      heights.push(Math.max(0, 1 - Math.abs(position + 0.5 - centre) / support));
    }
    const total = heights.reduce((sum, height) => sum + height, 0);
    return { start, weights: heights.map((height) => height / total) };
  });
}

/** Every row made anew of mixtures of its old pixels. */
function resizedRows(planes: Planes, mixtures: readonly Mixture[]): Planes {
  const { data, channels, height, width } = planes;
  const out = emptyPlanes(planes, { width: mixtures.length });
  let target = 0;
  for (let row = 0; row < channels * height; row++) {
    for (const { start, weights } of mixtures) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++) {
        sum += weights[tap] * data[row * width + start + tap];
      }
      out.data[target++] = sum;
    }
  }
  return out;
}

/** Rows become columns. */
function transposed(planes: Planes): Planes {
  const { data, channels, height, width } = planes;
  const out = emptyPlanes(planes, { height: width, width: height });
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        out.data[(channel * width + x) * height + y] = data[(channel * height + y) * width + x];
      }
    }
  }
  return out;
}

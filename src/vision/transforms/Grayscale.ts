import { ArgumentError, ShapeError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';
import { areBytes, emptyPlanes, type Planes } from '../planes.ts';
import { Transform } from './Transform.ts';

/** The picture without colours, in one channel, or in three that are equal. */
export class Grayscale extends Transform {
  readonly #outputChannels: 1 | 3;

  constructor(options: { readonly numOutputChannels?: 1 | 3 } = {}) {
    super();
    checkOptions('Grayscale', options, ['numOutputChannels']);
    const { numOutputChannels = 1 } = options;
    if (numOutputChannels !== 1 && numOutputChannels !== 3) {
      throw new ArgumentError('Grayscale', `numOutputChannels must be 1 or 3, but is ${numOutputChannels}`);
    }
    this.#outputChannels = numOutputChannels;
  }

  transform(planes: Planes): Planes {
    const gray = grayOf(planes);
    if (this.#outputChannels === 1) return gray;
    const out = emptyPlanes(gray, { channels: 3 });
    for (let channel = 0; channel < 3; channel++) {
      out.data.set(gray.data, channel * gray.data.length);
    }
    return out;
  }

  toString(): string {
    return `Grayscale(num_output_channels=${this.#outputChannels})`;
  }
}

/**
 * How bright each pixel looks, by ITU-R 601: 0.299 R + 0.587 G + 0.114 B. Bytes in the integer form that PIL uses,
 * floats with torchvision's 0.2989.
 *
 * @throws ShapeError unless the picture has one or three channels.
 */
export function grayOf(planes: Planes): Planes {
  const { data, channels, height, width } = planes;
  if (channels === 1) return planes;
  if (channels !== 3) {
    throw new ShapeError('Grayscale', `expects 1 or 3 channels, but the picture has ${channels}`, {
      picture: [channels, height, width],
    });
  }
  const out = emptyPlanes(planes, { channels: 1 });
  const plane = height * width;
  const bytes = areBytes(planes);
  for (let pixel = 0; pixel < plane; pixel++) {
    const [red, green, blue] = [data[pixel], data[plane + pixel], data[2 * plane + pixel]];
    out.data[pixel] = bytes
      ? (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
      : 0.2989 * red + 0.587 * green + 0.114 * blue;
  }
  return out;
}

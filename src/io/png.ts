import { DataError } from '../errors.ts';
import { checkImage, type Image } from './image.ts';

// The library is loaded when the first picture is: nothing else needs it.

/** The bytes of a PNG file that shows `image`. */
export async function encodePng(image: Image): Promise<Uint8Array> {
  checkImage('encodePng', image);
  const { encode } = await import('fast-png');
  return encode(image);
}

/**
 * The picture in a PNG file: gray stays gray, a palette becomes colours, 16 bits become 8, transparency is dropped.
 *
 * @throws DataError if the bytes are not a whole PNG file; `name` says which file that was.
 */
export async function decodePng(bytes: Uint8Array, name = 'the file'): Promise<Image> {
  const { convertIndexedToRgb, decode } = await import('fast-png');
  try {
    const picture = decode(bytes, { checkCrc: true });
    if (picture.palette !== undefined) {
      const channels = picture.palette[0].length;
      return opaque({ ...picture, data: convertIndexedToRgb(picture), channels, depth: 8 });
    }
    return opaque(picture);
  } catch (error) {
    throw new DataError(`decodePng: ${name} is not a PNG file that can be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

interface Decoded {
  readonly data: Uint8Array | Uint8ClampedArray | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly depth: number;
}

/** Keeps the colour channels and the upper eight bits of each. */
function opaque({ data, width, height, channels, depth }: Decoded): Image {
  const kept = channels < 3 ? 1 : 3;
  const scale = 255 / (2 ** depth - 1);
  const values = depth < 8 ? unpack(data, { rows: height, columns: width * channels, depth }) : data;
  const out = new Uint8Array(width * height * kept);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < kept; channel++) {
      out[pixel * kept + channel] = Math.round(values[pixel * channels + channel] * scale);
    }
  }
  return { data: out, width, height, channels: kept };
}

/** Values of 1, 2 or 4 bits lie several to a byte, the first in the highest bits; every row starts a new byte. */
function unpack(data: Decoded['data'], sizes: { rows: number; columns: number; depth: number }): Uint8Array {
  const { rows, columns, depth } = sizes;
  const rowBytes = Math.ceil((columns * depth) / 8);
  const out = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const bit = column * depth;
      const byte = data[row * rowBytes + (bit >> 3)];
      out[row * columns + column] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  }
  return out;
}

import type { Image } from '../io/image.ts';

/**
 * A picture as tensors hold it: one plane of numbers after another. Transforms work on these, so that the loader
 * needs no tensor for each picture.
 *
 *   data  [channels, height, width]: bytes from 0 to 255, or floats
 */
export interface Planes {
  readonly data: Uint8Array | Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Zeros with the number type of `planes`, in other sizes. */
export function emptyPlanes(planes: Planes, sizes: Partial<Omit<Planes, 'data'>> = {}): Planes {
  const { channels, height, width } = { ...planes, ...sizes };
  const length = channels * height * width;
  const data = planes.data instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
  return { data, channels, height, width };
}

/** Whether the numbers are bytes from 0 to 255, not floats. */
export function areBytes(planes: Planes): boolean {
  return planes.data instanceof Uint8Array;
}

/** The planes of a picture: what lies side by side in a pixel comes to lie a plane apart. */
export function planesOf(image: Image): Planes {
  const { data, width, height, channels } = image;
  const plane = width * height;
  const out = new Uint8Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = 0; pixel < plane; pixel++) {
      out[channel * plane + pixel] = data[pixel * channels + channel];
    }
  }
  return { data: out, channels, height, width };
}

/** The picture that byte planes of one or three channels show. */
export function imageOf(planes: Planes): Image {
  const { data, width, height } = planes;
  const channels = planes.channels === 1 ? 1 : 3;
  const plane = width * height;
  const out = new Uint8Array(plane * channels);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      out[pixel * channels + channel] = data[channel * plane + pixel];
    }
  }
  return { data: out, width, height, channels };
}

/** The nearest integer; of two equally near ones the even, as Python and PyTorch round. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

import fc from 'fast-check';
import type { Planes } from '../../src/vision/planes.ts';

/** Small pictures of bytes. */
export const bytePlanes: fc.Arbitrary<Planes> = planesOf(fc.constantFrom(1, 3), (length) =>
  fc.uint8Array({ minLength: length, maxLength: length }),
);

/** Small pictures of floats between −1 and 1, in halves of a thousandth. */
export const floatPlanes: fc.Arbitrary<Planes> = planesOf(fc.constantFrom(1, 3), (length) =>
  fc
    .array(fc.integer({ min: -2000, max: 2000 }), { minLength: length, maxLength: length })
    .map((values) => Float32Array.from(values, (value) => value / 2000)),
);

/** Small pictures, every plane of which is different. */
export const somePlanes: fc.Arbitrary<Planes> = fc.oneof(bytePlanes, floatPlanes);

function planesOf<Data extends Planes['data']>(
  channelCounts: fc.Arbitrary<number>,
  dataOf: (length: number) => fc.Arbitrary<Data>,
): fc.Arbitrary<Planes> {
  const size = fc.integer({ min: 1, max: 7 });
  return fc
    .tuple(channelCounts, size, size)
    .chain(([channels, height, width]) =>
      dataOf(channels * height * width).map((data) => ({ data, channels, height, width })),
    );
}

/** The number at a place, or `outside` where there is none. */
export function at(planes: Planes, [channel, y, x]: readonly [number, number, number], outside = 0): number {
  const { data, height, width } = planes;
  return y < 0 || x < 0 || y >= height || x >= width ? outside : data[(channel * height + y) * width + x];
}

/** Whether `expected` gives every number of `planes`, which has the given size. */
export function consistsOf(
  planes: Planes,
  [channels, height, width]: readonly [number, number, number],
  expected: (channel: number, y: number, x: number) => number,
): boolean {
  if (planes.channels !== channels || planes.height !== height || planes.width !== width) return false;
  if (planes.data.length !== channels * height * width) return false;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (at(planes, [channel, y, x]) !== expected(channel, y, x)) return false;
      }
    }
  }
  return true;
}

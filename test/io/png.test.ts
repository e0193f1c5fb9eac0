import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { encode } from 'fast-png';
import test from 'tape';
import type { Image } from '../../src/io/image.ts';
import { decodePng, encodePng } from '../../src/io/png.ts';

test('a picture comes back from its PNG file byte for byte', async (t) => {
  const size = fc.integer({ min: 1, max: 6 });
  const images = fc.tuple(size, size, fc.constantFrom(1, 3)).chain(([width, height, channels]) => {
    const length = width * height * channels;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((data) => ({ data, width, height, channels }) as Image);
  });
  await fc.assert(
    fc.asyncProperty(images, async (image) => {
      const back = await decodePng(await encodePng(image));
      return JSON.stringify(back) === JSON.stringify(image);
    }),
    { numRuns: 30 },
  );
  t.pass('in gray and in colour');
});

test('sixteen bits become eight, and transparency is dropped', async (t) => {
  const gray = {
    width: 2,
    height: 1,
    depth: 16,
    channels: 2,
    data: Uint16Array.from([65535, 1, 257 * 100, 9]),
  } as const;
  t.deepEqual(await decodePng(encode(gray)), { width: 2, height: 1, channels: 1, data: Uint8Array.from([255, 100]) });

  const colour = { width: 1, height: 1, channels: 4, data: Uint8Array.from([1, 2, 3, 4]) };
  t.deepEqual([...(await decodePng(encode(colour))).data], [1, 2, 3]);
});

test('values of a few bits are spread over the bytes, row by row', async (t) => {
  // Five pixels of two bits, two rows; each row starts with a filter byte of 0 and ends in the middle of a byte.
  const file = handmade(
    { width: 5, height: 2, depth: 2, colourType: 0 },
    [0, 0b00_01_10_11, 0b11_000000, 0, 0xff, 0xff],
  );

  t.deepEqual([...(await decodePng(file)).data], [0, 85, 170, 255, 255, 255, 255, 255, 255, 255]);
});

test('a palette becomes colours', async (t) => {
  const header = { width: 3, height: 1, depth: 1, colourType: 3 };
  const file = handmade(header, [0, 0b101_00000], [10, 20, 30, 40, 50, 60]);

  t.deepEqual([...(await decodePng(file)).data], [40, 50, 60, 10, 20, 30, 40, 50, 60]);
});

test('a cut or damaged file is refused by its name, and a picture that is too short too', async (t) => {
  const file = await encodePng({ data: new Uint8Array(300), width: 10, height: 10, channels: 3 });
  const damaged = file.slice();
  damaged[45] ^= 1;
  for (const bytes of [file.subarray(0, 60), damaged, new Uint8Array(0)]) {
    const message = await decodePng(bytes, 'cat.png').catch(String);
    t.ok(
      String(message).startsWith('DataError: decodePng: cat.png is not a PNG file that can be read: '),
      String(message),
    );
  }
  const short = await encodePng({ data: new Uint8Array(5), width: 2, height: 1, channels: 3 }).catch(String);
  t.equal(String(short), 'DataError: encodePng: a picture of 1 × 2 × 3 has 6 bytes, but its data has 5');
});

/** A PNG file put together by hand, for what the library does not write. */
function handmade(
  { width, height, depth, colourType }: Record<'width' | 'height' | 'depth' | 'colourType', number>,
  rows: number[],
  palette?: number[],
): Uint8Array {
  const number = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  const chunk = (type: string, data: number[]) => {
    const body = [...Buffer.from(type), ...data];
    return [...number(data.length), ...body, ...number(crc32(body))];
  };
  return Uint8Array.from([
    ...[137, 80, 78, 71, 13, 10, 26, 10],
    ...chunk('IHDR', [...number(width), ...number(height), depth, colourType, 0, 0, 0]),
    ...(palette === undefined ? [] : chunk('PLTE', palette)),
    ...chunk('IDAT', [...deflateSync(Uint8Array.from(rows))]),
    ...chunk('IEND', []),
  ]);
}

function crc32(bytes: readonly number[]): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  return ~crc >>> 0;
}

import fc from 'fast-check';
import test from 'tape';
import { Generator } from '../../../src/random/index.ts';
import type { Planes } from '../../../src/vision/planes.ts';
import { ColorJitter, Grayscale, RandomErasing } from '../../../src/vision/transforms/index.ts';
import { close } from '../../support/close.ts';
import { at, bytePlanes, consistsOf, somePlanes } from '../planes.ts';

const pixel = (...data: number[]): Planes => ({ data: Float32Array.from(data), channels: 3, height: 1, width: 1 });

test('Grayscale weighs green most: the bytes are those of PIL', (t) => {
  const gray = (red: number, green: number, blue: number) =>
    new Grayscale().transform({ data: Uint8Array.from([red, green, blue]), channels: 3, height: 1, width: 1 }).data[0];

  // (19595·R + 38470·G + 7471·B + 32768) / 65536, rounded down.
  t.equal(gray(255, 0, 0), 76);
  t.equal(gray(0, 255, 0), 150);
  t.equal(gray(0, 0, 255), 29);
  t.equal(gray(200, 200, 200), 200);
  t.ok(close(new Grayscale().transform(pixel(0.5, 0.25, 1)).data[0], 0.2989 * 0.5 + 0.587 * 0.25 + 0.114));
  t.end();
});

test('Grayscale with three channels repeats the gray', (t) => {
  const out = new Grayscale({ numOutputChannels: 3 });
  fc.assert(
    fc.property(bytePlanes, (planes) => {
      const gray = new Grayscale().transform(planes);
      return consistsOf(out.transform(planes), [3, planes.height, planes.width], (_, y, x) => at(gray, [0, y, x]));
    }),
    { numRuns: 20 },
  );
  t.pass('on random pictures');
  t.end();
});

test('a jitter of known factors does what they say', (t) => {
  const random = new Generator(3);
  const jittered = (options: object) => [...new ColorJitter(options).transform(pixel(0.2, 0.4, 0.8), random).data];
  const gray = 0.2989 * 0.2 + 0.587 * 0.4 + 0.114 * 0.8;
  const allClose = (actual: number[], expected: number[]) => actual.every((value, i) => close(value, expected[i], 3));

  t.ok(allClose(jittered({ brightness: [0.5, 0.5] }), [0.1, 0.2, 0.4]));
  t.ok(allClose(jittered({ brightness: [2, 2] }), [0.4, 0.8, 1]), 'white is the end');
  t.ok(allClose(jittered({ saturation: [0, 0] }), [gray, gray, gray]));
  t.ok(
    allClose(
      jittered({ contrast: [0.5, 0.5] }),
      [0.2, 0.4, 0.8].map((value) => (value + gray) / 2),
    ),
  );
  t.deepEqual(jittered({}), [...pixel(0.2, 0.4, 0.8).data], 'without options the picture stays');
  t.end();
});

test('a jitter of 0.3 draws brightness factors from 0.7 to 1.3', (t) => {
  const random = new Generator(3);
  const jitter = new ColorJitter({ brightness: 0.3 });
  const factors = Array.from({ length: 500 }, () => jitter.transform(pixel(0.5, 0.5, 0.5), random).data[0] / 0.5);

  t.ok(factors.every((factor) => factor > 0.699 && factor < 1.301));
  t.ok(Math.min(...factors) < 0.71 && Math.max(...factors) > 1.29, 'and uses the whole range');
  t.end();
});

test('RandomErasing paints one rectangle whose area lies in the scale, and leaves the rest', (t) => {
  const random = new Generator(3);
  const data = new Float32Array(3 * 20 * 20).fill(1);
  const planes: Planes = { data, channels: 3, height: 20, width: 20 };
  const erase = new RandomErasing({ p: 1, scale: [0.1, 0.2], value: 0 });
  for (let draw = 0; draw < 50; draw++) {
    const out = erase.transform(planes, random);
    const erased = [...out.data.keys()].filter((index) => out.data[index] === 0);
    const rows = new Set(erased.map((index) => Math.floor(index / 20) % 20));
    const columns = new Set(erased.map((index) => index % 20));
    const area = rows.size * columns.size;
    // Rounding the sides changes the area by at most half a pixel along each.
    const slack = (rows.size + columns.size) / 2 + 1;
    if (erased.length !== 3 * area || area < 40 - slack || area > 80 + slack) {
      t.fail(`erased ${erased.length} numbers in ${rows.size} rows and ${columns.size} columns`);
    }
  }
  t.ok(
    data.every((value) => value === 1),
    'the input is left alone',
  );
  t.equal(new RandomErasing({ p: 0 }).transform(planes, random), planes);
  t.end();
});

test('no transform writes into its input', (t) => {
  const random = new Generator(3);
  const all = [new Grayscale({ numOutputChannels: 3 }), new ColorJitter({ contrast: 1 }), new RandomErasing({ p: 1 })];
  fc.assert(
    fc.property(somePlanes, (planes) => {
      const before = planes.data.slice();
      for (const transform of all) transform.transform(planes, random);
      return before.every((value, index) => value === planes.data[index]);
    }),
    { numRuns: 30 },
  );
  t.pass('on random pictures');
  t.end();
});

test('bad options of the colours are refused', (t) => {
  t.throws(() => new ColorJitter({ brightness: -1 }), /ColorJitter: brightness must be ≥ 0 .* but is -1/);
  t.throws(() => new ColorJitter({ hue: 0.1 } as never), /unknown option "hue"/);
  t.throws(() => new Grayscale({ numOutputChannels: 2 as never }), /numOutputChannels must be 1 or 3, but is 2/);
  t.throws(() => new Grayscale().transform({ data: new Uint8Array(2), channels: 2, height: 1, width: 1 }), /has 2/);
  t.throws(() => new RandomErasing({ scale: [0.5, 0.2] }), /scale must be 0 ≤ low ≤ high ≤ 1, but is 0.5,0.2/);
  t.throws(() => new RandomErasing({ ratio: [0, 1] }), /ratio must be 0 < low ≤ high, but is 0,1/);
  t.end();
});

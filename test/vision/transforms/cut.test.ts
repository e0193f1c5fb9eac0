import fc from 'fast-check';
import test from 'tape';
import { Generator } from '../../../src/random/index.ts';
import type { Planes } from '../../../src/vision/planes.ts';
import {
  CenterCrop,
  Pad,
  RandomCrop,
  RandomHorizontalFlip,
  RandomVerticalFlip,
} from '../../../src/vision/transforms/index.ts';
import { at, consistsOf, somePlanes } from '../planes.ts';

const row = (...values: number[]): Planes => ({
  data: Uint8Array.from(values),
  channels: 1,
  height: 1,
  width: values.length,
});
const random = new Generator(1);

test('Pad fills with a constant, the edge, or the mirror image without or with the edge', (t) => {
  const padded = (paddingMode: 'constant' | 'edge' | 'reflect' | 'symmetric') => [
    ...new Pad([2, 0], { fill: 9, paddingMode }).transform(row(1, 2, 3)).data,
  ];

  t.deepEqual(padded('constant'), [9, 9, 1, 2, 3, 9, 9]);
  t.deepEqual(padded('edge'), [1, 1, 1, 2, 3, 3, 3]);
  t.deepEqual(padded('reflect'), [3, 2, 1, 2, 3, 2, 1]);
  t.deepEqual(padded('symmetric'), [2, 1, 1, 2, 3, 3, 2]);
  t.end();
});

test("Pad's four numbers are left, top, right and bottom", (t) => {
  fc.assert(
    fc.property(somePlanes, fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), (planes, sides) => {
      const [left, top, right, bottom] = sides;
      const out = new Pad([left, top, right, bottom], { fill: 1 }).transform(planes);
      const size = [planes.channels, top + planes.height + bottom, left + planes.width + right] as const;
      return consistsOf(out, size, (channel, y, x) => at(planes, [channel, y - top, x - left], 1));
    }),
    { numRuns: 40 },
  );
  t.pass('the picture lies where they say');
  t.end();
});

test('CenterCrop rounds an odd rest as torchvision: half to even', (t) => {
  const start = (size: number, kept: number) =>
    new CenterCrop([1, kept]).transform(row(...Array.from({ length: size }, (_, index) => index))).data[0];

  t.equal(start(5, 2), 2, '(5 − 2) / 2 = 1.5 becomes 2');
  t.equal(start(3, 2), 0, '(3 − 2) / 2 = 0.5 becomes 0');
  t.equal(start(7, 2), 2, '(7 − 2) / 2 = 2.5 becomes 2');
  t.equal(start(6, 2), 2);
  t.end();
});

test('CenterCrop puts zeros around a picture that is smaller, the small half first', (t) => {
  t.deepEqual([...new CenterCrop([1, 6]).transform(row(1, 2, 3)).data], [0, 1, 2, 3, 0, 0]);
  t.end();
});

test('RandomCrop shows a part of the padded picture, and every part comes up', (t) => {
  const planes = row(1, 2, 3);
  const crop = new RandomCrop([1, 2], { padding: [1, 0], fill: 9 });
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 4000; draw++) {
    const shown = crop.transform(planes, random).data.join();
    counts.set(shown, (counts.get(shown) ?? 0) + 1);
  }

  t.deepEqual([...counts.keys()].sort(), ['1,2', '2,3', '3,9', '9,1']);
  // A binomial count of 1,000 ± 27; five of those are 137.
  t.ok(
    [...counts.values()].every((count) => Math.abs(count - 1000) < 137),
    'about equally often',
  );
  t.end();
});

test('RandomCrop of the whole picture is the picture', (t) => {
  fc.assert(
    fc.property(somePlanes, (planes) =>
      consistsOf(
        new RandomCrop([planes.height, planes.width]).transform(planes, random),
        [planes.channels, planes.height, planes.width],
        (...place) => at(planes, place),
      ),
    ),
    { numRuns: 20 },
  );
  t.pass('in every size');
  t.end();
});

test('flips mirror each plane, left for right or top for bottom', (t) => {
  fc.assert(
    fc.property(somePlanes, (planes) => {
      const { channels, height, width } = planes;
      const sideways = new RandomHorizontalFlip(1).transform(planes, random);
      const headlong = new RandomVerticalFlip(1).transform(planes, random);
      return (
        consistsOf(sideways, [channels, height, width], (channel, y, x) => at(planes, [channel, y, width - 1 - x])) &&
        consistsOf(headlong, [channels, height, width], (channel, y, x) => at(planes, [channel, height - 1 - y, x]))
      );
    }),
    { numRuns: 40 },
  );
  t.pass('on random pictures');
  t.end();
});

test('a flip happens with its probability', (t) => {
  for (const flip of [new RandomHorizontalFlip(0.25), new RandomVerticalFlip(0.25)]) {
    const planes: Planes = { data: Uint8Array.from([0, 1, 1, 2]), channels: 1, height: 2, width: 2 };
    let flips = 0;
    for (let draw = 0; draw < 4000; draw++) {
      flips += flip.transform(planes, random).data[0] === 0 ? 0 : 1;
    }
    t.ok(Math.abs(flips - 1000) < 137, `${flips} of 4000`);
  }
  t.equal(new RandomHorizontalFlip(0).transform(row(1, 2), random).data[0], 1, 'never with 0');
  t.end();
});

test('crops and paddings that cannot be are refused with their numbers', (t) => {
  t.throws(
    () => new RandomCrop(4, { padding: 1 }).transform(row(1, 2, 3), random),
    /RandomCrop: a crop of 4 × 4 does not fit into 3 × 5, padding included/,
  );
  t.throws(() => new RandomCrop(0), /RandomCrop: size must be a positive integer or two of them, but is 0/);
  t.throws(
    () => new RandomCrop(2, { pading: 1 } as never),
    /RandomCrop: unknown option "pading"; did you mean "padding"/,
  );
  t.throws(() => new Pad(-1), /Pad: padding must be integers of at least 0, but is -1/);
  t.throws(() => new Pad(1, { paddingMode: 'wrap' as never }), /paddingMode 'wrap' is none of constant, edge/);
  t.throws(
    () => new Pad([3, 0], { paddingMode: 'reflect' }).transform(row(1, 2, 3)),
    /Pad: paddingMode 'reflect' can pad 3 pixels by at most 2, but 3 are asked for/,
  );
  t.throws(() => new RandomHorizontalFlip(1.5), /the probability must lie between 0 and 1, but is 1.5/);
  t.end();
});

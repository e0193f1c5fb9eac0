import fc from 'fast-check';
import test from 'tape';
import type { Planes } from '../../../src/vision/planes.ts';
import { Resize, type ResizeOptions } from '../../../src/vision/transforms/index.ts';
import { close } from '../../support/close.ts';
import { at, consistsOf, floatPlanes, somePlanes } from '../planes.ts';

const square: Planes = { data: Float32Array.from([1, 2, 3, 4]), channels: 1, height: 2, width: 2 };
const values = (planes: Planes) =>
  Array.from({ length: planes.height }, (_, y) =>
    Array.from({ length: planes.width }, (_, x) => at(planes, [0, y, x])),
  );

test('twice the size: the values that PyTorch documents for its upsampling', (t) => {
  t.deepEqual(values(new Resize(4, { interpolation: 'nearest' }).transform(square)), [
    [1, 1, 2, 2],
    [1, 1, 2, 2],
    [3, 3, 4, 4],
    [3, 3, 4, 4],
  ]);
  t.deepEqual(values(new Resize(4).transform(square)), [
    [1, 1.25, 1.75, 2],
    [1.5, 1.75, 2.25, 2.5],
    [2.5, 2.75, 3.25, 3.5],
    [3, 3.25, 3.75, 4],
  ]);
  t.end();
});

test('half the size: with antialias all pixels count, without it the two nearest', (t) => {
  const row: Planes = { data: Float32Array.from([0, 0, 8, 0, 0, 0, 0, 0]), channels: 1, height: 1, width: 8 };
  const half = (options: ResizeOptions) => [...new Resize([1, 2], options).transform(row).data];

  // The new pixels' centres lie at 2 and 6; old pixel 2 has its centre at 2.5, half a pixel from the first.
  // Triangles of half-width 4 weigh pixels 0…5 with 2.5, 3.5, 3.5, 2.5, 1.5, 0.5 quarters, 14 in all.
  t.ok(close(half({})[0], (8 * 3.5) / 14));
  t.ok(close(half({})[1], (8 * 0.5) / 14), 'the second is half a quarter of its triangle away');
  t.deepEqual(half({ antialias: false }), [8 / 2, 0]);
  t.deepEqual(half({ interpolation: 'nearest' }), [0, 0], 'pixels 0 and 4');
  t.end();
});

test('nearest shows pixel ⌊i·in/out⌋', (t) => {
  const size = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(somePlanes, size, size, (planes, height, width) =>
      consistsOf(
        new Resize([height, width], { interpolation: 'nearest' }).transform(planes),
        [planes.channels, height, width],
        (channel, y, x) =>
          at(planes, [channel, Math.floor((y * planes.height) / height), Math.floor((x * planes.width) / width)]),
      ),
    ),
    { numRuns: 40 },
  );
  t.pass('in every size');
  t.end();
});

test('bilinear is the weighted mean of the pixels under a triangle', (t) => {
  const size = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(floatPlanes, size, size, fc.boolean(), (planes, height, width, antialias) => {
      const out = new Resize([height, width], { antialias }).transform(planes);
      const weight = (from: number, to: number, index: number, position: number) => {
        const half = antialias ? Math.max(1, from / to) : 1;
        return Math.max(0, 1 - Math.abs(position + 0.5 - ((index + 0.5) * from) / to) / half);
      };
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          let [sum, weights] = [0, 0];
          for (let inY = 0; inY < planes.height; inY++) {
            for (let inX = 0; inX < planes.width; inX++) {
              const both = weight(planes.height, height, y, inY) * weight(planes.width, width, x, inX);
              sum += both * at(planes, [0, inY, inX]);
              weights += both;
            }
          }
          if (!close(at(out, [0, y, x]), sum / weights, 14)) return false;
        }
      }
      return true;
    }),
    { numRuns: 40 },
  );
  t.pass('in every size');
  t.end();
});

test('one number is the shorter side, and the other keeps the proportion', (t) => {
  const planes: Planes = { data: new Uint8Array(20), channels: 1, height: 4, width: 5 };
  const tall: Planes = { ...planes, height: 5, width: 4 };

  t.deepEqual([new Resize(2).transform(planes).height, new Resize(2).transform(planes).width], [2, 2]);
  t.deepEqual([new Resize(8).transform(tall).height, new Resize(8).transform(tall).width], [10, 8]);
  t.end();
});

test('bytes are rounded half to even, once', (t) => {
  const row: Planes = { data: Uint8Array.from([0, 1, 2, 3]), channels: 1, height: 1, width: 4 };

  t.deepEqual([...new Resize([1, 2], { antialias: false }).transform(row).data], [0, 2], '0.5 and 2.5');
  t.end();
});

test('bad sizes and interpolations are refused', (t) => {
  t.throws(() => new Resize([2, 0]), /Resize: size must be .* but is 2,0/);
  t.throws(
    () => new Resize(2, { interpolation: 'cubic' as never }),
    /interpolation 'cubic' is none of nearest, bilinear/,
  );
  t.end();
});

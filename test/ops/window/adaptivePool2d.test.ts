import fc from 'fast-check';
import test from 'tape';
import { tensor } from '../../../src/tensor/create.ts';
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  globalAvgPool2d,
  globalMaxPool2d,
} from '../../../src/tensor/functions/adaptivePooling.ts';
import { avgPool2d, maxPool2d } from '../../../src/tensor/functions/pooling.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { fromArray } from '../../../src/tensor/fromArray.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { close } from '../../support/close.ts';
import { numbersOf, sameNumbers } from '../../support/coordinates.ts';
import { reader } from '../../support/windowDefinitions.ts';

const images = shapeOf({ minRank: 2, maxRank: 2, minSize: 1, maxSize: 6 }).chain((size) => tensorOf([2, 1, ...size]));
const outputSizes = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }));
const values = (x: Tensor) => Array.from(x.toTypedArray());

/** What window number `place` of `count` covers on an axis of `size`. */
function covered(place: number, size: number, count: number): number[] {
  const cells: number[] = [];
  for (let k = Math.floor((place * size) / count); k < Math.ceil(((place + 1) * size) / count); k++) cells.push(k);
  return cells;
}

test('five cells in three windows: 0–1, 1–3 and 3–4', (t) => {
  const row = tensor([[[[1, 2, 3, 4, 9]]]]);
  t.deepEqual(adaptiveAvgPool2d(row, [1, 3]).toArray(), [[[[(1 + 2) / 2, (2 + 3 + 4) / 3, (4 + 9) / 2]]]]);
  const [output, indices] = adaptiveMaxPool2d(row, [1, 3], { returnIndices: true });
  t.deepEqual([output.toArray(), indices.toArray()], [[[[[2, 4, 9]]]], [[[[1, 3, 4]]]]]);
  t.end();
});

test('a size that is not given stays, one number is for both, and more windows than cells repeat them', (t) => {
  const image = tensor([
    [
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ]);
  t.deepEqual(adaptiveAvgPool2d(image, [null, 1]).toArray(), [[[[1.5], [3.5]]]]);
  t.deepEqual(adaptiveMaxPool2d(image, [undefined, 1]).toArray(), [[[[2], [4]]]]);
  t.deepEqual(adaptiveAvgPool2d(image, null).toArray(), image.toArray());
  t.deepEqual(adaptiveAvgPool2d(image, 1).toArray(), [[[[2.5]]]]);
  t.deepEqual(adaptiveMaxPool2d(image, [1, 4]).toArray(), [[[[3, 3, 4, 4]]]]);
  t.end();
});

test('the global pools give one number for every channel', (t) => {
  const image = tensor([
    [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 5],
        [5, 9],
      ],
    ],
  ]);
  t.deepEqual(globalAvgPool2d(image).toArray(), [[[[2.5]], [[6]]]]);
  t.deepEqual(globalMaxPool2d(image).toArray(), [[[[4]], [[9]]]]);
  t.end();
});

test('where the windows divide the image, adaptive pooling is pooling', (t) => {
  fc.assert(
    fc.property(tensorOf([1, 2, 6, 4]), (x) => {
      const average = adaptiveAvgPool2d(x, [3, 2]);
      const largest = adaptiveMaxPool2d(x, [3, 2]);
      return (
        sameNumbers(values(average), values(avgPool2d(x, 2))) && sameNumbers(values(largest), values(maxPool2d(x, 2)))
      );
    }),
    { numRuns: 20 },
  );
  t.pass();
  t.end();
});

test('adaptive pooling takes the mean and the first maximum of ⌊i·in/out⌋ … ⌈(i+1)·in/out⌉', (t) => {
  fc.assert(
    fc.property(images, outputSizes, (input, size) => {
      const pixel = reader(input);
      const [, , height, width] = input.shape;
      const average = adaptiveAvgPool2d(input, size);
      const [largest, indices] = adaptiveMaxPool2d(input, size, { returnIndices: true });
      const means: number[] = [];
      const winners: number[] = [];
      const maxima = numbersOf(average.shape, ([n, c, y, x]) => {
        const cells = covered(y, height, size[0]).flatMap((i) =>
          covered(x, width, size[1]).map((j) => [i, j] as const),
        );
        const under = cells.map(([i, j]) => pixel(n, c, i, j));
        means.push(under.reduce((sum, value) => sum + value, 0) / under.length);
        const [i, j] = cells[under.indexOf(Math.max(...under))];
        winners.push(i * width + j);
        return Math.max(...under);
      });
      return (
        values(average).every((value, k) => close(value, means[k], 36)) &&
        sameNumbers(values(largest), maxima) &&
        sameNumbers(values(indices), winners)
      );
    }),
    { numRuns: 50 },
  );
  t.pass();
  t.end();
});

test('the gradients of adaptive pooling equal finite differences', (t) => {
  fc.assert(
    fc.property(images, outputSizes, (x, size) => {
      const distinct = fromArray(
        Float64Array.from(values(x), (value, i) => value + i / 64),
        x.shape,
        { device: 'reference' },
      );
      distinct.requiresGrad = true;
      gradcheck((input) => adaptiveMaxPool2d(input, size), [distinct]);
      return gradcheck((input) => adaptiveAvgPool2d(input, size), [x]);
    }),
    { numRuns: 30 },
  );
  t.pass();
  t.end();
});

test('of NaNs the last wins, and passes on', (t) => {
  const [output, indices] = adaptiveMaxPool2d(tensor([[[[NaN, 1, NaN, 2]]]]), 1, { returnIndices: true });
  t.ok(Number.isNaN(output.item()));
  t.equal(indices.item(), 2);
  t.end();
});

test('a row is an image of height 1', (t) => {
  t.deepEqual(adaptiveAvgPool1d(tensor([[[1, 3, 5, 7]]]), 2).toArray(), [[[2, 6]]]);
  const [output, indices] = adaptiveMaxPool1d(tensor([[1, 3, 5, 7]]), [2], { returnIndices: true });
  t.deepEqual([output.toArray(), indices.toArray()], [[[3, 7]], [[1, 3]]]);
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { tensor } from '../../../src/tensor/create.ts';
import { maxPool1d, maxPool2d } from '../../../src/tensor/functions/pooling.ts';
import { maxUnpool1d, maxUnpool2d } from '../../../src/tensor/functions/unpooling.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { guideInput } from '../../../src/explain/arithmeticCases.ts';
import { fromArray } from '../../../src/tensor/fromArray.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { numbersOf, sameNumbers } from '../../support/coordinates.ts';
import { poolWindow, type WindowCase, windowOn } from '../../support/windowArbitraries.ts';
import { placesOf } from '../../support/windowDefinitions.ts';

// A dilated window with padding steps over an input that is narrower than its dilation.
const cases = windowOn(poolWindow, [2, 2]);
const optionsOf = ({ stride, padding, dilation }: WindowCase) => ({ stride, padding, dilation });
const values = (x: Tensor) => Array.from(x.toTypedArray());

test('maxPool2d keeps the largest of every 2×2 block, and says where it was', (t) => {
  const image = tensor([
    [
      [
        [1, 2, 5, 0],
        [3, 4, 1, 1],
        [9, 0, 7, 7],
        [0, 0, 7, 8],
      ],
    ],
  ]);
  const [output, indices] = maxPool2d(image, 2, { returnIndices: true });
  t.deepEqual(output.toArray(), [
    [
      [
        [4, 5],
        [9, 8],
      ],
    ],
  ]);
  t.deepEqual(indices.toArray(), [
    [
      [
        [1 * 4 + 1, 0 * 4 + 2],
        [2 * 4 + 0, 3 * 4 + 3],
      ],
    ],
  ]);
  t.deepEqual(maxPool2d(tensor([[guideInput]]), 3, { stride: 1 }).toArray(), [
    [
      [
        [3, 3, 3],
        [3, 3, 3],
        [3, 2, 3],
      ],
    ],
  ]);
  t.end();
});

test('of equal elements the first wins, of NaNs the last, and padding never', (t) => {
  const winnersOf = (row: number[]) => maxPool2d(tensor([[[row]]]), [1, row.length], { returnIndices: true });
  t.deepEqual(winnersOf([2, 2, 1])[1].toArray(), [[[[0]]]]);
  t.deepEqual(winnersOf([NaN, 5, NaN, 7])[1].toArray(), [[[[2]]]]);
  t.ok(Number.isNaN(winnersOf([1, NaN])[0].item()));
  t.deepEqual(winnersOf([-Infinity, -Infinity])[1].toArray(), [[[[0]]]]);
  const negative = tensor([
    [
      [
        [-3, -2],
        [-4, -5],
      ],
    ],
  ]);
  t.deepEqual(maxPool2d(negative, 2, { padding: 1 }).toArray(), [
    [
      [
        [-3, -2],
        [-4, -5],
      ],
    ],
  ]);
  t.end();
});

test('maxPool2d takes the largest of what its window covers, for every stride, padding and dilation', (t) => {
  fc.assert(
    fc.property(cases, (c) => {
      const { input, kernel, stride, padding, dilation } = c;
      const [images, channels, height, width] = input.shape;
      const pixel = input.toTypedArray();
      const found: number[] = [];
      const shape = [images, channels, ...placesOf(c, input.shape)];
      const expected = numbersOf(shape, ([n, channel, y, x]) => {
        let [largest, winner] = [-Infinity, -1];
        for (let i = 0; i < kernel[0]; i++) {
          for (let j = 0; j < kernel[1]; j++) {
            const inY = y * stride[0] + i * dilation[0] - padding[0];
            const inX = x * stride[1] + j * dilation[1] - padding[1];
            if (inY < 0 || inY >= height || inX < 0 || inX >= width) continue;
            const value = pixel[((n * channels + channel) * height + inY) * width + inX];
            if (value > largest) [largest, winner] = [value, inY * width + inX];
          }
        }
        found.push(winner);
        return largest;
      });
      const [output, indices] = maxPool2d(input, kernel, { ...optionsOf(c), returnIndices: true });
      return sameNumbers(values(output), expected) && sameNumbers(values(indices), found);
    }),
    { numRuns: 80 },
  );
  t.pass();
  t.end();
});

test('in ceilMode the last window keeps what of it lies on the image', (t) => {
  const image = tensor([
    [
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
    ],
  ]);
  t.deepEqual(maxPool2d(image, 2).toArray(), [[[[5]]]]);
  t.deepEqual(maxPool2d(image, 2, { ceilMode: true }).toArray(), [
    [
      [
        [5, 6],
        [8, 9],
      ],
    ],
  ]);
  t.end();
});

/** Different everywhere, so that a small step changes no winner. */
const distinct = (x: Tensor) =>
  fromArray(
    Float64Array.from(values(x), (value, i) => value + i / 64),
    x.shape,
    { device: 'reference' },
  );

test('the gradient of maxPool2d equals finite differences: each winner receives what its windows received', (t) => {
  fc.assert(
    fc.property(cases, fc.boolean(), (c, ceilMode) => {
      const input = distinct(c.input);
      input.requiresGrad = true;
      return gradcheck((x) => maxPool2d(x, c.kernel, { ...optionsOf(c), ceilMode }), [input]);
    }),
    { numRuns: 40 },
  );
  const tied = tensor([[[[3, 3]]]], { requiresGrad: true });
  maxPool2d(tied, [1, 2]).sum().backward();
  t.deepEqual(tied.grad?.toArray(), [[[[1, 0]]]], 'of two equal elements the first receives it');
  t.end();
});

test('maxUnpool2d puts the winners back, and zeros elsewhere', (t) => {
  const image = tensor([
    [
      [
        [1, 2, 5, 0],
        [3, 4, 1, 1],
      ],
    ],
  ]);
  const [output, indices] = maxPool2d(image, 2, { returnIndices: true });
  t.deepEqual(maxUnpool2d(output, indices, 2).toArray(), [
    [
      [
        [0, 0, 5, 0],
        [0, 4, 0, 0],
      ],
    ],
  ]);
  t.deepEqual(maxUnpool2d(output, indices, 2, { outputSize: [3, 5] }).shape, [1, 1, 3, 5]);
  t.deepEqual(maxUnpool2d(output, indices, 2, { outputSize: [1, 1, 2, 5] }).toArray(), [
    [
      [
        [0, 0, 5, 0, 0],
        [4, 0, 0, 0, 0],
      ],
    ],
  ]);
  t.end();
});

test('pooling what was unpooled gives it back, and unpooling keeps nothing but winners', (t) => {
  fc.assert(
    fc.property(cases, (c) => {
      const input = distinct(c.input).abs().add(1).detach();
      const [, , height, width] = input.shape;
      const options = { stride: c.kernel, padding: 0 } as const;
      if (height < c.kernel[0] || width < c.kernel[1]) return true;
      const [pooled, indices] = maxPool2d(input, c.kernel, { ...options, returnIndices: true });
      const unpooled = maxUnpool2d(pooled, indices, c.kernel, { ...options, outputSize: [height, width] });
      const kept = values(unpooled).every((value, i) => value === 0 || value === values(input)[i]);
      return kept && sameNumbers(values(maxPool2d(unpooled, c.kernel, options)), values(pooled));
    }),
    { numRuns: 40 },
  );
  t.pass();
  t.end();
});

test('the gradient of maxUnpool2d equals finite differences', (t) => {
  const indices = tensor(
    [
      [
        [
          [3, 0],
          [1, 10],
        ],
      ],
    ],
    { dtype: 'int32', device: 'reference' },
  );
  const input = tensor(
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    { dtype: 'float64', requiresGrad: true, device: 'reference' },
  );
  t.ok(gradcheck((x) => maxUnpool2d(x, indices, 2), [input]));
  t.end();
});

test('of several values for one cell the last stays', (t) => {
  const twice = tensor([[[[3, 3]]]], { dtype: 'int32' });
  t.deepEqual(maxUnpool2d(tensor([[[[7, 8]]]]), twice, 2).toArray(), [
    [
      [
        [0, 0, 0, 8],
        [0, 0, 0, 0],
      ],
    ],
  ]);
  t.end();
});

test('a row is an image of height 1, and a single image a batch of one', (t) => {
  const [output, indices] = maxPool1d(tensor([[[1, 4, 2, 8]]]), 2, { returnIndices: true });
  t.deepEqual([output.toArray(), indices.toArray()], [[[[4, 8]]], [[[1, 3]]]]);
  t.deepEqual(maxUnpool1d(output, indices, 2).toArray(), [[[0, 4, 0, 8]]]);
  t.deepEqual(maxUnpool1d(output, indices, 2, { outputSize: [5] }).toArray(), [[[0, 4, 0, 8, 0]]]);
  t.deepEqual(maxPool1d(tensor([[1, 4, 2, 8]]), 3, { stride: 1, padding: 1, dilation: 1 }).toArray(), [[4, 4, 8, 8]]);
  t.deepEqual(
    maxPool2d(
      tensor([
        [
          [1, 2],
          [3, 4],
        ],
      ]),
      2,
    ).toArray(),
    [[[4]]],
  );
  t.end();
});

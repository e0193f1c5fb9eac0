import fc from 'fast-check';
import test from 'tape';
import { tensor } from '../../../src/tensor/create.ts';
import { avgPool2d } from '../../../src/tensor/functions/pooling.ts';
import { type InterpolateOptions, interpolate } from '../../../src/tensor/functions/resize.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { close } from '../../support/close.ts';
import { numbersOf, sameNumbers } from '../../support/coordinates.ts';
import { reader } from '../../support/windowDefinitions.ts';

const images = shapeOf({ minRank: 2, maxRank: 2, minSize: 1, maxSize: 5 }).chain((size) => tensorOf([1, 2, ...size]));
const sizes = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }));
const values = (x: Tensor) => Array.from(x.toTypedArray());
const row = tensor([[[[1, 3]]]]);

/** A value between cells: each cell's weight depends on its distance from there; cells beyond the ends are as the last. */
function mixed(
  cell: (k: number) => number,
  position: number,
  size: number,
  weight: (distance: number) => number,
): number {
  let sum = 0;
  for (let k = Math.floor(position) - 2; k <= Math.floor(position) + 3; k++) {
    const share = weight(Math.abs(position - k));
    if (share !== 0) sum += share * cell(Math.max(0, Math.min(size - 1, k)));
  }
  return sum;
}

const hat = (d: number) => Math.max(0, 1 - d);
/** Keys's cubic with a = −0.75. */
const cubic = (d: number) =>
  d <= 1 ? 1.25 * d ** 3 - 2.25 * d ** 2 + 1 : d < 2 ? -0.75 * (d ** 3 - 5 * d ** 2 + 8 * d - 4) : 0;

test('nearest copies the cell that a new cell falls into', (t) => {
  t.deepEqual(interpolate(row, { size: [1, 4] }).toArray(), [[[[1, 1, 3, 3]]]]);
  t.deepEqual(interpolate(row, { scaleFactor: 2 }).toArray(), [
    [
      [
        [1, 1, 3, 3],
        [1, 1, 3, 3],
      ],
    ],
  ]);
  const line = tensor([[[0, 1, 2, 3, 4]]]);
  t.deepEqual(interpolate(line, { size: 3 }).toArray(), [[[0, 1, 3]]], '⌊0⌋, ⌊5/3⌋, ⌊10/3⌋');
  t.deepEqual(
    interpolate(line, { size: 3, mode: 'nearest-exact' }).toArray(),
    [[[0, 2, 4]]],
    '⌊2.5/3⌋, ⌊7.5/3⌋, ⌊12.5/3⌋',
  );
  t.end();
});

test('bilinear mixes neighbours; aligned corners stay where they are', (t) => {
  t.deepEqual(interpolate(row, { size: [1, 4], mode: 'bilinear' }).toArray(), [
    [[[1, 0.75 * 1 + 0.25 * 3, 0.25 * 1 + 0.75 * 3, 3]]],
  ]);
  t.deepEqual(interpolate(row, { size: [1, 5], mode: 'bilinear', alignCorners: true }).toArray(), [
    [[[1, 1.5, 2, 2.5, 3]]],
  ]);
  t.deepEqual(interpolate(row, { size: [1, 1], mode: 'bilinear', alignCorners: true }).toArray(), [[[[1]]]]);
  t.end();
});

test('a scaleFactor is used itself, unless it is to be computed again from the sizes', (t) => {
  // PyTorch 2.13: 4 cells by 1.4 are ⌊5.6⌋ = 5; positions are then 1/1.4 apart, or 4/5.
  const line = tensor([[[0, 10, 20, 30]]]);
  const near = (actual: Tensor, expected: number[]) => values(actual).every((value, i) => close(value, expected[i], 8));
  const linear = { scaleFactor: 1.4, mode: 'linear' } as const;
  t.ok(near(interpolate(line, linear), [0, 5.714285714, 12.85714286, 20, 27.14285714]));
  t.ok(near(interpolate(line, { ...linear, recomputeScaleFactor: true }), [0, 7, 15, 23, 30]));
  t.end();
});

test('bilinear and bicubic weigh the cells by their distances, on both axes', (t) => {
  fc.assert(
    fc.property(images, sizes, fc.boolean(), fc.constantFrom('bilinear', 'bicubic'), (x, size, alignCorners, mode) => {
      const pixel = reader(x);
      const [height, width] = [x.shape[2], x.shape[3]];
      const position = (output: number, inSize: number, outSize: number) => {
        if (alignCorners) return outSize === 1 ? 0 : (output * (inSize - 1)) / (outSize - 1);
        const centre = ((output + 0.5) * inSize) / outSize - 0.5;
        return mode === 'bilinear' ? Math.max(0, centre) : centre;
      };
      const weight = mode === 'bilinear' ? hat : cubic;
      const output = interpolate(x, { size, mode: mode as 'bilinear', alignCorners });
      const expected = numbersOf(output.shape, ([n, c, y, along]) =>
        mixed(
          (i) => mixed((j) => pixel(n, c, i, j), position(along, width, size[1]), width, weight),
          position(y, height, size[0]),
          height,
          weight,
        ),
      );
      return values(output).every((value, i) => close(value, expected[i], 36));
    }),
    { numRuns: 60 },
  );
  t.pass();
  t.end();
});

test('nearest picks ⌊i·in/out⌋, nearest-exact the cell under the centre', (t) => {
  fc.assert(
    fc.property(images, sizes, fc.boolean(), (x, size, exact) => {
      const pixel = reader(x);
      const from = (output: number, inSize: number, outSize: number) =>
        Math.floor(((exact ? 2 * output + 1 : 2 * output) * inSize) / (2 * outSize));
      const output = interpolate(x, { size, mode: exact ? 'nearest-exact' : 'nearest' });
      const expected = numbersOf(output.shape, ([n, c, y, along]) =>
        pixel(n, c, from(y, x.shape[2], size[0]), from(along, x.shape[3], size[1])),
      );
      return sameNumbers(values(output), expected);
    }),
    { numRuns: 60 },
  );
  t.pass();
  t.end();
});

test('area is the mean of what each new cell covers', (t) => {
  fc.assert(
    fc.property(tensorOf([1, 2, 4, 6]), (x) =>
      sameNumbers(values(interpolate(x, { size: [2, 3], mode: 'area' })), values(avgPool2d(x, 2))),
    ),
    { numRuns: 20 },
  );
  t.deepEqual(
    interpolate(
      tensor([
        [
          [
            [
              [8, 0],
              [4, 0],
            ],
          ],
        ],
      ]),
      { size: [1, 1, 1], mode: 'area' },
    ).toArray(),
    [[[[[3]]]]],
  );
  t.end();
});

test('trilinear goes along three axes', (t) => {
  const cube = tensor([[[[[0, 2]], [[4, 6]]]]]);
  const options = { size: [3, 1, 3], mode: 'trilinear', alignCorners: true } as const;
  t.deepEqual(interpolate(cube, options).toArray(), [[[[[0, 1, 2]], [[2, 3, 4]], [[4, 5, 6]]]]]);
  t.end();
});

test('the gradient of interpolate equals finite differences in every mode', (t) => {
  const modes = fc.constantFrom<InterpolateOptions>(
    { mode: 'nearest' },
    { mode: 'nearest-exact' },
    { mode: 'bilinear' },
    { mode: 'bilinear', alignCorners: true },
    { mode: 'bicubic' },
    { mode: 'bicubic', alignCorners: true },
    { mode: 'area' },
  );
  const amount = fc.oneof(
    sizes.map((size) => ({ size })),
    fc.constantFrom(1.3, 1.7, 2, 2.5).map((scaleFactor) => ({ scaleFactor })),
  );
  fc.assert(
    fc.property(images, modes, amount, (x, mode, size) =>
      gradcheck((input) => interpolate(input, { ...mode, ...size }), [x]),
    ),
    { numRuns: 60 },
  );
  t.pass();
  t.end();
});

test('what interpolate cannot do is refused', (t) => {
  t.throws(() => interpolate(row, {}), /interpolate: give either size or scaleFactor/);
  t.throws(() => interpolate(row, { size: 2, scaleFactor: 2 }), /give either size or scaleFactor/);
  t.throws(
    () => interpolate(row, { size: [2] }),
    /size must be a positive number, or one for each of 2 axes, but is 2/,
  );
  t.throws(() => interpolate(row, { size: 0 }), /size must be a positive number/);
  t.throws(() => interpolate(row, { size: NaN }), /size must be a positive number/);
  t.throws(
    () => interpolate(row, { size: 1.5 }),
    /axis 2 cannot go from 1 to 1.5 cells; both must be positive integers/,
  );
  t.throws(() => interpolate(row, { scaleFactor: 0.3 }), /axis 2 cannot go from 1 to 0 cells/);
  t.throws(
    () => interpolate(row, { size: 2, mode: 'linear' }),
    /mode linear is for 1 axes behind \[images, channels\]/,
  );
  t.throws(
    () => interpolate(row, { size: 2, mode: 'cube' as 'nearest' }),
    /mode must be one of nearest, nearest-exact, linear/,
  );
  t.throws(
    () => interpolate(row, { size: 2, alignCorners: true }),
    /alignCorners is for the linear and cubic modes, not for nearest/,
  );
  t.throws(() => interpolate(row, { size: 2, recomputeScaleFactor: true }), /recomputeScaleFactor needs a scaleFactor/);
  t.throws(() => interpolate(row, { sise: 2 } as object), /unknown option "sise"; did you mean "size"\?/);
  t.throws(() => interpolate(row, { size: 2 ** 16 }), /the output would have 4294967296 elements, more than 2³¹ − 1/);
  t.end();
});

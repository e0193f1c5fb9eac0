import fc from 'fast-check';
import test from 'tape';
import { tensor } from '../../../src/tensor/create.ts';
import { pad } from '../../../src/tensor/functions/padding.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { at, numbersOf, sameNumbers } from '../../support/coordinates.ts';

type Mode = 'constant' | 'reflect' | 'replicate' | 'circular';
const modes: readonly Mode[] = ['constant', 'reflect', 'replicate', 'circular'];

test('pad puts cells around the last axes, last axis first', (t) => {
  const image = tensor([
    [1, 2],
    [3, 4],
  ]);
  t.deepEqual(pad(image, [1, 0]).toArray(), [
    [0, 1, 2],
    [0, 3, 4],
  ]);
  t.deepEqual(pad(image, [0, 1, 1, 0], { value: 9 }).toArray(), [
    [9, 9, 9],
    [1, 2, 9],
    [3, 4, 9],
  ]);
  t.deepEqual(pad(image, []).toArray(), image.toArray());
  t.end();
});

test('an axis goes on as its mode says', (t) => {
  const row = tensor([[[1, 2, 3]]]);
  t.deepEqual(pad(row, [2, 1], { mode: 'reflect' }).toArray(), [[[3, 2, 1, 2, 3, 2]]]);
  t.deepEqual(pad(row, [2, 1], { mode: 'replicate' }).toArray(), [[[1, 1, 1, 2, 3, 3]]]);
  t.deepEqual(pad(row, [2, 1], { mode: 'circular' }).toArray(), [[[2, 3, 1, 2, 3, 1]]]);
  t.end();
});

test('negative padding cuts cells off; a circle is cut before it is continued', (t) => {
  const row = tensor([[[1, 2, 3, 4]]]);
  t.deepEqual(pad(row, [-1, 1]).toArray(), [[[2, 3, 4, 0]]]);
  t.deepEqual(pad(row, [-1, -2]).toArray(), [[[2]]]);
  t.deepEqual(pad(row, [1, -2], { mode: 'reflect' }).toArray(), [[[2, 1, 2]]]);
  t.deepEqual(pad(row, [-1, 1], { mode: 'replicate' }).toArray(), [[[2, 3, 4, 4]]]);
  t.deepEqual(pad(row, [-1, 1], { mode: 'circular' }).toArray(), [[[2, 3, 4, 2]]]);
  t.end();
});

const paddings = fc
  .record({ mode: fc.constantFrom(...modes), shape: shapeOf({ minRank: 1, maxRank: 3, minSize: 1, maxSize: 4 }) })
  .chain(({ mode, shape }) => {
    const least = mode === 'circular' ? 0 : -1;
    const most = (size: number) => (mode === 'reflect' ? size - 1 : mode === 'circular' ? size : 3);
    const amounts = shape.map((size) => {
      const amount = fc.integer({ min: size < 3 ? 0 : least, max: most(size) });
      return fc.tuple(amount, amount);
    });
    return fc.record({ mode: fc.constant(mode), input: tensorOf(shape), amounts: fc.tuple(...amounts) });
  });

/** The position that is copied to `position`, walked to step by step; undefined for a new cell. */
function walk(position: number, size: number, mode: Mode): number | undefined {
  if (position >= 0 && position < size) return position;
  if (mode === 'constant') return undefined;
  const from = position < 0 ? position + 1 : position - 1; // one step nearer to the axis
  if (mode === 'replicate') return walk(from, size, mode);
  if (mode === 'circular') return position < 0 ? position + size : position - size;
  return position < 0 ? Math.abs(position) : size - 1 - (position - (size - 1));
}

test('pad copies what its mode says to every new cell of every axis', (t) => {
  fc.assert(
    fc.property(paddings, ({ mode, input, amounts }) => {
      const output = pad(input, [...amounts].reverse().flat(), { mode, value: 1.5 });
      const shape = input.shape.map((size, axis) => size + amounts[axis][0] + amounts[axis][1]);
      const expected = numbersOf(shape, (coordinate) => {
        const from = coordinate.map((place, axis) => walk(place - amounts[axis][0], input.shape[axis], mode));
        return from.includes(undefined) ? 1.5 : at(input, from as number[]);
      });
      return `${output.shape}` === `${shape}` && sameNumbers(output.toTypedArray(), expected);
    }),
    { numRuns: 80 },
  );
  t.pass();
  t.end();
});

test('the gradient of pad equals finite differences: a cell receives what all its copies received', (t) => {
  fc.assert(
    fc.property(paddings, ({ mode, input, amounts }) =>
      gradcheck((x) => pad(x, [...amounts].reverse().flat(), { mode }), [input]),
    ),
    { numRuns: 60 },
  );
  t.pass();
  t.end();
});

test('padding beyond what a mode can do, or for axes that are not there, is refused', (t) => {
  const image = tensor([[[1, 2, 3]]]);
  t.throws(
    () => pad(image, [3, 0], { mode: 'reflect' }),
    /pad: reflected padding must be smaller than its axis, but axis 2 has 3 and padding is 3/,
  );
  t.throws(
    () => pad(image, [0, 4], { mode: 'circular' }),
    /pad: circular padding must be no larger than its axis, but axis 2 has 3 and padding is 4/,
  );
  t.throws(
    () => pad(image, [-2, -2]),
    /pad: more is cut off axis 2 than it has: -2 \+ 3 \+ -2 = -1. Given input \[1, 1, 3\]/,
  );
  t.throws(() => pad(image, [1]), /pad: padding must be pairs of integers \[before, after\], but is \[1\]/);
  t.throws(() => pad(image, [1, 0.5]), /pairs of integers/);
  t.throws(() => pad(image, [NaN, 0]), /pairs of integers/);
  t.throws(() => pad(image, [0, 0, 0, 0, 0, 0, 1, 1]), /pad: padding names 4 axes, but input has 3/);
  t.throws(
    () => pad(image, [1, 1], { mode: 'mirror' as 'reflect' }),
    /mode must be one of constant, reflect, replicate, circular, but is mirror/,
  );
  t.throws(() => pad(image, [1, 1], { valeu: 1 } as object), /unknown option "valeu"; did you mean "value"\?/);
  t.throws(() => pad(image, [2 ** 31, 0]), /the output would have 2147483651 elements, more than 2³¹ − 1/);
  t.end();
});

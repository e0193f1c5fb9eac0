import fc from 'fast-check';
import test from 'tape';
import { ones, tensor } from '../../../src/tensor/create.ts';
import { conv2d } from '../../../src/tensor/functions/convolution.ts';
import { fold, unfold } from '../../../src/tensor/functions/fold.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { tensorOf } from '../../support/arbitraries.ts';
import { numbersOf, sameNumbers } from '../../support/coordinates.ts';
import { convCase, type WindowCase, windowOn } from '../../support/windowArbitraries.ts';
import { dot, placesOf, reader } from '../../support/windowDefinitions.ts';

const optionsOf = ({ stride, padding, dilation }: WindowCase) => ({ stride, padding, dilation });
const values = (x: Tensor) => Array.from(x.toTypedArray());
const sizeOf = (x: Tensor) => [x.shape[2], x.shape[3]] as const;
const runs = { numRuns: 50 };

test('unfold lays every patch out as a column, fold puts the columns back and adds', (t) => {
  const image = tensor([
    [
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
  ]);
  const columns = unfold(image, 2);
  t.deepEqual(
    columns.toArray(),
    [
      [
        [1, 2],
        [2, 3],
        [4, 5],
        [5, 6],
      ],
    ],
    'patches 1 2 4 5 and 2 3 5 6',
  );
  t.deepEqual(fold(columns, [2, 3], 2).toArray(), [
    [
      [
        [1, 2 + 2, 3],
        [4, 5 + 5, 6],
      ],
    ],
  ]);
  t.deepEqual(unfold(tensor([[[1, 2]]]), [1, 2], { padding: [0, 1] }).toArray(), [
    [0, 1, 2],
    [1, 2, 0],
  ]);
  t.deepEqual(
    fold(
      tensor([
        [0, 1, 2],
        [1, 2, 0],
      ]),
      [1, 2],
      [1, 2],
      { padding: [0, 1] },
    ).toArray(),
    [[[1 + 1, 2 + 2]]],
  );
  t.end();
});

test('unfold reads, for every tap and every place, what the window covers there', (t) => {
  fc.assert(
    fc.property(windowOn(), (c) => {
      const { input, kernel, stride, padding, dilation } = c;
      const [images, channels] = input.shape;
      const pixel = reader(input);
      const places = placesOf(c, input.shape);
      const expected = numbersOf([images, channels, ...kernel, ...places], ([n, channel, i, j, y, x]) =>
        pixel(n, channel, y * stride[0] + i * dilation[0] - padding[0], x * stride[1] + j * dilation[1] - padding[1]),
      );
      const columns = unfold(input, kernel, optionsOf(c));
      const shape = [images, channels * kernel[0] * kernel[1], places[0] * places[1]];
      return `${columns.shape}` === `${shape}` && sameNumbers(values(columns), expected);
    }),
    runs,
  );
  t.pass();
  t.end();
});

test('⟨unfold(x), y⟩ = ⟨x, fold(y)⟩: each is the transpose of the other', (t) => {
  const withColumns = windowOn().chain((c) =>
    tensorOf(unfold(c.input, c.kernel, optionsOf(c)).shape).map((y) => ({ c, y })),
  );
  fc.assert(
    fc.property(withColumns, ({ c, y }) => {
      const back = fold(y, sizeOf(c.input), c.kernel, optionsOf(c));
      return dot(unfold(c.input, c.kernel, optionsOf(c)), y) === dot(c.input, back);
    }),
    runs,
  );
  t.pass();
  t.end();
});

test('fold(unfold(x)) is x times the number of windows over each pixel', (t) => {
  fc.assert(
    fc.property(windowOn(), (c) => {
      const back = (x: Tensor) => fold(unfold(x, c.kernel, optionsOf(c)), sizeOf(x), c.kernel, optionsOf(c));
      const counts = back(ones(c.input.shape, { dtype: 'float64', device: 'reference' }));
      return sameNumbers(values(back(c.input)), values(c.input.mul(counts)));
    }),
    runs,
  );
  t.pass();
  t.end();
});

test('a convolution is a product of its weight with the unfolded image', (t) => {
  fc.assert(
    fc.property(convCase, (c) => {
      if (c.groups !== 1) return true;
      const [outChannels] = c.weight.shape;
      const product = c.weight.reshape([outChannels, -1]).matmul(unfold(c.input, c.kernel, optionsOf(c)));
      return sameNumbers(values(product), values(conv2d(c.input, c.weight, undefined, optionsOf(c))));
    }),
    { numRuns: 60 },
  );
  t.pass();
  t.end();
});

test('the gradients of unfold and fold equal finite differences', (t) => {
  const withColumns = windowOn().chain((c) =>
    tensorOf(unfold(c.input, c.kernel, optionsOf(c)).shape).map((y) => ({ c, y })),
  );
  fc.assert(
    fc.property(withColumns, ({ c, y }) => {
      gradcheck((columns) => fold(columns, sizeOf(c.input), c.kernel, optionsOf(c)), [y]);
      return gradcheck((input) => unfold(input, c.kernel, optionsOf(c)), [c.input]);
    }),
    { numRuns: 30 },
  );
  t.pass();
  t.end();
});

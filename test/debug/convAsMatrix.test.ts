import fc from 'fast-check';
import test from 'tape';
import {
  type Conv2dOptions,
  type ConvMatrix,
  convAsMatrix,
  F,
  type MatrixEntry,
  matmul,
  tensor,
} from '../../src/index.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { type ConvCase, convCase } from '../support/windowArbitraries.ts';

const runs = { numRuns: 30 };
const fourByFour = () => convAsMatrix(tensor([[[[1, 2], [3, 4]]]]), [4, 4]); // biome-ignore format: a picture

type Mode = NonNullable<Conv2dOptions['paddingMode']>;

/** Which pixel of the image a position beyond it shows; undefined for a zero. */
const sources: Readonly<Record<Mode, (at: number, size: number) => number | undefined>> = {
  zeros: (at, size) => (at < 0 || at >= size ? undefined : at),
  reflect: (at, size) => (at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at),
  replicate: (at, size) => Math.min(Math.max(at, 0), size - 1),
  circular: (at, size) => (at + size) % size,
};

/** A convolution of every sort, with a padding that its mode allows and room for the window. */
const anyCase = fc
  .tuple(convCase, fc.constantFrom<Mode>('zeros', 'reflect', 'replicate', 'circular'))
  .map(([made, mode]): [ConvCase, Conv2dOptions] => {
    const { input, kernel, stride, padding, dilation, groups } = made;
    const [height, width] = input.shape.slice(2);
    const most = (axis: 0 | 1) =>
      mode === 'zeros' ? padding[axis] : Math.min(padding[axis], [height, width][axis] - 1);
    const fitting = [most(0), most(1)] as const;
    const fits = [height, width].every((size, axis) => size + 2 * fitting[axis] > dilation[axis] * (kernel[axis] - 1));
    // Where the smaller padding leaves no room for the window, zeros do.
    const [paddingMode, pads] = fits ? [mode, fitting] : (['zeros', padding] as const);
    return [
      { ...made, padding: pads },
      { stride, padding: pads, paddingMode, dilation, groups },
    ];
  });

const matrixOf = ([{ input, weight }, options]: [ConvCase, Conv2dOptions]) =>
  convAsMatrix(weight, input.shape.slice(1), options);

test('a 2×2 kernel on a 4×4 image is a 9×16 matrix of four weights, which a dense layer would have 144 of', (t) => {
  const matrix = fourByFour();
  t.deepEqual([matrix.rows, matrix.columns], [9, 16]);
  t.equal(matrix.distinctWeights, 4);
  t.deepEqual(matrix.uses, [9, 9, 9, 9], 'each of them stands in every row');
  t.equal(matrix.entries.length, 9 * 4);
  t.equal(matrix.zeros, 144 - 36);
  t.deepEqual(matrix.parameters, {
    dense: { count: 144, product: '9 · 16 = 144' },
    convolution: { count: 4, product: '1 · 1 · 2 · 2 = 4' },
  });
  t.deepEqual(matrix.entries.slice(4, 8), [
    { row: 1, column: 1, value: 1, weights: [0] },
    { row: 1, column: 2, value: 2, weights: [1] },
    { row: 1, column: 5, value: 3, weights: [2] },
    { row: 1, column: 6, value: 4, weights: [3] },
  ]);
  t.deepEqual(matrix.toDense().get(8).toArray(), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4]);
  t.end();
});

test('exercise: a 3×3 kernel on a digit of MNIST is a dense layer of half a million weights, nine of them different', (t) => {
  const { parameters, zeros, distinctWeights } = convAsMatrix(tensor([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]), [28, 28]); // biome-ignore format: a picture
  t.equal(parameters.dense.product, `${26 * 26} · ${28 * 28} = 529984`);
  t.equal(parameters.convolution.count, 9);
  t.equal(distinctWeights, 9);
  t.equal(zeros, 529984 - 26 * 26 * 9);
  t.end();
});

test('each weight stands where the definition multiplies with it, under every parameter and padding', (t) => {
  fc.assert(
    fc.property(anyCase, (each) => {
      const expected = byDefinition(...each);
      const { entries, rows, columns } = matrixOf(each);
      return (
        isInOrder(entries) &&
        entries.length === expected.size &&
        entries.every(({ row, column, value, weights }) => {
          const found = expected.get(row * columns + column);
          return found?.weights.join() === weights.join() && found.value === value && row < rows && column < columns;
        })
      );
    }),
    runs,
  );
  t.end();
});

test('matrix × image is the convolution, and so is the dense layer that has the matrix as its weight', (t) => {
  fc.assert(
    fc.property(anyCase, (each) => {
      const [{ input, weight }, options] = each;
      const expected = F.conv2d(input, weight, undefined, options);
      const matrix = matrixOf(each);
      const layer = F.linear(input.flatten(1), matrix.toDense()).view(expected.shape);
      const column = matmul(matrix.toDense(), input.get(0).flatten()).view(matrix.outputShape);
      return (
        equal(matrix.multiply(input), expected) &&
        equal(layer, expected) &&
        equal(column, expected.get(0)) &&
        equal(matrix.multiply(input.get(0)), expected.get(0))
      );
    }),
    runs,
  );
  t.end();
});

test('the transposed matrix × gradOutput is the gradient by input, under every padding', (t) => {
  fc.assert(
    fc.property(anyCase, (each) => {
      const [{ input, weight }, options] = each;
      input.grad = undefined;
      const output = F.conv2d(input, weight, undefined, options);
      const gradOutput = unequal(output);
      output.backward(gradOutput);
      const turned = matrixOf(each).transposed();
      return (
        input.grad !== undefined &&
        isInOrder(turned.entries) &&
        equal(turned.multiply(gradOutput), input.grad) &&
        isSame(turned.transposed(), matrixOf(each))
      );
    }),
    runs,
  );
  t.end();
});

test('the transposed matrix × image is the transposed convolution', (t) => {
  fc.assert(
    fc.property(convCase, ({ input, weight, stride, padding, dilation, groups }) => {
      const options = { stride, padding, dilation, groups };
      const turned = convAsMatrix(weight, input.shape.slice(1), options).transposed();
      const image = unequal(F.conv2d(input, weight, undefined, options));
      // What the places of the window do not reach at the end is output padding.
      const outputPadding = [0, 1].map((axis) => {
        const reached = (image.shape[2 + axis] - 1) * stride[axis] + dilation[axis] * (weight.shape[2 + axis] - 1) + 1;
        return input.shape[2 + axis] - (reached - 2 * padding[axis]);
      }) as [number, number];
      if (outputPadding.some((size, axis) => size >= Math.max(stride[axis], dilation[axis]))) return true;
      const expected = F.convTranspose2d(image, weight, undefined, { ...options, outputPadding });
      return equal(turned.multiply(image), expected);
    }),
    runs,
  );
  t.end();
});

test('where a mirror shows one pixel to two taps, their weights add up in one place', (t) => {
  const weight = tensor([[[[1, 10, 100]]]]);
  const matrix = convAsMatrix(weight, [1, 3], { padding: [0, 1], paddingMode: 'reflect' });
  t.deepEqual(matrix.toDense().toArray(), [
    [10, 1 + 100, 0],
    [1, 10, 100],
    [0, 1 + 100, 10],
  ]);
  t.deepEqual(matrix.entries[1], { row: 0, column: 1, value: 101, weights: [0, 2] });
  t.deepEqual(matrix.uses, [3, 3, 3]);
  t.deepEqual(String(matrix).split('\n').slice(2, 5), ['b + ·', 'a b c', '· + b']);
  t.end();
});

test('a weight that only ever lies on the padding does not stand in the matrix', (t) => {
  const matrix = convAsMatrix(tensor([[[[1, 2, 3]]]]), [1, 1], { padding: [0, 1] });
  t.deepEqual([matrix.distinctWeights, matrix.uses, matrix.zeros], [1, [0, 1, 0], 0]);
  t.end();
});

test('the picture has a letter for each weight, and never more than 80 columns', (t) => {
  t.equal(
    String(fourByFour()),
    [
      '9 · 16 = 144 numbers: 108 zeros, and 4 weights in 36 places',
      '',
      'a b · · c d · · · · · · · · · ·',
      '· a b · · c d · · · · · · · · ·',
      '· · a b · · c d · · · · · · · ·',
      '· · · · a b · · c d · · · · · ·',
      '· · · · · a b · · c d · · · · ·',
      '· · · · · · a b · · c d · · · ·',
      '· · · · · · · · a b · · c d · ·',
      '· · · · · · · · · a b · · c d ·',
      '· · · · · · · · · · a b · · c d',
      '',
      'a = 1   b = 2   c = 3   d = 4',
    ].join('\n'),
  );
  const wide = String(convAsMatrix(unequal(tensor(new Array(6 * 9).fill(1)).view([6, 1, 3, 3])), [7, 13])).split('\n');
  t.ok(
    wide.every((line) => line.length <= 80),
    'cut off, and wrapped',
  );
  t.equal(wide[2], `abc··········def··········ghi${'·'.repeat(79 - 29)}…`);
  t.ok(wide.includes('… 290 more rows'));
  const many = String(convAsMatrix(tensor(new Array(53).fill(0.5)).view([53, 1, 1, 1]), [1, 1], {}));
  t.ok(many.includes('Y = 0.5\n') || many.includes('… 13 more rows'), 'rows end before letters do');
  t.ok(
    String(convAsMatrix(tensor(new Array(53).fill(1)).view([1, 53, 1, 1]), [1, 1])).includes(
      '# a weight without a letter',
    ),
  );
  t.end();
});

test('what cannot be a matrix is told with its numbers', (t) => {
  const weight = (...shape: number[]) => tensor(new Array(shape.reduce((a, b) => a * b)).fill(1)).view(shape);
  t.throws(
    () => convAsMatrix(weight(16, 16, 5, 5), [64, 64]),
    /^ArgumentError: convAsMatrix: there are 16 · 60 · 60 = 57600 rows with 16 · 5 · 5 = 400 weights each: 23040000 entries, but at most 1000000/,
  );
  t.throws(
    () => convAsMatrix(weight(1, 1, 2, 2), [16]),
    /inputShape must be \[channels, height, width\] or .*, but is \[16\]/,
  );
  t.throws(() => convAsMatrix(weight(1, 2, 2, 2), [3, 4, 4]), /conv2d: input has 3 channels but weight expects 2/);
  t.throws(
    () => fourByFour().multiply(weight(1, 1, 4, 5)),
    /^ShapeError: convAsMatrix: the matrix has a column for each cell of \[1, 4, 4\]. Given input \[1, 1, 4, 5\]/,
  );
  t.throws(
    () => convAsMatrix(weight(1, 1, 1, 1), [100, 100]).toDense(),
    /has 10000 · 10000 = 100000000 numbers, and at most 67108864 are written out; its 10000 entries/,
  );
  t.end();
});

/** The weights of every place by the definition of the convolution, as bare loops. */
function byDefinition(
  { input, weight, kernel, stride, padding, dilation, groups }: ConvCase,
  { paddingMode = 'zeros' }: Conv2dOptions,
): Map<number, { weights: number[]; value: number }> {
  const [, channels, height, width] = input.shape;
  const [outChannels, groupIn] = weight.shape;
  const numbers = weight.toTypedArray();
  const places = (axis: 0 | 1, size: number) =>
    Math.floor((size + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1) / stride[axis]) + 1;
  const [outHeight, outWidth] = [places(0, height), places(1, width)];
  const found = new Map<number, { weights: number[]; value: number }>();
  for (let o = 0; o < outChannels; o++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        for (let c = 0; c < groupIn; c++) {
          for (let i = 0; i < kernel[0]; i++) {
            for (let j = 0; j < kernel[1]; j++) {
              const inY = sources[paddingMode](y * stride[0] + i * dilation[0] - padding[0], height);
              const inX = sources[paddingMode](x * stride[1] + j * dilation[1] - padding[1], width);
              if (inY === undefined || inX === undefined) continue;
              const channel = Math.floor(o / (outChannels / groups)) * groupIn + c;
              const row = (o * outHeight + y) * outWidth + x;
              const place = row * channels * height * width + (channel * height + inY) * width + inX;
              const flat = ((o * groupIn + c) * kernel[0] + i) * kernel[1] + j;
              const { weights, value } = found.get(place) ?? { weights: [], value: 0 };
              found.set(place, { weights: [...weights, flat], value: value + numbers[flat] });
            }
          }
        }
      }
    }
  }
  return found;
}

function equal(actual: Tensor, expected: Tensor): boolean {
  const [a, b] = [actual.toTypedArray(), expected.toTypedArray()];
  return actual.shape.join() === expected.shape.join() && a.every((value, i) => value === b[i]);
}

/** Row by row, and in each row by column. */
function isInOrder(entries: readonly MatrixEntry[]): boolean {
  return entries.every(({ row, column }, i) => {
    const before = entries[i - 1];
    return i === 0 || before.row < row || (before.row === row && before.column < column);
  });
}

function isSame(one: ConvMatrix, other: ConvMatrix): boolean {
  const text = (entries: readonly MatrixEntry[]) =>
    JSON.stringify(entries.map((e) => [e.row, e.column, e.value, e.weights]));
  return text(one.entries) === text(other.entries) && one.inputShape.join() === other.inputShape.join();
}

/** Half-integers of which no two neighbours are equal. */
function unequal(like: Tensor): Tensor {
  const numbers = Array.from({ length: like.numel }, (_, i) => (((i * 7) % 11) - 5) / 2);
  return tensor(numbers, { dtype: like.dtype, device: like.device }).view(like.shape);
}

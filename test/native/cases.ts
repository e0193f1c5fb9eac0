import fc from 'fast-check';
import type { KernelSchema } from '../../src/backends/native/addon.ts';
import { computeAll } from '../../src/backends/reference.ts';
import type { DType, NumberArray } from '../../src/dtype.ts';
import { newArray } from '../../src/dtype.ts';
import { kernels } from '../../src/kernels/all.ts';
import type { PoolSizes } from '../../src/kernels/window/poolSizes.ts';
import { addon } from './addon.ts';

/** One run of a kernel. */
export interface Case {
  readonly inputs: readonly NumberArray[];
  readonly sizes: object;
  readonly scalars: readonly number[];
  readonly dtype: DType;
  readonly length: number;
  /** How many terms an element sums, for the tolerance; 0 where the result must be the same to the bit. */
  readonly terms: number;
}

type Maker = fc.Arbitrary<Case>;

/** Whole numbers from `min` to `max`, mostly small. */
function size(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min, max });
}

/** Half-integers: their products and sums are exact, and easy to read. */
const halves = fc.integer({ min: -12, max: 12 }).map((n) => n / 2);

/** Every kind of number that a float32 can be. */
const anyFloat = fc.oneof({ weight: 4, arbitrary: halves }, fc.constantFrom(NaN, Infinity, -Infinity, -0, 3e38, 1e-40));

/** The same without the numbers whose sums may overflow, or cancel and leave what rounding made. */
const tameFloat = fc.oneof({ weight: 4, arbitrary: halves }, fc.constantFrom(NaN, Infinity, -Infinity, -0));

/** A Float32Array of `length` half-integers, made from a seed so that large arrays are quick to make. */
function floats(length: number, seed: number): Float32Array {
  const array = new Float32Array(length);
  let state = seed | 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    array[i] = ((state >>> 24) % 17) / 2 - 4;
  }
  return array;
}

const seed = fc.integer({ min: 1, max: 1e9 });

function floatArray(length: number, value: fc.Arbitrary<number> = anyFloat): fc.Arbitrary<Float32Array> {
  return fc.array(value, { minLength: length, maxLength: length }).map((numbers) => Float32Array.from(numbers));
}

function indexArray(length: number, limit: number): fc.Arbitrary<Int32Array> {
  const index = fc.integer({ min: -1, max: limit });
  return fc.array(index, { minLength: length, maxLength: length }).map((numbers) => Int32Array.from(numbers));
}

/** A pointwise kernel of `count` float inputs, with any numbers, and lengths around those of vectors and tasks. */
function pointwise(count: number, scalars: fc.Arbitrary<number>[] = [], terms = 0, value = anyFloat): Maker {
  const small = size(0, 70).chain((length) =>
    fc.tuple(fc.tuple(...Array.from({ length: count }, () => floatArray(length, value))), fc.tuple(...scalars)),
  );
  const large = fc
    .tuple(fc.constantFrom(16383, 16384, 40001), seed, fc.tuple(...scalars))
    .map(([length, start, numbers]): [Float32Array[], number[]] => [
      Array.from({ length: count }, (_, i) => floats(length, start + i)),
      numbers,
    ]);
  return fc.oneof({ weight: 9, arbitrary: small }, large).map(([inputs, numbers]) => ({
    inputs,
    sizes: {},
    scalars: numbers,
    dtype: 'float32',
    length: count === 0 ? 57 : inputs[0].length,
    terms,
  }));
}

const dtypes = fc.constantFrom<DType>('float32', 'int32', 'uint8');

/** Numbers of any dtype. */
function numbersOf(dtype: DType, length: number): fc.Arbitrary<NumberArray> {
  const value =
    dtype === 'float32'
      ? fc.oneof(anyFloat, fc.constantFrom(255.5, 256, -1.5, 2147483648, 4294967297, -3e9))
      : fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  return fc.array(value, { minLength: length, maxLength: length }).map((numbers) => {
    const array = newArray(dtype, length);
    array.set(numbers);
    return array;
  });
}

const copy: Maker = fc
  .tuple(dtypes, dtypes, size(0, 40))
  .chain(([from, to, length]) =>
    numbersOf(from, length).map((input) => ({ inputs: [input], sizes: {}, scalars: [], dtype: to, length, terms: 0 })),
  );

const strided: Maker = fc
  .tuple(dtypes, fc.array(fc.tuple(size(1, 4), size(-5, 40)), { minLength: 8, maxLength: 8 }), size(0, 3))
  .chain(([dtype, axes, slack]) => {
    const reaches = axes.map(([count, stride]) => (count - 1) * stride);
    const offset = slack - reaches.filter((reach) => reach < 0).reduce((a, b) => a + b, 0);
    const last = offset + reaches.filter((reach) => reach > 0).reduce((a, b) => a + b, 0);
    const sizes = Object.fromEntries([
      ...axes.slice(1).map(([count], i) => [`size${i + 1}`, count]),
      ...axes.map(([, stride], i) => [`stride${i}`, stride]),
      ['offset', offset],
    ]);
    const input = newArray(dtype, last + 1 + slack).map((_, i) => i * 7) as NumberArray;
    const length = axes.reduce((product, [count]) => product * count, 1);
    return fc.constant({ inputs: [input], sizes, scalars: [], dtype, length, terms: 0 });
  });

const gather: Maker = fc
  .tuple(dtypes, size(0, 4), size(0, 5), size(0, 6), size(1, 4))
  .chain(([dtype, outer, inSize, outSize, inner]) =>
    fc.tuple(numbersOf(dtype, outer * inSize * inner), indexArray(outer * outSize * inner, inSize)).map((inputs) => ({
      inputs,
      sizes: { inSize, outSize, inner },
      scalars: [],
      dtype,
      length: outer * outSize * inner,
      terms: 0,
    })),
  );

const scatterAdd: Maker = fc
  .tuple(size(0, 4), size(0, 5), size(0, 6), size(1, 4))
  .chain(([outer, inSize, outSize, inner]) =>
    fc.tuple(floatArray(outer * outSize * inner), indexArray(outer * outSize * inner, inSize)).map((inputs) => ({
      inputs,
      sizes: { inSize, outSize, inner },
      scalars: [],
      dtype: 'float32',
      length: outer * inSize * inner,
      terms: 0,
    })),
  );

/** A reduction of [outer, size, inner], with any numbers when small. */
function reduction(least: number, terms: (size: number) => number): Maker {
  const small = fc
    .tuple(size(0, 3), size(least, 9), size(0, 5))
    .chain(([outer, n, inner]) =>
      floatArray(outer * n * inner, tameFloat).map((input) => ({ outer, size: n, inner, input })),
    );
  const large = fc
    .tuple(size(1, 3), size(1, 5000), fc.constantFrom(1, 2, 31, 65), seed)
    .filter(([, n, inner]) => n * inner < 20000)
    .map(([outer, n, inner, start]) => ({ outer, size: n, inner, input: floats(outer * n * inner, start) }));
  return fc.oneof({ weight: 3, arbitrary: small }, large).map(({ input, ...sizes }) => ({
    inputs: [input],
    sizes,
    scalars: [],
    dtype: 'float32',
    length: sizes.outer * sizes.inner,
    terms: terms(sizes.size),
  }));
}

const crossEntropy = fc
  .tuple(size(0, 4), size(1, 12), size(1, 3), fc.constantFrom(0, 0.25), fc.constantFrom(-100, 1))
  .chain(([outer, classes, inner, smoothing, ignoreIndex]) => {
    const rows = outer * inner;
    return fc
      .record({
        gradRows: floatArray(rows, halves),
        logits: floatArray(rows * classes, halves),
        labels: indexArray(rows, classes),
        logSumExp: floatArray(
          rows,
          fc.integer({ min: 12, max: 24 }).map((n) => n / 2),
        ),
        weight: floatArray(classes, halves),
      })
      .map((arrays) => ({ arrays, sizes: { rows, classes, inner }, scalars: [ignoreIndex, smoothing] }));
  });

const crossEntropyRows: Maker = crossEntropy.map(({ arrays: a, sizes, scalars }) => ({
  inputs: [a.logits, a.labels, a.logSumExp, a.weight],
  sizes,
  scalars,
  dtype: 'float32',
  length: sizes.rows,
  terms: 64 * sizes.classes,
}));

const crossEntropyGrad: Maker = crossEntropy.map(({ arrays: a, sizes, scalars }) => ({
  inputs: [a.gradRows, a.logits, a.labels, a.logSumExp, a.weight],
  sizes,
  scalars,
  dtype: 'float32',
  length: sizes.rows * sizes.classes,
  terms: 64 * sizes.classes,
}));

/** Every way of laying out an operand that an operation may ask for: row after row or transposed, gaps, shared. */
function matrixStrides(rows: number, columns: number) {
  return fc.tuple(fc.boolean(), size(0, 2), fc.boolean()).map(([isTransposed, gap, isShared]) => {
    const row = isTransposed ? 1 : columns + gap;
    const column = isTransposed ? rows + gap : 1;
    return { row, column, batch: isShared ? 0 : Math.max(rows * column, columns * row) };
  });
}

const matmulSizes = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(size(0, 3), size(1, 9), size(0, 9), size(1, 9)) },
  { weight: 6, arbitrary: fc.tuple(size(1, 2), size(1, 40), size(1, 100), size(1, 60)) },
  // One for every path: dot products, outer products, one block of rows, the five loops; several blocks of each kind.
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        [1, 4, 1100, 128],
        [1, 128, 5, 300],
        [1, 100, 300, 200],
        [1, 270, 270, 130],
        [40, 20, 30, 40],
      ],
    ),
  },
);

const matmul: Maker = fc.tuple(matmulSizes, seed).chain(([[batch, rows, inner, columns], start]) =>
  fc.tuple(matrixStrides(rows, inner), matrixStrides(inner, columns)).map(([a, b]) => ({
    inputs: [
      floats(batch * a.batch + rows * a.row + inner * a.column, start),
      floats(batch * b.batch + inner * b.row + columns * b.column, start + 1),
    ],
    sizes: {
      rows,
      inner,
      columns,
      aBatchStride: a.batch,
      aRowStride: a.row,
      aInnerStride: a.column,
      bBatchStride: b.batch,
      bInnerStride: b.row,
      bColumnStride: b.column,
    },
    scalars: [],
    dtype: 'float32',
    length: batch * rows * columns,
    terms: 0,
  })),
);

const linear: Maker = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.tuple(size(0, 9), size(0, 20), size(0, 9)) },
      { weight: 6, arbitrary: fc.tuple(size(1, 70), size(1, 100), size(1, 60)) },
      { weight: 1, arbitrary: fc.constantFrom([4, 576, 128], [64, 300, 30], [150, 270, 130]) },
    ),
    seed,
  )
  .map(([[rows, inner, columns], start]) => ({
    inputs: [floats(rows * inner, start), floats(columns * inner, start + 1), floats(columns, start + 2)],
    sizes: { rows, inner, columns },
    scalars: [],
    dtype: 'float32',
    length: rows * columns,
    terms: 0,
  }));

/** One axis of a sliding window that fits its input. */
const axis = (most: number) =>
  fc
    .record({ kernel: size(1, 5), stride: size(1, 4), padding: size(0, 3), dilation: size(1, 3), extra: size(0, most) })
    .map(({ kernel, stride, padding, dilation, extra }) => {
      const reach = dilation * (kernel - 1) + 1;
      const input = Math.max(1, reach - 2 * padding) + extra;
      const output = Math.floor((input + 2 * padding - reach) / stride) + 1;
      return { kernel, stride, padding, dilation, input, output };
    });

/** Mostly small; some as large as those of a net, so that every path runs. */
export const convolution = fc
  .record({
    images: size(0, 3),
    groups: fc.constantFrom(1, 1, 1, 2, 3),
    groupInChannels: size(1, 5),
    groupOutChannels: fc.constantFrom(1, 2, 3, 4, 5, 8, 9, 17, 40),
    y: axis(20),
    x: axis(30),
    start: seed,
    special: fc.constantFrom<number | undefined>(undefined, undefined, undefined, Infinity, NaN),
  })
  .map(({ images, groups, groupInChannels, groupOutChannels, y, x, start, special }) => {
    const sizes = {
      inChannels: groups * groupInChannels,
      inHeight: y.input,
      inWidth: x.input,
      outChannels: groups * groupOutChannels,
      outHeight: y.output,
      outWidth: x.output,
      groupInChannels,
      groupOutChannels,
      kernelHeight: y.kernel,
      kernelWidth: x.kernel,
      strideY: y.stride,
      strideX: x.stride,
      paddingY: y.padding,
      paddingX: x.padding,
      dilationY: y.dilation,
      dilationX: x.dilation,
      images,
    };
    const input = floats(images * sizes.inChannels * y.input * x.input, start);
    const weight = floats(sizes.outChannels * groupInChannels * y.kernel * x.kernel, start + 1);
    const output = floats(images * sizes.outChannels * y.output * x.output, start + 2);
    const bias = floats(sizes.outChannels, start + 3);
    for (const array of special === undefined ? [] : [input, weight, output]) {
      if (array.length > 0) array[start % array.length] = special as number;
    }
    return { sizes, input, weight, output, bias };
  });

const conv2d: Maker = convolution.map(({ sizes, input, weight, output, bias }) => ({
  inputs: [input, weight, bias],
  sizes,
  scalars: [],
  dtype: 'float32',
  length: output.length,
  terms: 0,
}));

const conv2dGradInput: Maker = convolution.map(({ sizes, input, weight, output }) => ({
  inputs: [output, weight],
  sizes,
  scalars: [],
  dtype: 'float32',
  length: input.length,
  terms: 0,
}));

const conv2dGradWeight: Maker = convolution.map(({ sizes, input, weight, output }) => ({
  inputs: [output, input],
  sizes,
  scalars: [],
  dtype: 'float32',
  length: weight.length,
  terms: 0,
}));

/** One axis of pooling: every window has at least one tap on the input. */
const poolAxis = (most: number) =>
  axis(most).map(({ kernel, stride, dilation, input }) => {
    const padding = dilation === 1 ? Math.floor(kernel / 2) : 0;
    const fitting = Math.max(input, dilation * (kernel - 1) + 1 - 2 * padding, 1);
    const output = Math.floor((fitting + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
    return { kernel, stride, padding, dilation, input: fitting, output };
  });

/** The pooling that has a fast way of its own. */
const halving = size(1, 40).map((input) => ({
  ...{ kernel: 2, stride: 2, padding: 0, dilation: 1, input: input + 1 },
  output: Math.floor((input + 1) / 2),
}));

const pooling = fc
  .oneof(
    fc.record({ planes: size(0, 4), y: poolAxis(12), x: poolAxis(30) }),
    fc.record({ planes: size(0, 3), y: halving, x: halving }),
  )
  .map(({ planes, y, x }) => ({
    planes,
    input: planes * y.input * x.input,
    output: planes * y.output * x.output,
    sizes: {
      inHeight: y.input,
      inWidth: x.input,
      outHeight: y.output,
      outWidth: x.output,
      kernelHeight: y.kernel,
      kernelWidth: x.kernel,
      strideY: y.stride,
      strideX: x.stride,
      paddingY: y.padding,
      paddingX: x.padding,
      dilationY: y.dilation,
      dilationX: x.dilation,
    },
  }));

/** Many equal numbers, so that ties are frequent. */
const tied = fc.constantFrom(-1, 0, 0.5, 0.5, 2, NaN, -Infinity, Infinity);

const maxPool2dIndices: Maker = pooling.chain(({ sizes, input, output }) =>
  floatArray(input, tied).map((array) => ({
    inputs: [array],
    sizes,
    scalars: [],
    dtype: 'int32',
    length: output,
    terms: 0,
  })),
);

/** Winners as maxPool2dIndices finds them, some of them replaced by what lies outside the plane. */
const maxPool2dGrad: Maker = fc
  .tuple(maxPool2dIndices, seed, fc.constantFrom(-1, 2 ** 31 - 1, -(2 ** 31)))
  .map(([{ inputs, sizes, scalars, dtype, length }, start, outside]) => {
    const indices = new Int32Array(length);
    computeAll(kernels.maxPool2dIndices, inputs, { sizes: sizes as PoolSizes, scalars, dtype, length }, indices);
    if (length > 3) indices[start % length] = outside;
    return {
      inputs: [floats(length, start), indices],
      sizes,
      scalars,
      dtype: 'float32',
      length: inputs[0].length,
      terms: 0,
    };
  });

const factor = fc.constantFrom(0, 0.5, 0.9, 1, -1);

/** [outer, size, inner] with inputs of every element or of every row; `rows` says which have one number a row. */
function rowMap(rows: readonly boolean[]): Maker {
  return fc.tuple(size(0, 3), size(1, 40), size(0, 5)).chain(([outer, n, inner]) =>
    fc.tuple(...rows.map((ofRow) => floatArray(ofRow ? outer * inner : outer * n * inner, positive))).map((inputs) => ({
      inputs,
      sizes: { outer, size: n, inner },
      scalars: [],
      dtype: 'float32',
      length: outer * n * inner,
      terms: 64,
    })),
  );
}

/** From ½ to 4. */
const positive = fc.integer({ min: 1, max: 8 }).map((n) => n / 2);

/** A reduction that reads some inputs whole, and others by row. */
function rowReduction(rows: readonly boolean[]): Maker {
  return rowMap(rows).map((given) => {
    const { outer, size: n, inner } = given.sizes as { outer: number; size: number; inner: number };
    return { ...given, length: outer * inner, terms: 64 * n };
  });
}

function withDType(dtype: DType, maker: Maker): Maker {
  return maker.map((given) => ({ ...given, dtype }));
}

/** Groups and features as the normalizations have them: by channel, by groups of channels, by row. */
const normSizes = fc.tuple(size(1, 3), size(1, 4), size(1, 3), size(1, 30)).chain(([images, channels, split, plane]) =>
  fc.constantFrom(
    { groups: channels, groupInner: plane, features: channels, featureInner: plane, outer: images },
    {
      groups: images,
      groupInner: channels * split * plane,
      features: channels * split,
      featureInner: plane,
      outer: 1,
    },
    { groups: images * channels, groupInner: plane, features: plane, featureInner: 1, outer: 1 },
  ),
);

type Length = 'elements' | 'groups' | 'features';

function normalization(lengths: readonly Length[], scalars: fc.Arbitrary<number[]> = fc.constant([])): Maker {
  return fc.tuple(normSizes, scalars).chain(([{ outer, ...sizes }, numbers]) => {
    const elements = outer * sizes.groups * sizes.groupInner;
    const count = { elements, groups: sizes.groups, features: sizes.features };
    return fc
      .tuple(...lengths.map((length) => floatArray(count[length], halves)))
      .map((inputs) => ({ inputs, sizes, scalars: numbers, dtype: 'float32', length: elements, terms: 1024 }));
  });
}

function normSum(of: 'groups' | 'features'): Maker {
  return fc
    .tuple(normSizes, size(1, 3), seed)
    .map(([{ outer, groups, groupInner, features, featureInner }, pieces, start]) => {
      const pieceLength = groupInner;
      const sizes = { pieceLength, pieces, groups, features, featureInner };
      const length = outer * groups * pieces;
      const inputs = [floats(length * pieceLength, start), floats(of === 'groups' ? groups : features, start + 1)];
      return { inputs, sizes, scalars: [], dtype: 'float32', length, terms: 0 };
    });
}

function averagePooling(isGradient: boolean): Maker {
  return fc
    .tuple(
      fc.record({ planes: size(0, 4), y: poolAxis(12), x: poolAxis(30) }),
      fc.boolean(),
      fc.constantFrom(0, 0, 3, -2),
      seed,
    )
    .map(([{ planes, y, x }, countPadding, divisorOverride, start]) => {
      const sizes = {
        ...{ inHeight: y.input, inWidth: x.input, kernelHeight: y.kernel, kernelWidth: x.kernel },
        ...{ outHeight: outputOf(y), outWidth: outputOf(x), strideY: y.stride, strideX: x.stride },
        ...{ paddingY: y.padding, paddingX: x.padding, dilationY: 1, dilationX: 1, divisorOverride },
        ...{ borderY: countPadding ? y.padding : 0, borderX: countPadding ? x.padding : 0 },
      };
      const input = planes * y.input * x.input;
      const output = planes * sizes.outHeight * sizes.outWidth;
      const [from, length] = isGradient ? [output, input] : [input, output];
      return { inputs: [floats(from, start)], sizes, scalars: [], dtype: 'float32', length, terms: 64 };
    });
}

function outputOf({
  kernel,
  stride,
  padding,
  input,
}: {
  kernel: number;
  stride: number;
  padding: number;
  input: number;
}) {
  return Math.floor((input + 2 * padding - kernel) / stride) + 1;
}

/** Inputs of which every element reads the one number they have. */
const singles: Readonly<Record<string, readonly string[]>> = {
  clipToNorm: ['totalNorm'],
  spread: ['gradOutput'],
  spreadOver: ['gradOutput', 'divisor'],
};

/** Slopes so small that float32 makes them 0, and then 0·∞ is NaN: no infinite gradients here. */
const vanishing = ['geluGrad', 'geluTanhGrad', 'siluGrad'];

/** Numbers of a dtype for which functions neither overflow nor cancel. */
function tameNumbers(dtype: DType, length: number, value: fc.Arbitrary<number>): fc.Arbitrary<NumberArray> {
  // Large arrays from a seed, so that they are quickly made.
  if (length > 100) return seed.map((start) => (dtype === 'float32' ? floats(length, start) : bits(length, start)));
  if (dtype === 'float32') return floatArray(length, value);
  return fc.array(fc.nat({ max: 1 }), { minLength: length, maxLength: length }).map((array) => Uint8Array.from(array));
}

function bits(length: number, start: number): Uint8Array {
  return Uint8Array.from(floats(length, start), (value) => (value > 0 ? 1 : 0));
}

/** Cases of a pointwise kernel, from what C++ says it takes. */
function pointwiseCases(name: string, { inputs, scalars, output }: KernelSchema): Maker {
  const dtype = output === 'first' ? inputs[0].dtypes[0] : output[0];
  const single = singles[name] ?? [];
  const value = vanishing.includes(name) ? halves : tameFloat;
  return fc.oneof({ weight: 9, arbitrary: size(0, 70) }, fc.constantFrom(16383, 16384, 40001)).chain((length) =>
    fc
      .tuple(
        fc.tuple(
          ...inputs.map(({ name: input, dtypes: [type] }) =>
            tameNumbers(type, single.includes(input) ? 1 : length, value),
          ),
        ),
        fc.tuple(...scalars.map(() => fc.constantFrom(0.25, 0.5, 1, 2))),
      )
      .map(([arrays, numbers]) => ({
        inputs: arrays,
        sizes: {},
        scalars: numbers,
        dtype: dtype === 'uint8' ? 'bool' : dtype,
        length,
        terms: 64,
      })),
  );
}

/** Runs of every kernel that the addon has  whose cases do not follow from its schema alone. */
const ownCases: Readonly<Record<string, Maker>> = {
  linear,
  matmul,
  gather,
  scatterAdd,
  crossEntropyRows,
  crossEntropyGrad,
  strided,
  copy,
  sgdMomentum: pointwise(3, [factor, factor, factor, factor], 64, tameFloat),
  sgdStep: pointwise(3, [factor, factor, factor, factor, factor], 64, tameFloat),
  add: pointwise(2),
  mul: pointwise(2),
  fill: pointwise(0, [fc.constantFrom(0, -0, 1.5, NaN, Infinity, 0.1)]),
  relu: pointwise(1),
  reluGrad: pointwise(2),
  sum: reduction(0, () => 0),
  logSumExp: reduction(1, (n) => n),
  sumExp: rowReduction([false, true]),
  softmaxGradRows: rowReduction([false, false]),
  amax: reduction(1, () => 0),
  amin: reduction(1, () => 0),
  argMax: withDType(
    'int32',
    reduction(1, () => 0),
  ),
  argMin: withDType(
    'int32',
    reduction(1, () => 0),
  ),
  softmax: rowMap([false, true, true]),
  softmaxGrad: rowMap([false, false, true]),
  logSoftmax: rowMap([false, true, true]),
  logSoftmaxGrad: rowMap([false, false, true]),
  logSumExpGrad: rowMap([true, false, true]),
  normalizeGroups: normalization(['elements', 'groups', 'groups', 'features', 'features']),
  normalizeGroupsGrad: normalization(
    ['elements', 'elements', 'groups', 'groups', 'features', 'groups', 'groups'],
    fc.constantFrom([1], [2], [12]),
  ),
  normalizeFrozenGrad: normalization(['elements', 'groups', 'features']),
  normalizedProducts: normalization(['elements', 'elements', 'groups', 'groups']),
  deviationSums: normSum('groups'),
  weightedSums: normSum('features'),
  avgPool2d: averagePooling(false),
  avgPool2dGrad: averagePooling(true),
  conv2d,
  conv2dGradInput,
  conv2dGradWeight,
  maxPool2dIndices,
  maxPool2dGrad,
};

/** Runs of every kernel that the addon has: a kernel with sizes and without cases fails the test that walks them. */
export const cases: Readonly<Record<string, Maker>> = {
  ...Object.fromEntries(
    Object.entries(addon.schema ?? {})
      .filter(([, { sizes }]) => sizes.length === 0)
      .map(([name, schema]) => [name, pointwiseCases(name, schema)]),
  ),
  ...ownCases,
};

/** Convolutions as a net has them, large enough to be cut into tasks. Not compared with the definition: it is slow. */
const largeConvolution = fc
  .constantFrom([3, 32, 8, 5, 0], [8, 14, 16, 3, 1], [40, 16, 48, 3, 1])
  .chain(([inChannels, side, outChannels, kernel, padding]) =>
    seed.map((start) => {
      const out = side + 2 * padding - kernel + 1;
      const images = 4;
      const sizes = {
        ...{ inChannels, inHeight: side, inWidth: side, outChannels, outHeight: out, outWidth: out },
        ...{ groupInChannels: inChannels, groupOutChannels: outChannels, kernelHeight: kernel, kernelWidth: kernel },
        ...{ strideY: 1, strideX: 1, paddingY: padding, paddingX: padding, dilationY: 1, dilationX: 1, images },
      };
      return {
        sizes,
        input: fractions(images * inChannels * side * side, start),
        weight: fractions(outChannels * inChannels * kernel * kernel, start + 1),
        output: fractions(images * outChannels * out * out, start + 2),
        bias: fractions(outChannels, start + 3),
      };
    }),
  );

/** Numbers whose sums are rounded, so that another order of summation shows. */
function fractions(length: number, start: number): Float32Array {
  return floats(length, start).map((value) => value / 3);
}

/** More cases for some kernels, by kernel name and a word. */
export const largeCases: Readonly<Record<string, Maker>> = {
  'conv2d large': largeConvolution.map(({ sizes, input, weight, output, bias }) => ({
    ...{ inputs: [input, weight, bias], sizes, scalars: [], dtype: 'float32', length: output.length, terms: 0 },
  })),
  'conv2dGradInput large': largeConvolution.map(({ sizes, input, weight, output }) => ({
    ...{ inputs: [output, weight], sizes, scalars: [], dtype: 'float32', length: input.length, terms: 0 },
  })),
  'conv2dGradWeight large': largeConvolution.map(({ sizes, input, weight, output }) => ({
    ...{ inputs: [output, input], sizes, scalars: [], dtype: 'float32', length: weight.length, terms: 0 },
  })),
  'linear large': fc
    .tuple(fc.constantFrom([4, 576, 128], [64, 576, 128], [200, 600, 100]), seed)
    .map(([[rows, inner, columns], start]) => ({
      inputs: [fractions(rows * inner, start), fractions(columns * inner, start + 1), fractions(columns, start + 2)],
      ...{ sizes: { rows, inner, columns }, scalars: [], dtype: 'float32', length: rows * columns, terms: 0 },
    })),
  'matmul large': fc
    .tuple(fc.constantFrom([300, 520, 410], [4, 576, 128], [128, 4, 576], [100, 700, 200]), seed)
    .map(([[rows, inner, columns], start]) => ({
      inputs: [fractions(rows * inner, start), fractions(inner * columns, start + 1)],
      sizes: {
        ...{ rows, inner, columns, aBatchStride: 0, aRowStride: inner, aInnerStride: 1 },
        ...{ bBatchStride: 0, bInnerStride: columns, bColumnStride: 1 },
      },
      ...{ scalars: [], dtype: 'float32', length: rows * columns, terms: 0 },
    })),
};

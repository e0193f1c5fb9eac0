import fc from 'fast-check';
import test from 'tape';
import { Generator, manualSeed } from '../../src/random/index.ts';
import { empty, eye, full, ones, tensor, zeros } from '../../src/tensor/create.ts';
import { fullLike, onesLike, randintLike, randLike, randnLike, zerosLike } from '../../src/tensor/like.ts';
import { bernoulli, normal, rand, randint, randn, randperm } from '../../src/tensor/random.ts';
import { arange, linspace, logspace } from '../../src/tensor/sequences.ts';
import { close } from '../support/close.ts';
import '../../src/tensor/methods.ts';

test('tensors of nested arrays, of zeros, of ones, of anything', (t) => {
  t.deepEqual(
    tensor([
      [1, 2],
      [3, 4],
    ]).shape,
    [2, 2],
  );
  t.equal(tensor([true]).dtype, 'bool');
  t.deepEqual(zeros([2, 1]).toArray(), [[0], [0]]);
  t.deepEqual(ones([2], { dtype: 'int32' }).toArray(), [1, 1]);
  t.deepEqual(full([1, 2], 2.5).toArray(), [[2.5, 2.5]]);
  t.deepEqual(empty([3]).shape, [3]);
  t.deepEqual(eye(2).toArray(), [
    [1, 0],
    [0, 1],
  ]);
  t.deepEqual(eye(2, 3).toArray(), [
    [1, 0, 0],
    [0, 1, 0],
  ]);
  t.end();
});

test('arange counts from start up to, not including, end', (t) => {
  t.deepEqual(arange(4).toArray(), [0, 1, 2, 3]);
  t.equal(arange(4).dtype, 'int32', 'integers');
  t.deepEqual(arange(1, 2, 0.25).toArray(), [1, 1.25, 1.5, 1.75]);
  t.equal(arange(1, 2, 0.25).dtype, 'float32');
  t.deepEqual(arange(3, 0, -1).toArray(), [3, 2, 1]);
  t.deepEqual(arange(2, { dtype: 'float64' }).dtype, 'float64');
  t.deepEqual(arange(2, 2).shape, [0]);
  t.end();
});

test('arange is the loop that it says', (t) => {
  const integer = fc.integer({ min: -9, max: 9 });
  fc.assert(
    fc.property(integer, integer, fc.integer({ min: 1, max: 4 }), (start, end, size) => {
      const step = end < start ? -size : size;
      const expected: number[] = [];
      for (let value = start; step > 0 ? value < end : value > end; value += step) expected.push(value);
      t.deepEqual(arange(start, end, step).toArray(), expected);
    }),
    { numRuns: 30 },
  );
  t.end();
});

test('linspace and logspace include both ends', (t) => {
  t.deepEqual(linspace(0, 1, 5).toArray(), [0, 0.25, 0.5, 0.75, 1]);
  t.deepEqual(linspace(3, 7, 1).toArray(), [3]);
  t.deepEqual(linspace(3, 7, 0).toArray(), []);
  t.equal(linspace(0, 0.1, 7, { dtype: 'float64' }).toTypedArray()[6], 0.1, 'the end is exact');
  t.deepEqual(logspace(0, 3, 4).toArray(), [1, 10, 100, 1000]);
  t.deepEqual(logspace(0, 3, 4, { base: 2 }).toArray(), [1, 2, 4, 8]);
  t.end();
});

test('random tensors are a function of the seed', (t) => {
  const drawAll = () => [rand([3]), randn([3]), randint(10, [3]), randperm(5), normal(1, 2, [2])].map(String);
  manualSeed(7);
  const first = drawAll();
  const second = drawAll();
  manualSeed(7);

  t.deepEqual(drawAll(), first, 'the same seed, the same numbers');
  t.notDeepEqual(second, first, 'and then others');
  t.deepEqual(
    randn([4], { generator: new Generator(3) }).toArray(),
    randn([4], { generator: new Generator(3) }).toArray(),
    'a generator of one’s own',
  );
  t.end();
});

test('random tensors have the distribution that they say', (t) => {
  const generator = new Generator(0);
  const mean = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((sum, x) => sum + x, 0) / numbers.length;
  // Means of 10,000 draws: standard error 0.003 for rand and bernoulli(0.25), 0.01 for randn; five of them are allowed.
  const uniform = rand([10_000], { generator }).toTypedArray();
  t.ok(uniform.every((x) => x >= 0 && x < 1));
  t.ok(Math.abs(mean(uniform) - 0.5) < 0.015);
  const gaussian = randn([10_000], { generator }).toTypedArray();
  t.ok(Math.abs(mean(gaussian)) < 0.05);
  t.ok(Math.abs(mean(gaussian.map((x) => x * x)) - 1) < 0.08);
  const shifted = normal(5, 0.5, [10_000], { generator }).toTypedArray();
  t.ok(Math.abs(mean(shifted) - 5) < 0.025);
  const dice = randint(1, 7, [6000], { generator }).toTypedArray();
  t.deepEqual([...new Set(dice)].sort(), [1, 2, 3, 4, 5, 6]);
  t.ok(Math.abs(mean(dice) - 3.5) < 0.12);
  const coins = bernoulli(full([10_000], 0.25), { generator }).toTypedArray();
  t.ok(coins.every((x) => x === 0 || x === 1));
  t.ok(Math.abs(mean(coins) - 0.25) < 0.022);
  t.deepEqual(bernoulli(tensor([0, 1])).toArray(), [0, 1]);
  t.deepEqual(
    [...randperm(50, { generator }).toTypedArray()].sort((a, b) => a - b),
    [...Array(50).keys()],
  );
  t.equal(randperm(3).dtype, 'int32');
  t.equal(randint(3, [2]).dtype, 'int32');
  t.end();
});

test('like takes shape, dtype and device from a tensor, and no gradient', (t) => {
  const x = tensor([[1, 2]], { dtype: 'float64', requiresGrad: true });
  for (const made of [zerosLike(x), onesLike(x), fullLike(x, 3), randLike(x), randnLike(x), randintLike(x, 1, 3)]) {
    t.deepEqual(made.shape, [1, 2]);
    t.equal(made.dtype, 'float64');
    t.equal(made.device, x.device);
    t.equal(made.requiresGrad, false);
  }
  t.deepEqual(fullLike(x, 3).toArray(), [[3, 3]]);
  t.equal(zerosLike(x, { dtype: 'int32' }).dtype, 'int32');
  t.ok(close(onesLike(x).sum().item(), 2));
  t.end();
});

test('creation says what cannot be', (t) => {
  t.throws(() => arange(0, 3, 0), /^ArgumentError: arange: a step of 0 does not lead from 0 to 3$/);
  t.throws(() => arange(0, 3, -1), /^ArgumentError: arange: a step of -1 does not lead from 0 to 3$/);
  t.throws(() => arange(NaN), /^ArgumentError: arange: start, end and step must be finite, but are 0, NaN and 1$/);
  t.throws(() => linspace(0, 1, -1), /^ShapeError: linspace: sizes must be non-negative integers/);
  t.throws(() => zeros([-1]), /^ShapeError: zeros: sizes must be non-negative integers, but the shape is \[-1\]$/);
  t.throws(() => rand([2], { dtype: 'int32' }), /^DTypeError: rand: gives fractions, which int32 cannot hold/);
  t.throws(
    () => randint(3, 3, [1]),
    /^ArgumentError: randint: low and high must be integers, low below high, but are 3/,
  );
  t.throws(
    () => bernoulli(tensor([1.5])),
    /^ArgumentError: bernoulli: probabilities must lie between 0 and 1, but one is 1\.5$/,
  );
  t.throws(() => zeros([1], { dytpe: 'int32' } as object), /unknown option "dytpe"/);
  t.throws(
    () => tensor([[1, 2], [3]]),
    /^ShapeError: tensor: all rows of axis 1 must have 2 entries, but one has 1 entries$/,
  );
  t.end();
});

test('creation says what it was given in place of a number or a shape, and what to do with it', (t) => {
  const found = (value: unknown) => () => tensor([value]);
  t.throws(found(new Float32Array(2)), /found a Float32Array\. Use fromArray\(numbers, shape\)$/);
  t.throws(found(tensor(1)), /found a tensor\. Use stack\(\) to join tensors, clone\(\) to copy one$/);
  t.throws(found(1n), /^ArgumentError: tensor: expects numbers or booleans, but found 1$/);
  t.throws(found('1'), /found "1"$/);
  t.throws(
    () => (zeros as (...sizes: never[]) => unknown)(...([2, 3] as never[])),
    /^ShapeError: zeros: the shape must be a list of sizes, such as \[2, 3\], but is 2$/,
  );
  t.end();
});

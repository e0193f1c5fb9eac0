import test from 'tape';
import * as nn from '../../src/nn/index.ts';
import { manualSeed } from '../../src/random/index.ts';
import { zeros } from '../../src/tensor/create.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

const { init } = nn;

/** What is known of many numbers. */
function statistics(tensor: Tensor): { min: number; max: number; mean: number; std: number } {
  const numbers = Array.from(tensor.toTypedArray());
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  return { min: Math.min(...numbers), max: Math.max(...numbers), mean, std: Math.sqrt(variance) };
}

/** Of 20,000 numbers a mean strays by less than 5 standard errors, a deviation by less than 3 %. */
function hasSpread(t: test.Test, tensor: Tensor, std: number, name: string): void {
  const found = statistics(tensor);
  t.ok(Math.abs(found.mean) < (5 * std) / Math.sqrt(tensor.numel), `${name}: mean ${found.mean} is near 0`);
  t.ok(Math.abs(found.std / std - 1) < 0.03, `${name}: standard deviation ${found.std} is near ${std}`);
}

/** Uniform in ±bound: inside, near the edges, and spread as bound / √3. */
function isUniform(t: test.Test, tensor: Tensor, bound: number, name: string): void {
  const { min, max } = statistics(tensor);
  t.ok(min >= -Math.fround(bound) && max <= Math.fround(bound), `${name}: within ±${bound}`);
  t.ok(min < -0.99 * bound && max > 0.99 * bound, `${name}: up to ±${bound}`);
  hasSpread(t, tensor, bound / Math.sqrt(3), name);
}

const weight = () => zeros([100, 50, 2, 2]);
const [fanIn, fanOut] = [50 * 2 * 2, 100 * 2 * 2];

test('calculateFans counts what an output is made of and where an input goes', (t) => {
  t.deepEqual(init.calculateFans(weight()), { fanIn, fanOut });
  t.throws(() => init.calculateFans(zeros([3])), /ShapeError: init: a tensor of less than two axes/);
  t.end();
});

test('uniform and normal numbers have the spread asked for', (t) => {
  manualSeed(1);
  isUniform(t, init.uniform_(weight(), -0.5, 0.5), 0.5, 'uniform_');
  hasSpread(t, init.normal_(weight(), 0, 3), 3, 'normal_');
  const shifted = statistics(init.normal_(weight(), 10, 0.1));
  t.ok(Math.abs(shifted.mean - 10) < 0.01);
  t.end();
});

test('Xavier and Kaiming spread by the fans', (t) => {
  manualSeed(2);
  isUniform(t, init.xavierUniform_(weight(), 2), 2 * Math.sqrt(6 / (fanIn + fanOut)), 'xavierUniform_');
  hasSpread(t, init.xavierNormal_(weight()), Math.sqrt(2 / (fanIn + fanOut)), 'xavierNormal_');
  isUniform(t, init.kaimingUniform_(weight(), { a: Math.sqrt(5) }), 1 / Math.sqrt(fanIn), 'kaimingUniform_');
  const relu = { mode: 'fanOut', nonlinearity: 'relu' } as const;
  hasSpread(t, init.kaimingNormal_(weight(), relu), Math.SQRT2 / Math.sqrt(fanOut), 'kaimingNormal_');
  t.end();
});

test('gains are PyTorch’s', (t) => {
  t.deepEqual(
    (['linear', 'conv2d', 'sigmoid', 'tanh', 'relu', 'selu'] as const).map((name) => init.calculateGain(name)),
    [1, 1, 1, 1.6666666666666667, Math.SQRT2, 0.75],
  );
  t.equal(init.calculateGain('leakyRelu', 0.2), 1.3867504905630728);
  t.throws(() => init.calculateGain('step' as 'relu'), /ArgumentError: calculateGain: knows no gain for 'step'/);
  t.end();
});

test('constants, ones, zeros and the diagonal', (t) => {
  t.deepEqual(init.constant_(zeros([2]), 3).toArray(), [3, 3]);
  t.deepEqual(init.zeros_(init.ones_(zeros([2]))).toArray(), [0, 0]);
  t.deepEqual(init.eye_(zeros([2, 3])).toArray(), [
    [1, 0, 0],
    [0, 1, 0],
  ]);
  t.throws(() => init.eye_(zeros([2])), /ShapeError: eye_: only a matrix has a diagonal/);
  t.end();
});

test('truncated normal numbers stay between the bounds, and are normal there', (t) => {
  manualSeed(3);
  const { min, max, mean, std } = statistics(init.truncNormal_(weight(), 0, 1, -1, 1));
  t.ok(min >= -1 && min < -0.99 && max <= 1 && max > 0.99);
  // The standard deviation of a standard normal cut at ±1 is 0.5396.
  t.ok(Math.abs(mean) < 0.02 && Math.abs(std - 0.5396) < 0.01);
  t.throws(() => init.truncNormal_(weight(), 0, 1, 10, 11), /must hold a fair part/);
  t.end();
});

test('orthogonal matrices have orthonormal rows, or columns where there are fewer', (t) => {
  for (const [rows, columns] of [
    [3, 5],
    [5, 3],
    [4, 4],
  ]) {
    const matrix = init.orthogonal_(zeros([rows, columns], { dtype: 'float64' }), 2).toArray() as number[][];
    const vectors = rows <= columns ? matrix : matrix[0].map((_, j) => matrix.map((row) => row[j]));
    const products = vectors.flatMap((a, i) =>
      vectors.map((b, j) => a.reduce((sum, x, k) => sum + x * b[k], 0) - (i === j ? 4 : 0)),
    );
    t.ok(
      products.every((product) => Math.abs(product) < 1e-12),
      `[${rows}, ${columns}]`,
    );
  }
  t.throws(() => init.orthogonal_(zeros([3])), /ShapeError: orthogonal_/);
  t.end();
});

test('init changes in place, on the tape’s eyes too, and draws from the generator it is given', (t) => {
  const tensor = zeros([4]);
  t.equal(init.uniform_(tensor), tensor);
  t.equal(tensor.version, 1);
  manualSeed(5);
  const first = init.uniform_(zeros([4])).toArray();
  manualSeed(5);
  t.deepEqual(init.uniform_(zeros([4])).toArray(), first);
  t.end();
});

test('layers start as PyTorch’s do: weight and bias uniform in ±1/√fanIn', (t) => {
  manualSeed(4);
  const linear = new nn.Linear(16, 2000);
  isUniform(t, linear.weight, 1 / 4, 'Linear.weight');
  isUniform(t, linear.bias ?? zeros([0]), 1 / 4, 'Linear.bias');
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import * as addmm from '../../../src/tensor/functions/addmm.ts';
import * as matmul from '../../../src/tensor/functions/matmul.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { tensorOf } from '../../support/arbitraries.ts';
import { at, numbersOf, sameNumbers } from '../../support/coordinates.ts';

const size = (min = 0) => fc.integer({ min, max: 3 });

/** Two operands of any forms that go together: vectors, matrices, batches that broadcast; each may lie transposed. */
const operands = fc
  .record({
    batch: fc.array(size(1), { maxLength: 2 }),
    rows: fc.option(size(1), { nil: undefined }),
    columns: fc.option(size(1), { nil: undefined }),
    inner: size(),
    sharedA: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
    sharedB: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
    shorterA: fc.nat(2),
    shorterB: fc.nat(2),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  })
  .chain(({ batch, rows, columns, inner, ...how }) => {
    const ownBatch = (shared: boolean[], dropped: number) => batch.map((n, k) => (shared[k] ? 1 : n)).slice(dropped);
    const turn = (matrix: number[], transpose: boolean) => (transpose ? matrix.reverse() : matrix);
    const a =
      rows === undefined ? [inner] : [...ownBatch(how.sharedA, how.shorterA), ...turn([rows, inner], how.transposeA)];
    const b =
      columns === undefined
        ? [inner]
        : [...ownBatch(how.sharedB, how.shorterB), ...turn([inner, columns], how.transposeB)];
    const params = {
      transposeA: how.transposeA && rows !== undefined,
      transposeB: how.transposeB && columns !== undefined,
    };
    return fc.record({ a: tensorOf(a), b: tensorOf(b), params: fc.constant(params) });
  });

/** The product by its definition: a sum over the inner axis for every element. */
function productOf(
  a: Tensor,
  b: Tensor,
  transposeA: boolean,
  transposeB: boolean,
): { shape: number[]; numbers: number[] } {
  const batches = [a, b].map(({ shape }) => shape.slice(0, -2));
  const rank = Math.max(batches[0].length, batches[1].length);
  const batch = Array.from({ length: rank }, (_, k) =>
    Math.max(...batches.map((own) => own[k - rank + own.length] ?? 1)),
  );
  const rows = a.ndim > 1 ? [a.shape[a.ndim - (transposeA ? 1 : 2)]] : [];
  const columns = b.ndim > 1 ? [b.shape[b.ndim - (transposeB ? 2 : 1)]] : [];
  const inner = a.ndim > 1 ? a.shape[a.ndim - (transposeA ? 2 : 1)] : a.numel;
  const shape = [...batch, ...rows, ...columns];
  const own = (place: number[], axes: number[]) =>
    axes.map((n, k) => (n === 1 ? 0 : place[k + place.length - axes.length]));
  const numbers = numbersOf(shape, (coordinate) => {
    const entry = coordinate.slice(0, rank);
    const row = coordinate.slice(rank, rank + rows.length);
    const column = coordinate.slice(rank + rows.length);
    let sum = 0;
    for (let i = 0; i < inner; i++) {
      const inA = a.ndim > 1 && transposeA ? [i, ...row] : [...row, i];
      const inB = b.ndim > 1 && transposeB ? [...column, i] : [i, ...column];
      sum += at(a, [...own(entry, batches[0]), ...inA]) * at(b, [...own(entry, batches[1]), ...inB]);
    }
    return sum;
  });
  return { shape, numbers };
}

test('a matrix product: every row meets every column', (t) => {
  const a = tensor([
    [1, 2],
    [3, 4],
  ]);
  const b = tensor([
    [5, 6],
    [7, 8],
  ]);
  t.deepEqual(a.matmul(b).toArray(), [
    [1 * 5 + 2 * 7, 1 * 6 + 2 * 8],
    [3 * 5 + 4 * 7, 3 * 6 + 4 * 8],
  ]);
  const v = tensor([1, 10]);
  t.deepEqual(a.matmul(v).toArray(), [1 * 1 + 2 * 10, 3 * 1 + 4 * 10]);
  t.deepEqual(v.matmul(a).toArray(), [1 * 1 + 10 * 3, 1 * 2 + 10 * 4]);
  t.deepEqual([v.dot(v).toArray(), v.vdot(v).toArray(), v.inner(v).toArray()], [101, 101, 101]);
  t.deepEqual(v.outer(tensor([1, 2, 3])).toArray(), [
    [1, 2, 3],
    [10, 20, 30],
  ]);
  t.deepEqual(a.mm(b).toArray(), a.matmul(b).toArray());
  t.deepEqual(a.mv(v).toArray(), [21, 43]);
  t.deepEqual(a.inner(b).toArray(), a.matmul(b, { transposeB: true }).toArray());
  t.end();
});

test('matmul in every form, with batches that broadcast and operands that lie transposed, is its definition', (t) => {
  fc.assert(
    fc.property(operands, ({ a, b, params }) => {
      const { shape, numbers } = productOf(a, b, params.transposeA, params.transposeB);
      const product = matmul.matmul(a, b, params);
      return product.shape.join() === shape.join() && sameNumbers(product.toTypedArray(), numbers);
    }),
    { numRuns: 200 },
  );
  t.pass();
  t.end();
});

test('matmul has the gradient of finite differences for both operands', (t) => {
  fc.assert(
    fc.property(operands, ({ a, b, params }) => gradcheck((x, y) => matmul.matmul(x, y, params), [a, b])),
    { numRuns: 60 },
  );
  t.pass();
  t.end();
});

test('an empty inner axis gives zeros, an empty batch nothing', (t) => {
  t.deepEqual(
    zeros([2, 0])
      .matmul(zeros([0, 2]))
      .toArray(),
    [
      [0, 0],
      [0, 0],
    ],
  );
  t.deepEqual(zeros([0, 2, 3]).matmul(zeros([3, 4])).shape, [0, 2, 4]);
  t.deepEqual(zeros([2, 3]).matmul(zeros([0, 3, 4])).shape, [0, 2, 4]);
  t.deepEqual(zeros([1, 2, 3]).matmul(zeros([0, 3, 4])).shape, [0, 2, 4]);
  t.end();
});

test('beta · input + alpha · product, where beta = 0 leaves even a NaN out', (t) => {
  const a = tensor([[1, 2]], { requiresGrad: true });
  const b = tensor([[3], [4]]);
  const input = tensor([100], { requiresGrad: true });
  const sum = addmm.addmm(input, a, b, { beta: 0.5, alpha: 2 });
  t.deepEqual(sum.toArray(), [[0.5 * 100 + 2 * (1 * 3 + 2 * 4)]]);
  sum.sum().backward();
  t.deepEqual([input.grad?.toArray(), a.grad?.toArray()], [[0.5], [[2 * 3, 2 * 4]]]);

  const unknown = tensor([Number.NaN], { requiresGrad: true });
  const without = addmm.addmm(unknown, a, b, { beta: 0 });
  without.sum().backward();
  t.deepEqual([without.toArray(), unknown.grad?.toArray()], [[[11]], [0]]);

  t.deepEqual(
    tensor(1)
      .baddbmm(tensor([[[1, 2]]]), tensor([[[3], [4]]]))
      .toArray(),
    [[[1 + 11]]],
  );
  t.deepEqual(
    tensor(1)
      .addbmm(tensor([[[1]], [[2]]]), tensor([[[3]], [[4]]]))
      .toArray(),
    [[1 + 1 * 3 + 2 * 4]],
  );
  t.deepEqual(
    tensor([1])
      .addmv(tensor([[1, 2]]), tensor([3, 4]))
      .toArray(),
    [1 + 11],
  );
  t.deepEqual(
    tensor([[1]])
      .addr(tensor([2]), tensor([3]), { alpha: -1 })
      .toArray(),
    [[1 - 6]],
  );
  t.end();
});

test('operands that do not go together are refused, with the fix where there is one', (t) => {
  const a = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  t.throws(
    () => a.matmul(a),
    /^ShapeError: matmul: the inner sizes of a · b are 3 and 2, and must be equal; did you mean b\.t\(\)\? Given a \[2, 3\], b \[2, 3\]\.$/,
  );
  t.throws(
    () => zeros([5, 2, 3]).matmul(zeros([5, 2, 3])),
    /3 and 2, and must be equal; did you mean b\.transpose\(-2, -1\)\? Given a \[5, 2, 3\], b \[5, 2, 3\]\.$/,
  );
  t.throws(
    () => a.matmul(tensor([1, 2])),
    /3 and 2, and must be equal; did you mean a\.t\(\)\? Given a \[2, 3\], b \[2\]\.$/,
  );
  t.throws(() => a.matmul(tensor(2)), /matmul: both operands need at least one axis; to multiply by a scalar use mul/);
  t.throws(() => zeros([2, 1, 1]).matmul(zeros([3, 1, 1])), /matmul: the shapes do not broadcast/);
  t.throws(
    () => a.matmul(zeros([3, 2], { dtype: 'float64' })),
    /^DTypeError: matmul: the operands must have one dtype/,
  );
  t.throws(() => a.mm(tensor([1])), /mm: mat2 must have 2 axes, but has 1/);
  t.throws(() => a.mv(a), /mv: vec must have 1 axis, but has 2/);
  t.throws(
    () => zeros([2, 1, 1]).bmm(zeros([1, 1, 1])),
    /bmm: the batches must be equal, but are 2 and 1; matmul broadcasts/,
  );
  t.throws(() => zeros([3]).addmm(a, zeros([3, 1])), /addmm: input does not broadcast to the product/);
  t.throws(() => a.inner(zeros([2])), /inner: the last axes must be equal, but are 3 and 2/);
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { registerBackend, tensor } from '../../src/index.ts';
import * as order from '../../src/tensor/functions/order.ts';
import { kthvalue, median } from '../../src/tensor/functions/ranks.ts';
import { gradcheck } from '../../src/tensor/gradcheck.ts';
import { tensorOf } from '../support/arbitraries.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';
import { distinctOf, reductionCase, rowsOver } from '../support/rows.ts';

test('sort orders rows, says where the numbers stood, and keeps the order of equal ones', (t) => {
  const x = tensor([3, 1, 2, 1]);
  const ascending = x.sort();
  t.deepEqual(
    [ascending.values.toArray(), ascending.indices.toArray()],
    [
      [1, 1, 2, 3],
      [1, 3, 2, 0],
    ],
  );
  t.deepEqual(x.argsort(0, { descending: true }).toArray(), [0, 2, 1, 3]);
  t.deepEqual(x.msort().toArray(), [1, 1, 2, 3]);
  t.deepEqual(x.topk(2).indices.toArray(), [0, 2]);
  t.deepEqual(x.topk(2, 0, { largest: false }).values.toArray(), [1, 1]);
  t.deepEqual([x.kthvalue(3).values.item(), x.kthvalue(3, 0, { keepdim: true }).indices.toArray()], [2, [2]]);
  t.deepEqual([x.median().item(), x.median(0).indices.item()], [1, 3]);
  t.end();
});

test('NaN is the greatest: last ascending, first descending, and the median of its row', (t) => {
  const x = tensor([3, Number.NaN, 1, Number.NaN, 2]);
  t.deepEqual(x.sort().indices.toArray(), [2, 4, 0, 1, 3]);
  t.deepEqual(x.sort(0, { descending: true }).indices.toArray(), [1, 3, 0, 4, 2]);
  t.deepEqual(x.topk(2).values.toArray(), [Number.NaN, Number.NaN]);
  t.deepEqual([x.median().item(), x.median(0).indices.item()], [Number.NaN, 1]);
  t.end();
});

test('a sorted row holds the same numbers in order, found at the indices', (t) => {
  fc.assert(
    fc.property(reductionCase(tensorOf, { maxSize: 6 }), fc.boolean(), ({ input, axes: [axis] }, descending) => {
      const { values, indices } = order.sort(input, axis, { descending });
      const rows = rowsOver(input, [axis]);
      const sorted = rowsOver(values, [axis]);
      const places = rowsOver(indices, [axis]);
      return rows.every((row, r) => {
        // Array.prototype.sort keeps the order of equal entries too.
        const expected = row.map((_, k) => k).sort((a, b) => (descending ? row[b] - row[a] : row[a] - row[b]));
        return expected.every((place, k) => places[r][k] === place && sorted[r][k] === row[place]);
      });
    }),
  );
  t.pass();
  t.end();
});

test('topk, kthvalue and median take from the sorted row', (t) => {
  fc.assert(
    fc.property(reductionCase(tensorOf, { maxSize: 5 }), fc.nat(), ({ input, axes: [axis] }, seed) => {
      const size = input.shape[axis];
      const k = 1 + (seed % size);
      const rows = rowsOver(input, [axis]).map((row) => row.sort((a, b) => a - b));
      const best = rowsOver(order.topk(input, k, axis).values, [axis]);
      const middle = median(input, axis).values.toTypedArray();
      const kth = kthvalue(input, k, axis).values.toTypedArray();
      return rows.every(
        (row, r) =>
          best[r].every((x, i) => x === row[size - 1 - i]) &&
          best[r].length === k &&
          middle[r] === row[Math.floor((size - 1) / 2)] &&
          kth[r] === row[k - 1],
      );
    }),
  );
  t.pass();
  t.end();
});

test('what was picked has the gradient of finite differences', (t) => {
  fc.assert(
    fc.property(reductionCase(distinctOf), ({ input, axes: [axis] }) =>
      gradcheck(
        (x) => [
          order.sort(x, axis).values,
          order.topk(x, 1, axis).values,
          kthvalue(x, 1, axis).values,
          median(x, axis, { keepdim: true }).values,
          median(x),
        ],
        [input],
      ),
    ),
    { numRuns: 15 },
  );
  const x = tensor([2, 1, 2, 2], { requiresGrad: true });
  x.median().mul(3).backward();
  t.deepEqual(x.grad?.toArray(), [1, 0, 1, 1], 'the median of everything shares its gradient');
  t.end();
});

test('scalars and empty tensors are sorted, and their median is known', (t) => {
  t.deepEqual([tensor(3).sort().indices.toArray(), tensor(3).topk(1).values.toArray()], [0, 3]);
  t.deepEqual(tensor([]).sort().values.shape, [0]);
  t.equal(tensor([]).median().item(), Number.NaN);
  t.throws(() => tensor([]).median(0), /^ShapeError: median: nothing to choose from: axis 0 has size 0/);
  t.throws(
    () => tensor([1, 2]).topk(3),
    /^ArgumentError: topk: k must be an integer in 0 … 2 \(the size of axis 0\), but is 3/,
  );
  t.throws(() => tensor([1, 2]).kthvalue(0), /kthvalue: k must be an integer in 1 … 2/);
  t.throws(() => tensor([1, 2]).sort(1), /sort: dim must be an integer in/);
  t.throws(
    () => tensor([1]).sort(0, { descend: true } as never),
    /sort: unknown option "descend"; did you mean "descending"/,
  );
  t.end();
});

test('on a device that must be awaited, sort names its awaited form, which works and has gradients', async (t) => {
  registerBackend(awaitedBackend('sorting'));
  const x = tensor([3, 1, 2], { device: 'sorting', requiresGrad: true });
  t.throws(
    () => x.sort(),
    /^DeviceError: sort: the result depends on numbers that must be awaited on sorting; use await sortAsync\(…\)$/,
  );
  t.throws(() => x.argsort(), /use await argsortAsync/);
  t.throws(() => x.topk(1), /use await topkAsync/);
  t.throws(() => x.median(), /use await medianAsync/);
  t.throws(() => x.kthvalue(1), /use await kthvalueAsync/);
  const { values, indices } = await x.sortAsync();
  t.deepEqual(
    [await values.toArrayAsync(), await indices.toArrayAsync(), values.device],
    [[1, 2, 3], [1, 2, 0], 'sorting'],
  );
  values
    .mul(tensor([1, 10, 100], { device: 'sorting' }))
    .sum()
    .backward();
  t.deepEqual(await x.grad?.toArrayAsync(), [100, 1, 10]);
  t.deepEqual(await (await x.argsortAsync(0, { descending: true })).toArrayAsync(), [0, 2, 1]);
  t.deepEqual(await (await x.topkAsync(1)).values.toArrayAsync(), [3]);
  t.equal(await (await x.kthvalueAsync(2)).indices.itemAsync(), 2);
  t.equal(await (await x.medianAsync()).itemAsync(), 2);
  t.equal(await (await x.medianAsync(0)).indices.itemAsync(), 2);
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { registerBackend } from '../../../src/backends/choose.ts';
import { tensor, zeros } from '../../../src/tensor/create.ts';

import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import { slice } from '../../../src/tensor/indexing.ts';
import '../../../src/tensor/methods.ts';
import { fromArray } from '../../../src/tensor/fromArray.ts';
import { shapeOf, tensorOf } from '../../support/arbitraries.ts';
import { awaitedBackend } from '../../support/awaitedBackend.ts';
import { at, coordinatesOf, sameNumbers } from '../../support/coordinates.ts';

test('nonzero gives coordinates, maskedSelect elements, maskedScatter writes them', (t) => {
  const input = tensor([
    [0, 2],
    [3, 0],
  ]);
  const mask = tensor([
    [false, true],
    [true, true],
  ]);
  t.deepEqual(input.nonzero().toArray(), [
    [0, 1],
    [1, 0],
  ]);
  t.equal(input.nonzero().dtype, 'int32');
  t.deepEqual(input.maskedSelect(mask).toArray(), [2, 3, 0]);
  t.deepEqual(input.maskedSelect(tensor([true, false])).toArray(), [0, 3], 'the mask is broadcast');
  t.deepEqual(input.maskedScatter(mask, tensor([7, 8, 9])).toArray(), [
    [0, 7],
    [8, 9],
  ]);
  t.deepEqual(tensor(5).nonzero().shape, [1, 0], 'a scalar has no coordinates');
  t.deepEqual(zeros([2, 0]).nonzero().shape, [0, 2]);
  t.deepEqual(tensor([NaN, 0]).nonzero().toArray(), [[0]], 'NaN is not 0');
  t.end();
});

const masked = shapeOf({ maxRank: 3 }).chain((shape) =>
  fc.record({
    input: tensorOf(shape),
    mask: tensorOf(shape).map((values) =>
      fromArray(
        Uint8Array.from(values.toTypedArray(), (value) => (value > 0 ? 1 : 0)),
        shape,
        {
          dtype: 'bool',
          device: 'reference',
        },
      ),
    ),
  }),
);

test('what a mask chooses is chosen in row-major order, and its gradient goes back there', (t) => {
  fc.assert(
    fc.property(masked, ({ input, mask }) => {
      const chosen = coordinatesOf(input.shape).filter((coordinate) => at(mask, coordinate) === 1);
      return (
        sameNumbers(
          input.maskedSelect(mask).toTypedArray(),
          chosen.map((coordinate) => at(input, coordinate)),
        ) &&
        sameNumbers(mask.nonzero().toTypedArray(), chosen.flat()) &&
        gradcheck((x) => x.maskedSelect(mask), [input]) &&
        gradcheck((x) => x.mul(2).maskedScatter(mask, x), [input])
      );
    }),
    { numRuns: 40 },
  );
  t.pass('for every mask');
  t.end();
});

test('on a device whose reads must be awaited, the error names the awaited form, and that works', async (t) => {
  registerBackend(awaitedBackend('masks'));
  const input = tensor([1, 0, 3], { device: 'masks' });
  const mask = tensor([true, false, true], { device: 'masks' });
  t.throws(
    () => input.nonzero(),
    /^DeviceError: nonzero: the result depends on numbers that must be awaited on masks; await nonzeroAsync\(…\)$/,
  );
  t.throws(() => input.maskedSelect(mask), /maskedSelect: .*; await maskedSelectAsync\(…\)$/);
  t.throws(() => input.get(mask), /get with a mask: .*; use getAsync$/);
  t.throws(() => input.set([mask], tensor([7, 8], { device: 'masks' })), /set with a mask: .*; use setAsync$/);
  t.throws(
    () => input.repeatInterleave(tensor([1], { dtype: 'int32', device: 'masks' })),
    /repeatInterleave: .*pass a number/,
  );
  t.deepEqual(await (await input.nonzeroAsync()).toArrayAsync(), [[0], [2]]);
  t.deepEqual(await (await input.maskedSelectAsync(mask)).toArrayAsync(), [1, 3]);
  t.deepEqual(await (await input.getAsync(mask)).toArrayAsync(), [1, 3]);
  await input.setAsync([mask], tensor([7, 8], { device: 'masks' }));
  t.deepEqual(await input.toArrayAsync(), [7, 0, 8]);
  input.set([mask], 5);
  t.deepEqual(await input.toArrayAsync(), [5, 0, 5], 'one value wherever a mask is true needs no read');
  t.end();
});

test('indices that are uploaded are checked without a read, and what only the device knows gives NaN', async (t) => {
  const device = awaitedBackend('indices');
  registerBackend(device);
  const input = tensor([1, 2, 3], { device: 'indices' });
  const index = tensor([0, 3], { dtype: 'int32', device: 'indices' });
  t.throws(() => input.gather(0, index), /gather: index 3 is out of range for axis 0 of size 3/);
  t.equal(device.reads, 0, 'nothing was read');
  const computed = index.add(0);
  t.deepEqual(await input.gather(0, computed).toArrayAsync(), [1, NaN]);
  t.deepEqual(await input.get(computed).toArrayAsync(), [1, NaN]);
  const square = tensor(
    [
      [1, 2],
      [3, 4],
    ],
    { device: 'indices' },
  );
  const nowhere = tensor([2, -3, 1], { dtype: 'int32', device: 'indices' }).add(0);
  t.deepEqual(await square.get(0, nowhere).toArrayAsync(), [NaN, NaN, 2], 'and not an element of the next row');
  t.deepEqual(await square.get(slice(), nowhere).toArrayAsync(), [
    [NaN, NaN, 2],
    [NaN, NaN, 4],
  ]);
  const before = tensor([[0], [-1]], { dtype: 'int32', device: 'indices' }).add(0);
  t.deepEqual(await square.gather(1, before).toArrayAsync(), [[1], [NaN]], 'nor of the row before');
  t.deepEqual(await square.get([0, 0, 0], nowhere).toArrayAsync(), [NaN, NaN, 2]);
  t.deepEqual(await input.scatter(0, computed, 9).toArrayAsync(), [9, 2, 3], 'a write outside goes nowhere');
  t.end();
});

test('masks that cannot be are errors', (t) => {
  t.throws(
    () => zeros([2]).maskedSelect(zeros([2])),
    /^DTypeError: maskedSelect: the mask must be bool, but is float32/,
  );
  t.throws(() => zeros([2]).maskedSelect(tensor([true, false, true])), /maskedSelect: the shapes do not broadcast/);
  t.throws(
    () => zeros([2]).maskedScatter(tensor([true, true]), zeros([1])),
    /maskedScatter: the mask chooses 2 elements, but source has 1\. Given input \[2\], mask \[2\], source \[1\]/,
  );
  t.end();
});

import test from 'tape';
import { registerBackend } from '../../src/backends/choose.ts';
import { tensor } from '../../src/tensor/create.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';
import { hasRightGradient } from '../support/gradient.ts';
import '../../src/tensor/methods.ts';

registerBackend(awaitedBackend('elsewhere'));

test('to changes the dtype, and gives the tensor itself where nothing changes', (t) => {
  const x = tensor([1.75, -1.75, 0]);

  t.deepEqual(x.to('int32').toArray(), [1, -1, 0]);
  t.deepEqual(x.int().toArray(), [1, -1, 0], 'fractions are cut off');
  t.deepEqual(x.bool().toArray(), [true, true, false]);
  t.equal(x.double().dtype, 'float64');
  t.equal(x.double().float().dtype, 'float32');
  t.equal(x.to({ dtype: 'float64' }).dtype, 'float64');
  t.equal(x.to(tensor([1], { dtype: 'int32' })).dtype, 'int32');
  t.equal(x.to('float32'), x);
  t.equal(x.to(x.device), x);
  t.deepEqual(tensor([NaN, 2]).bool().toArray(), [true, true]);
  t.end();
});

test('gradients come back in the dtype that they left', (t) => {
  const x = tensor([1, 2], { requiresGrad: true });
  x.double().mul(3).sum().backward();
  t.equal(x.grad?.dtype, 'float32');
  t.deepEqual(x.grad?.toArray(), [3, 3]);

  const y = tensor([1.5, -2], { dtype: 'float64', requiresGrad: true });
  hasRightGradient(t, (input) => input.clone().mul(2), [y]);
  t.end();
});

test('clone has a storage of its own, detach does not', (t) => {
  const x = tensor([1, 2]);
  const copy = x.clone();
  const shared = x.detach();
  x.add_(1);
  t.deepEqual(copy.toArray(), [1, 2]);
  t.deepEqual(shared.toArray(), [2, 3]);
  t.end();
});

test('to moves between devices, and the gradient moves back', async (t) => {
  const x = tensor([1, 2], { device: 'reference', requiresGrad: true });
  const there = x.to('elsewhere');

  t.equal(there.device, 'elsewhere');
  t.deepEqual(await there.mul(2).toArrayAsync(), [2, 4]);
  t.equal(there.requiresGrad, true);

  // There and back again: every gradient that is read lies on the host.
  const y = tensor([1, 2], { device: 'elsewhere', requiresGrad: true });
  const home = await y.mul(3).toAsync('reference');
  t.equal(home.device, 'reference');
  home.mul(home).sum().backward();
  t.deepEqual(await y.grad?.toArrayAsync(), [2 * 3 * 3 * 1, 2 * 3 * 3 * 2]);

  const both = await y.detach().toAsync({ device: 'reference', dtype: 'float64' });
  t.equal(both.dtype, 'float64');
  t.deepEqual(both.toArray(), [1, 2]);
  t.equal((await y.toAsync('elsewhere')).storage, y.storage, 'already there');
  t.end();
});

test('moving says what cannot be', (t) => {
  const there = tensor([1, 2], { device: 'elsewhere' });

  t.throws(() => there.to('reference'), /^DeviceError: the numbers are on device 'elsewhere' and must be awaited/);
  const leaf = tensor([1, 2], { device: 'reference', requiresGrad: true });
  t.throws(
    () => leaf.to('elsewhere').sum().backward(),
    /^DeviceError: to: the gradient lies on elsewhere, where it must be awaited.* Make the leaf on elsewhere/,
  );
  t.throws(() => there.to('mars'), /^DeviceError: device 'mars' is unknown; the devices are /);
  t.throws(
    () => there.to({ dtype: 'float16' as 'float32' }),
    /^ArgumentError: to: unknown dtype 'float16'; the dtypes are/,
  );
  t.throws(() => there.to({ divice: 'cpu' } as object), /unknown option "divice"; did you mean "device"\?$/);
  t.throws(
    () => there.add(tensor([1, 2], { device: 'reference' })),
    /^DeviceError: add: all tensors must be on the same device/,
  );
  t.end();
});

test('an awaited read gives the numbers of the moment when it was asked for', async (t) => {
  const x = tensor([1, 2], { device: 'reference' });
  const arriving = [x.toTypedArrayAsync(), x.toArrayAsync()];
  x.fill_(0);
  t.deepEqual(
    (await Promise.all(arriving)).map((numbers) => [...(numbers as number[])]),
    [
      [1, 2],
      [1, 2],
    ],
  );
  t.end();
});

test('beside a number that its dtype cannot hold, an integer tensor takes a dtype that can', (t) => {
  const bytes = tensor([1, 200], { dtype: 'uint8' });
  const integers = tensor([1, 2], { dtype: 'int32' });
  t.deepEqual(bytes.gt(-1).toArray(), [true, true]);
  t.deepEqual(bytes.eq(456).toArray(), [false, false], 'though 456 is 200 in a byte');
  t.deepEqual(bytes.mul(-1).toArray(), [-1, -200]);
  t.equal(bytes.mul(-1).dtype, 'int32');
  t.equal(bytes.add(55).dtype, 'uint8', 'the byte has room for 55');
  t.deepEqual(integers.lt(3e9).toArray(), [true, true]);
  t.equal(integers.add(3e9).dtype, 'float32');
  t.end();
});

test('float64 without axes does not make float64 of float32 with axes, and its gradient stays float64', (t) => {
  const x = tensor([1, 2], { requiresGrad: true });
  const factor = tensor(3, { dtype: 'float64', requiresGrad: true });
  const product = x.mul(factor);
  product.sum().backward();

  t.equal(product.dtype, 'float32');
  t.deepEqual([factor.grad?.dtype, factor.grad?.item()], ['float64', 1 + 2]);
  t.equal(tensor(1).add(tensor([1], { dtype: 'float64' })).dtype, 'float64');
  t.equal(tensor(1).add(tensor(1, { dtype: 'float64' })).dtype, 'float64', 'both are without axes');
  t.equal(tensor([true]).where(tensor([1]), factor).dtype, 'float32');
  t.end();
});

test('a tensor of one element stands for its number where one is asked for', (t) => {
  const [nine, ten] = [tensor([9]), tensor(10)];
  t.equal(nine < ten, true, 'as texts, tensor(10.) would come first');
  t.equal(Math.max(...([nine, ten] as unknown as number[])), 10);
  t.equal(`${ten}`, 'tensor(10.)');
  t.throws(() => tensor([1, 2]) < ten, /^ShapeError: item: only a tensor of one element has an item, this one has 2/);
  t.end();
});

test('requiresGrad_ sets it and gives the tensor itself', (t) => {
  const x = tensor([1, 2]);
  t.equal(x.requiresGrad_(), x);
  t.equal(x.requiresGrad, true);
  t.equal(x.requiresGrad_(false).requiresGrad, false);
  t.end();
});

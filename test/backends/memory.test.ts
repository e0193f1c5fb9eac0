import test from 'tape';
import { memory, sum, tensor } from '../../src/index.ts';

test('memory() counts storages: views share one, and what backward made on the way goes away at once', (t) => {
  memory();
  const start = memory();
  const a = tensor([1, 2, 3], { requiresGrad: true });
  t.equal(memory().liveStorages - start.liveStorages, 1);
  t.equal(memory().liveBytes - start.liveBytes, 3 * 4);
  const view = a.detach().reshape([3, 1]);
  t.equal(memory().liveStorages - start.liveStorages, 1, 'a view adds nothing');

  const before = memory().liveStorages;
  const loss = sum(a.mul(a));
  const forward = memory().liveStorages - before;
  loss.backward();
  t.equal(memory().liveStorages - before - forward, 2, 'the gradient and the 1 that backward started from');
  t.equal(view.numel, 3);
  t.end();
});

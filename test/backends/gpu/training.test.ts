import test from 'tape';
import { device, deviceUse } from '../../../src/backends/device.ts';
import { memory } from '../../../src/backends/memory.ts';
import { farthest, firstLosses, startTraining } from '../../support/gpuTraining.ts';

// Training on gpu.js in mode webasm, which every machine has. test/gpu has the same on WebGPU and WebGL.

const name = await device('gpu:webasm');

test('the first losses on gpu:webasm are those of the reference', async (t) => {
  const steps = 20;
  const difference = farthest(await firstLosses(name, 4, steps), await firstLosses('reference', 4, steps));
  t.ok(difference < 1e-3, `at most ${difference} apart, relatively`);
});

test('nothing compiles after the second step, whatever the optimizer changes, and nothing is read', (t) => {
  const { optimizer, step } = startTraining(name, 4);
  step();
  step();
  const before = deviceUse(name);
  for (let i = 0; i < 5; i++) {
    Object.assign(optimizer.paramGroups[0], { lr: 0.001 / (i + 1), momentum: 0.8 + i / 100 });
    step();
  }
  const after = deviceUse(name);
  t.equal(after.compilations - before.compilations, 0, 'compiled');
  t.equal(after.reads - before.reads, 0, 'read');
  t.ok(after.kernels - before.kernels >= 5 * 40, `${after.kernels - before.kernels} kernels ran`);
  t.end();
});

test('memory() counts what devices hold', (t) => {
  const { deviceBytes } = memory();
  t.ok(deviceBytes >= deviceUse(name).bytes, 'this one and every other that was opened');
  const { step } = startTraining(name, 4);
  step();
  t.ok(memory().deviceBytes > deviceBytes + 3 * 4 * 76_922, 'weights, momentum and gradients at least');
  t.end();
});

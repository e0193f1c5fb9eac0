import test from 'tape';
import { registerBackend, setDefaultDevice } from '../../../src/backends/choose.ts';
import { gpuBackend } from '../../../src/backends/gpu/backend.ts';
import { loadGpuJs } from '../../../src/backends/gpu/gpujs.ts';
import { WebGpuDriver } from '../../../src/backends/gpu/webgpu/driver.ts';
import { DeviceError } from '../../../src/errors.ts';
import { Parameter } from '../../../src/nn/Parameter.ts';
import { SGD } from '../../../src/optim/index.ts';
import { zeros } from '../../../src/tensor/create.ts';
import '../../../src/tensor/methods.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { type FakeGpu, fakeGpuDevice } from '../../support/fakeGpuDevice.ts';
import { rejection, thrown } from '../../support/thrown.ts';

// What goes wrong on a GPU goes wrong here on purpose. That it computes right is tested on real ones, in test/gpu.

const gpuJs = await loadGpuJs();

/** A tensor of zeros on a new device. */
function onFake(): { readonly gpu: FakeGpu; readonly x: Tensor } {
  const gpu = fakeGpuDevice();
  registerBackend(gpuBackend(new WebGpuDriver(gpuJs, gpu.device, { detail: 'fake', isSoftware: true })));
  return { gpu, x: zeros([4], { device: 'gpu:webgpu' }) };
}

test('a synchronous read names the awaited one', async (t) => {
  const { x } = onFake();
  t.match(
    thrown(DeviceError, () => x.add(1).toArray()),
    /'gpu:webgpu' and must be awaited: use itemAsync\(\), toArrayAsync\(\) or toTypedArrayAsync\(\)/,
  );
  t.deepEqual(await x.toArrayAsync(), [0, 0, 0, 0]);
});

test('a lost device: every use says so, and how to go on', async (t) => {
  const { gpu, x } = onFake();
  const y = x.add(1);
  gpu.lose('somebody pulled the plug');
  await Promise.resolve();
  const words =
    /the device was lost \(somebody pulled the plug\).*await device\('gpu:webgpu'\) opens a new one.*checkpoint/s;
  t.match(
    thrown(DeviceError, () => y.mul(2)),
    words,
  );
  t.match(await rejection(DeviceError, y.toArrayAsync()), words);
  t.match(
    thrown(DeviceError, () => zeros([4], { device: 'gpu:webgpu' })),
    words,
  );
});

test('a device that was opened anew after a loss takes the place of the lost one, by default too', async (t) => {
  const { gpu, x: before } = onFake();
  setDefaultDevice('gpu:webgpu');
  gpu.lose('somebody pulled the plug');
  await Promise.resolve();
  onFake();
  const after = zeros([4]);
  setDefaultDevice('auto');
  t.deepEqual(await after.toArrayAsync(), [0, 0, 0, 0]);
  t.match(
    thrown(DeviceError, () => after.add(before)),
    /add: gpu:webgpu was opened anew after it was lost, and one of the tensors is on the lost one/,
  );
});

test('refused memory: reading what depends on it fails, with the bytes, and other numbers stay right', async (t) => {
  const { gpu, x } = onFake();
  const fine = x.add(1);
  await fine.toArrayAsync();
  gpu.setMemory(false);
  const refused = zeros([1000, 1000], { device: 'gpu:webgpu' });
  const after = refused.mul(2);
  const words = /no memory for an array of 4000000 bytes beside the \d+ in use.*smaller batch/;
  t.match(await rejection(DeviceError, refused.toArrayAsync()), words);
  t.match(await rejection(DeviceError, after.toArrayAsync()), words, 'and what was computed of it');
  gpu.setMemory(true);
  t.match(await rejection(DeviceError, refused.mul(3).toArrayAsync()), words, 'and what is computed of it later');
  t.deepEqual(await fine.toArrayAsync(), [0, 0, 0, 0]);
});

test('more than one buffer may hold is refused at once', (t) => {
  const { gpu } = onFake();
  Object.assign(gpu.device.limits, { maxBufferSize: 1024 });
  t.match(
    thrown(DeviceError, () => zeros([300], { device: 'gpu:webgpu' })),
    /an array of 1280 bytes is wanted, but this device has at most 1024 in one buffer/,
  );
  t.end();
});

test('a shader that does not compile: the read says which, with its text; then its kernel throws, and others go on', async (t) => {
  const { gpu, x } = onFake();
  const fine = x.add(1);
  await fine.toArrayAsync();
  gpu.refuseShaders();
  const broken = x.exp();
  const words = /the shader of kernel exp does not compile on this device: bad shader\nstruct Params/;
  t.match(await rejection(DeviceError, broken.add(1).toArrayAsync()), words);
  t.match(
    thrown(DeviceError, () => x.exp()),
    words,
  );
  t.deepEqual(await fine.add(1).toArrayAsync(), [0, 0, 0, 0], 'what is compiled already runs');
});

test('a command that the device refuses, though its shader compiles, is told by the next read', async (t) => {
  const { gpu, x } = onFake();
  gpu.refuseCommands();
  t.match(
    await rejection(DeviceError, x.add(1).toArrayAsync()),
    /the device refused a command, and its numbers cannot be trusted: bad command/,
  );
});

test('runs go to the device in parts, and those of a shader that is not known to compile go alone', async (t) => {
  const { gpu, x } = onFake();
  let y = x.add(1);
  t.deepEqual(gpu.submitted, [1], 'the first is alone');
  await y.toArrayAsync();
  gpu.submitted.length = 0;
  for (let i = 0; i < 100; i++) y = y.add(1);
  await y.toArrayAsync();
  t.deepEqual(gpu.submitted, [64, 36], 'the last part goes with the read');
});

test('memory that nobody needs serves the next array of its size', (t) => {
  const { gpu, x } = onFake();
  const parameter = new Parameter(x);
  parameter.grad = zeros([4], { device: 'gpu:webgpu' });
  const optimizer = new SGD([parameter], { lr: 0.1, momentum: 0.9 });
  optimizer.step();
  optimizer.step();
  const before = gpu.buffers.size;
  for (let i = 0; i < 500; i++) optimizer.step();
  t.equal(gpu.buffers.size, before, 'steps take turns with the same buffers');
  t.end();
});

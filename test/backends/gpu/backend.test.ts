import test from 'tape';
import { describeDevices } from '../../../src/backends/choose.ts';
import { describeDevicesAsync, device, deviceUse } from '../../../src/backends/device.ts';
import { memory } from '../../../src/backends/memory.ts';
import { DataError, DeviceError } from '../../../src/errors.ts';
import { tensor, zeros } from '../../../src/tensor/create.ts';
import '../../../src/tensor/methods.ts';
import { fromArray } from '../../../src/tensor/fromArray.ts';
import { arange } from '../../../src/tensor/sequences.ts';
import { rejection, thrown } from '../../support/thrown.ts';

const name = await device('gpu:webasm');

test('who opens a device while it is being opened gets the same one', async (t) => {
  const before = memory().deviceBytes;
  const [first, second] = await Promise.all([
    device('gpu:dev').then((opened) => zeros([1000], { device: opened })),
    device('gpu:dev').then((opened) => zeros([1000], { device: opened })),
  ]);
  t.deepEqual(await first.add(second).sum().itemAsync(), 0);
  t.ok(memory().deviceBytes - before < 16_000, 'and its bytes count once');
});

test('a device of gpu.js is opened by await device(name), and has that name from then on', async (t) => {
  t.equal(name, 'gpu:webasm');
  t.equal(await device('gpu:webasm'), name, 'again');
  t.equal(tensor([1], { device: 'gpu' }).device, name, "'gpu' is the one that was opened last");
  t.ok(describeDevices().some((report) => report.name === name && /WebAssembly/.test(report.detail)));
  t.match(
    thrown(DeviceError, () => zeros([1], { device: 'gpu:cpu' })),
    /device 'gpu:cpu' is not open yet.*await device\('gpu:cpu'\)/,
  );
  t.match(await rejection(DeviceError, device('gpu:abacus')), /the modes of gpu\.js are webgpu, webgl2, .*dev$/);
  t.equal(await device('reference'), 'reference');
  const reports = await describeDevicesAsync();
  t.equal(reports.find((report) => report.name === 'gpu:webgl2')?.available, false, 'no WebGL 2 in Node');
});

test('gpu and auto never choose a program that plays a GPU; without a real one they are what is fastest', async (t) => {
  const reports = await describeDevicesAsync();
  const isThere = (name: string) => reports.some((report) => report.name === name && report.available);
  const onHardware = ['gpu:webgpu', 'gpu:webgl2'].find((name) =>
    reports.some((report) => report.name === name && report.available && !report.isSoftware),
  );
  t.equal(await device('gpu'), onHardware ?? 'gpu:webasm');
  t.equal(await device('auto'), onHardware ?? (isThere('native') ? 'native' : 'gpu:webasm'));
});

test('default is what STRIDEGRAD_DEVICE names, opened', async (t) => {
  const before = process.env.STRIDEGRAD_DEVICE;
  process.env.STRIDEGRAD_DEVICE = 'gpu:cpu';
  try {
    t.equal(await device('default'), 'gpu:cpu');
  } finally {
    if (before === undefined) delete process.env.STRIDEGRAD_DEVICE;
    else process.env.STRIDEGRAD_DEVICE = before;
  }
});

test('a kernel that gpu.js cannot compile is named', (t) => {
  const { storage } = tensor([1], { device: name });
  const kernel = { name: 'impossible', inputs: ['input'], sizes: [], scalars: [], helpers: [], element: impossible };
  const run = () =>
    storage.backend.run(kernel as never, [storage.handleFor('test')], {
      sizes: {},
      scalars: [],
      dtype: 'float32',
      length: 1,
    });
  t.match(thrown(DeviceError, run), /gpu:webasm: gpu\.js cannot run kernel impossible: .*/);
  t.end();
});

function impossible(this: { thread: { x: number } }, input: readonly number[]): number {
  return JSON.stringify(input[this.thread.x]).length;
}

test('numbers keep their dtype on a device that has float32 alone', async (t) => {
  const there = { device: name } as const;
  const numbers = tensor([-1.5, 0, 2.7, 300], there);
  t.deepEqual(await numbers.int().toArrayAsync(), [-1, 0, 2, 300], 'int32 cuts off');
  t.deepEqual(await numbers.to('uint8').toArrayAsync(), [255, 0, 2, 44], 'uint8 wraps around');
  t.deepEqual(await numbers.bool().toArrayAsync(), [true, false, true, true], 'bool is what is not 0');
  const truths = tensor([true, true, false], { dtype: 'bool', ...there });
  t.deepEqual(await truths.add(truths).toArrayAsync(), [true, true, false]);
  t.equal(await truths.add(truths).sum().itemAsync(), 2, 'true + true is true, not 2');
  const bytes = tensor([200, 7], { dtype: 'uint8', ...there });
  t.deepEqual(await bytes.add(bytes).toArrayAsync(), [144, 14], 'bytes wrap around');
  t.deepEqual(await arange(5, there).cumsum(0).toArrayAsync(), [0, 1, 3, 6, 10]);
});

test('every function that gives bool gives what it does on the reference', async (t) => {
  const ofOne = ['logicalNot', 'isnan', 'isinf', 'isfinite', 'bool'] as const;
  const ofTwo = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'logicalAnd', 'logicalOr', 'logicalXor'] as const;
  const on = (device: string) => {
    const a = tensor([-1.5, 0, Number.NaN, Infinity], { device });
    const b = tensor([0, 0, 1, Infinity], { device });
    return [...ofOne.map((name) => a[name]()), ...ofTwo.map((name) => a[name](b))];
  };
  const expected = on('reference').map((result) => result.toArray());
  t.deepEqual(await Promise.all(on(name).map((result) => result.toArrayAsync())), expected);
});

test('float64 stays on hosts', (t) => {
  t.match(
    thrown(DeviceError, () => tensor([1], { device: name }).double()),
    /gpu:webasm has no float64.*toAsync\('reference'\)/s,
  );
  t.equal(tensor([1], { device: name, dtype: 'float64' }).device, 'reference', 'made there, it lives on the reference');
  t.end();
});

test('what float32 cannot count is refused: more than 2^24 elements, integers beyond ±2^24', async (t) => {
  const most = 2 ** 24;
  t.match(
    thrown(DeviceError, () => zeros([most + 1], { device: name, dtype: 'uint8' })),
    /16777217 numbers .* exact up to 2\^24 = 16777216.*smaller batch/s,
  );
  t.match(
    thrown(DeviceError, () => fromArray(Int32Array.of(1, -most - 1), [2], { device: name })),
    /element 1 is -16777217.*int32 as float32/s,
  );
  t.deepEqual(await tensor([most, -most], { dtype: 'int32', device: name }).toArrayAsync(), [most, -most]);
  const sum = tensor([most, most], { dtype: 'int32', device: name }).sum();
  t.match(
    await rejection(DataError, sum.itemAsync()),
    /element 0 of these integers is 33554432, but gpu:webasm computes/,
  );
});

test('reads are counted, and an index that only the device knew is found at the next one', async (t) => {
  const { reads } = deviceUse(name);
  const x = tensor([1, 2, 3], { device: name });
  const indices = tensor([2, 0], { device: name }).add(1).int(); // 3 is out of range, which only the device knows
  const picked = x.indexSelect(0, indices);
  t.equal(deviceUse(name).reads, reads, 'none so far');
  t.deepEqual(await picked.toArrayAsync(), [Number.NaN, 2]);
  t.equal(deviceUse(name).reads, reads + 1);
  t.match(
    await rejection(
      DataError,
      tensor([1, 2, 3], { dtype: 'int32', device: name }).indexSelect(0, indices).toArrayAsync(),
    ),
    /element 0 of these integers is NaN: gpu:webasm met an index that is out of range/,
  );
});

test('a loop that awaits nothing but its reads gives memory back', async (t) => {
  const x = zeros([1000, 1000], { device: name });
  const before = deviceUse(name).bytes;
  for (let i = 0; i < 300; i++) await x.add(i).sum().itemAsync();
  const grown = deviceUse(name).bytes - before;
  t.ok(grown < 300 * 2 ** 20, `${grown} bytes more after 300 arrays of 4 MB`);
});

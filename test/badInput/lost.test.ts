import test from 'tape';
import { newArray } from '../../src/dtype.ts';
import {
  DataError,
  describeDevices,
  F,
  fromArray,
  optim,
  registerBackend,
  StridegradError,
  sum,
  type Tensor,
  tensor,
} from '../../src/index.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';

registerBackend(awaitedBackend('far'));
const hosts = describeDevices().filter(({ name, available }) => available && /^(reference|native)$/.test(name));

/** A tensor, and a way to take its array from it as `postMessage` would. */
function takeable(values: number[], shape: number[], device: string): [tensor: Tensor, take: () => void] {
  const numbers = Float32Array.from(values);
  return [fromArray(numbers, shape, { device }), () => void structuredClone(numbers, { transfer: [numbers.buffer] })];
}

for (const { name: device } of hosts) {
  test(`on ${device}, a tensor whose array was taken away is a named error, not a wrong number`, (t) => {
    const [input, takeInput] = takeable([1, 2, 3, 4], [1, 1, 2, 2], device);
    const other = tensor(
      [
        [
          [
            [1, 1],
            [1, 1],
          ],
        ],
      ],
      { device },
    );
    takeInput();
    const reads: Record<string, () => unknown> = {
      toArray: () => input.toArray(),
      print: () => String(input),
      add: () => input.add(other),
      scale: () => input.mul(2),
      conv2d: () => F.conv2d(input, other),
      'conv2d by it': () => F.conv2d(other, input),
      maxPool2d: () => F.maxPool2d(input, 2),
      matmul: () => input.matmul(other),
      sum: () => sum(input),
      permute: () => input.permute([0, 1, 3, 2]),
      reshape: () => input.reshape([4]).add(1),
      'to another device': () => input.to('far'),
    };
    for (const [what, read] of Object.entries(reads)) {
      t.throws(read, /DataError: \w+: a tensor had 4 numbers, but its array has 0 now.*numbers\.slice\(\)/, what);
    }
    for (const write of [() => input.fill_(1), () => input.add_(1), () => other.copy_(input)]) {
      t.throws(write, DataError);
    }
    t.deepEqual(other.toTypedArray(), new Float32Array(4).fill(1));
    t.end();
  });

  test(`on ${device}, labels and running statistics that were taken away change nothing`, (t) => {
    const labels = Int32Array.from([0, 1]);
    const target = fromArray(labels, [2], { device });
    const logits = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { device, requiresGrad: true },
    );
    structuredClone(labels, { transfer: [labels.buffer] });
    t.throws(() => F.crossEntropy(logits, target), DataError);

    const [mean] = [tensor([0], { device })];
    const [variance, takeVariance] = takeable([1], [1], device);
    takeVariance();
    const input = tensor([[1], [2]], { device });
    t.throws(() => F.batchNorm(input, mean, variance, { training: true }), DataError);
    t.equal(mean.item(), 0, 'the mean, whose turn comes first, did not move');
    t.equal(logits.grad, undefined);
    t.end();
  });

  test(`on ${device}, backward through an array that was taken away leaves every gradient as it was`, (t) => {
    const [factor, take] = takeable([5, 6], [2], device);
    const a = tensor([1, 2], { device, requiresGrad: true });
    const b = tensor([3, 4], { device, requiresGrad: true });
    sum(a.mul(b)).backward();
    const loss = sum(a.mul(factor).mul(b));
    take();
    t.throws(() => loss.backward(), DataError);
    t.deepEqual(
      [a.grad?.toArray(), b.grad?.toArray()],
      [
        [3, 4],
        [1, 2],
      ],
    );
    t.end();
  });

  test(`on ${device}, an optimizer steps with all of its parameters or with none`, (t) => {
    const first = tensor([1, 2], { device, requiresGrad: true });
    const [second, take] = takeable([3, 4], [2], device);
    second.requiresGrad = true;
    const optimizer = new optim.Adam([first, second], { lr: 0.5 });
    sum(first.add(second)).backward();
    optimizer.step();
    const before = [first.toArray(), JSON.stringify(optimizer.stateDict().state[0])];
    const version = first.version;
    take();
    t.throws(() => optimizer.step(), /DataError: Adam: a tensor had 2 numbers, but its array has 0 now/);
    t.deepEqual([first.toArray(), JSON.stringify(optimizer.stateDict().state[0])], before);
    t.equal(first.version, version);
    t.end();
  });

  test(`on ${device}, an array that shrinks under its tensor is found too`, (t) => {
    const Resizable = ArrayBuffer as unknown as new (
      length: number,
      options: object,
    ) => ArrayBuffer & { resize(to: number): void };
    const buffer = new Resizable(16, { maxByteLength: 32 });
    const input = fromArray(new Float32Array(buffer), [4], { device });
    buffer.resize(8);
    t.throws(() => sum(input), /DataError: sum: a tensor had 4 numbers, but its array has 2 now/);
    t.end();
  });
}

test('a device that copies what it is given does not mind that the array goes away', async (t) => {
  const [input, take] = takeable([1, 2], [2], 'far');
  take();
  t.deepEqual(await input.add(1).toArrayAsync(), [2, 3]);
  t.end();
});

test('numbers for which there is no memory, and dtypes that there are not, are named', (t) => {
  t.throws(
    () => newArray('float64', 2 ** 50),
    /AllocationError: memory: there is none for 1125899906842624 numbers of 8/,
  );
  t.throws(() => newArray('float16' as never, 1), /DTypeError: dtype: must be one of bool, .*, but is float16/);
  t.ok(new DataError('') instanceof StridegradError);
  t.end();
});

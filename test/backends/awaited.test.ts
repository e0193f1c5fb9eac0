import test from 'tape';
import { normalise } from '../../examples/cifar10/pictures.ts';
import {
  ArgumentError,
  DataLoader,
  DeviceError,
  drawnCifar10,
  F,
  manualSeed,
  nn,
  optim,
  registerBackend,
  setDefaultDevice,
  type Tensor,
  tensor,
  zeros,
} from '../../src/index.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';

// A device whose numbers must be awaited is what a GPU will be. It has to train as it is, without a line changed.

const awaited = awaitedBackend('awaited device');
registerBackend(awaited);

/** A small net on small pictures: everything that the tutorial's net has. */
class SmallNet extends nn.Module {
  conv = new nn.Conv2d(3, 2, 5, { stride: 2 });
  pool = new nn.MaxPool2d(2);
  fc = new nn.Linear(2 * 7 * 7, 10);

  override forward(images: Tensor): Tensor {
    return this.fc(this.pool(F.relu(this.conv(images))).flatten(1));
  }
}

/** Trains on the default device. The losses, and what `beforeRead` gave just before each of them was read. */
async function train(beforeRead: () => number): Promise<{ losses: number[]; counts: number[] }> {
  manualSeed(11);
  const net = new SmallNet();
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.05, momentum: 0.9 });
  const criterion = new nn.CrossEntropyLoss();
  const pictures = drawnCifar10({ images: 12, transform: normalise });
  const loader = new DataLoader<unknown, [Tensor, Tensor]>(pictures, { batchSize: 4, shuffle: true, seed: 1 });
  const losses: number[] = [];
  const counts: number[] = [];
  for (let epoch = 0; epoch < 2; epoch++) {
    for await (const [images, labels] of loader) {
      optimizer.zeroGrad();
      const loss = criterion(net(images), labels);
      loss.backward();
      optimizer.step();
      counts.push(beforeRead());
      losses.push(await loss.itemAsync());
    }
  }
  return { losses, counts };
}

/** Calls `use` while tensors are made on another device. */
async function onDevice<Value>(name: string, use: () => Promise<Value>): Promise<Value> {
  const { device } = zeros([]);
  setDefaultDevice(name);
  try {
    return await use();
  } finally {
    setDefaultDevice(device);
  }
}

test('a net trains on a device that must be awaited: the losses of the reference, one read a step', async (t) => {
  const expected = await onDevice('reference', () => train(() => 0));
  const readsAtStart = awaited.reads;
  const actual = await onDevice(awaited.name, () => train(() => awaited.reads - readsAtStart));
  t.equal(expected.losses.length, 6);
  t.ok(expected.losses[5] < expected.losses[0], 'it learns');
  t.deepEqual(actual.losses, expected.losses, 'the same losses to the bit');
  t.deepEqual(actual.counts, [0, 1, 2, 3, 4, 5], 'a step reads nothing: the losses were read between steps');
  t.ok(
    ['conv2d', 'conv2dGradWeight', 'maxPool2dGrad', 'matmul', 'crossEntropyGrad'].every((k) => awaited.ran.includes(k)),
  );
});

test('a synchronous read says what to await', (t) => {
  const x = tensor([2, 1], { device: awaited.name });
  const reads = {
    item: () => x.sum().item(),
    toArray: () => x.toArray(),
    toTypedArray: () => x.toTypedArray(),
  };
  for (const [name, read] of Object.entries(reads)) {
    const error = errorOf(read);
    t.ok(error instanceof DeviceError, name);
    t.match(
      String(error),
      /'awaited device' and must be awaited: use itemAsync\(\), toArrayAsync\(\) or toTypedArrayAsync/,
    );
  }
  t.end();
});

test('what depends on numbers says which awaited form there is', (t) => {
  const x = tensor([2, 0, 1], { device: awaited.name });
  const mask = x.gt(0);
  const hostOperations: Record<string, [body: () => unknown, advice: RegExp]> = {
    nonzero: [() => x.nonzero(), /await nonzeroAsync/],
    maskedSelect: [() => x.maskedSelect(mask), /await maskedSelectAsync/],
    sort: [() => x.sort(), /await sortAsync/],
    argsort: [() => x.argsort(), /await argsortAsync/],
    topk: [() => x.topk(1), /await topkAsync/],
    get: [() => x.get(mask), /use getAsync/],
    repeatInterleave: [() => x.repeatInterleave(x.to('int32')), /await repeats\.toTypedArrayAsync\(\) first/],
  };
  for (const [name, [body, advice]] of Object.entries(hostOperations)) {
    const error = errorOf(body);
    t.ok(error instanceof DeviceError, name);
    t.match(String(error), new RegExp(`${name}.*numbers that must be awaited on awaited device`));
    t.match(String(error), advice);
  }
  t.end();
});

test('a label out of range is found without a read where the range is known, and is NaN where it is not', async (t) => {
  const logits = tensor([[0.5, 1, 2]], { device: awaited.name });
  const uploaded = tensor([3], { dtype: 'int32', device: awaited.name });
  const readsBefore = awaited.reads;
  const error = errorOf(() => F.crossEntropy(logits, uploaded));
  t.ok(error instanceof ArgumentError);
  t.match(String(error), /target is 3, but with 3 classes labels are 0 … 2/);

  const onlyThere = uploaded.mul(tensor([1], { dtype: 'int32', device: awaited.name }));
  const loss = F.crossEntropy(logits, onlyThere);
  t.equal(awaited.reads, readsBefore, 'nothing was read');
  t.ok(Number.isNaN(await loss.itemAsync()), 'computed labels are known to the device alone');
});

function errorOf(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return undefined;
}

import test from 'tape';
import { registerBackend } from '../../src/backends/choose.ts';
import * as nn from '../../src/nn/index.ts';
import { SGD } from '../../src/optim/index.ts';
import { manualSeed } from '../../src/random/index.ts';
import { tensor, zeros } from '../../src/tensor/create.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';

const backend = awaitedBackend('awaitedForNn');
registerBackend(backend);

/** Two steps of training on a device; the state afterwards. */
async function train(device: string): Promise<Record<string, unknown>> {
  manualSeed(7);
  const net = new nn.Sequential(
    new nn.Conv2d(1, 2, 3, { padding: 1, device: 'reference' }),
    new nn.BatchNorm2d(2, { device: 'reference' }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Dropout(0.5),
    new nn.Linear(8, 3, { device: 'reference' }),
  );
  const images = nn.init.normal_(zeros([2, 1, 4, 4], { device: 'reference' })).to(device);
  const labels = tensor([0, 2], { dtype: 'int32', device });
  net.to(device);
  const optimizer = new SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
  const criterion = new nn.CrossEntropyLoss();
  for (let step = 0; step < 2; step++) {
    optimizer.zeroGrad();
    criterion(net(images), labels).backward();
    optimizer.step();
  }
  const entries = Object.entries(net.stateDict()).map(async ([key, value]) => [key, await value.toArrayAsync()]);
  return Object.fromEntries(await Promise.all(entries));
}

test('a net with a batch norm and dropout trains on a device whose numbers are never read, to the same bits', async (t) => {
  const expected = await train('reference');
  const readsBefore = backend.reads;
  const actual = await train('awaitedForNn');
  t.deepEqual(actual, expected);
  t.equal(
    backend.reads - readsBefore,
    Object.keys(expected).length,
    'read are the weights at the end and nothing else',
  );
});

import test from 'tape';
import { registerBackend } from '../../src/backends/choose.ts';
import * as nn from '../../src/nn/index.ts';
import { ones, tensor } from '../../src/tensor/create.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';

registerBackend(awaitedBackend());

const net = () => new nn.Sequential({ fc1: new nn.Linear(2, 3), prelu: new nn.PReLU(), fc2: new nn.Linear(3, 1) });

const message = (body: () => unknown): string => {
  try {
    body();
    return 'no error';
  } catch (error) {
    return String(error);
  }
};

test('a state dict has PyTorch’s keys, a module’s own tensors first, and holds the tensors themselves', (t) => {
  const state = net().stateDict();
  t.deepEqual(Object.keys(state), ['fc1.weight', 'fc1.bias', 'prelu.weight', 'fc2.weight', 'fc2.bias']);
  const one = net();
  t.equal(one.stateDict()['fc1.weight'], one.parameters()[0]);
  t.end();
});

test('loading copies the numbers and nothing else', (t) => {
  const from = net();
  const to = net();
  const weight = to.parameters()[0];
  t.deepEqual(to.loadStateDict(from.stateDict()), { missingKeys: [], unexpectedKeys: [] });
  t.deepEqual(to.stateDict()['fc1.weight'].toArray(), from.stateDict()['fc1.weight'].toArray());
  t.equal(to.parameters()[0], weight, 'the parameter stays the object it was');
  nn.init.zeros_(from.parameters()[0]);
  t.notDeepEqual(to.stateDict()['fc1.weight'].toArray(), from.stateDict()['fc1.weight'].toArray(), 'and is a copy');
  t.end();
});

test('loading converts to the dtype and brings to the device of the parameter', async (t) => {
  const layer = new nn.Linear(2, 1).to('awaited');
  layer.loadStateDict({
    weight: tensor([[1.5, -2]], { dtype: 'float64', device: 'reference' }),
    bias: tensor([3], { device: 'awaited' }),
  });
  t.deepEqual([layer.weight.dtype, layer.weight.device], ['float32', 'awaited']);
  t.deepEqual(await layer.weight.toArrayAsync(), [[1.5, -2]]);
  t.deepEqual(await layer.bias?.toArrayAsync(), [3]);
});

test('a device that must be awaited is left by toAsync; to and loading say so, and change nothing', async (t) => {
  const away = new nn.Linear(2, 1).to('awaited');
  t.match(
    message(() => away.to('reference')),
    /^DeviceError: the numbers are on device 'awaited'/,
  );
  t.equal(away.weight.device, 'awaited');

  const here = new nn.Linear(2, 1, { device: 'reference' });
  const before = here.weight.toArray();
  t.match(
    message(() => here.loadStateDict(away.stateDict())),
    /^DeviceError/,
  );
  t.deepEqual(here.weight.toArray(), before);

  const parameter = away.weight;
  await away.toAsync('reference');
  t.equal(away.weight, parameter);
  t.equal(away.weight.device, 'reference');
  here.loadStateDict(away.stateDict());
  t.deepEqual(here.weight.toArray(), away.weight.toArray());
});

test('every missing key, unexpected key and wrong shape is listed, and nothing is written', (t) => {
  const layer = net();
  const before = JSON.stringify(Object.values(layer.stateDict()).map((value) => value.toArray()));
  const state = {
    'fc1.weight': ones([2, 3]),
    'fc1.bias': ones([3]),
    'prelu.weight': ones([4]),
    'fc2.weight': ones([1, 3]),
    'fc3.weight': ones([1]),
    extra: ones([1]),
  };
  t.equal(
    message(() => layer.loadStateDict(state)),
    [
      'DataError: loadStateDict: the state does not fit Sequential:',
      '  missing: fc2.bias',
      '  unexpected: fc3.weight, extra',
      '  fc1.weight: is [3, 2] here but [2, 3] in the state',
      '  prelu.weight: is [1] here but [4] in the state',
    ].join('\n'),
  );
  t.match(
    message(() => layer.loadStateDict({ 'fc1.weight': 3 as unknown as Tensor })),
    /fc1.weight: is no tensor/,
  );
  t.equal(JSON.stringify(Object.values(layer.stateDict()).map((value) => value.toArray())), before);
  t.end();
});

test('without strict the keys may differ, but shapes may not', (t) => {
  const layer = new nn.Linear(2, 1);
  const found = layer.loadStateDict({ bias: tensor([7]), other: ones([1]) }, { strict: false });
  t.deepEqual(found, { missingKeys: ['weight'], unexpectedKeys: ['other'] });
  t.deepEqual(layer.bias?.toArray(), [7]);
  t.match(
    message(() => layer.loadStateDict({ bias: ones([2]) }, { strict: false })),
    /bias: is \[1\] here but \[2\]/,
  );
  t.end();
});

test('loading into saved weights is an in-place change that backward notices', (t) => {
  const layer = new nn.Linear(1, 1);
  const x = ones([1, 1]);
  x.requiresGrad = true;
  const output = layer(x).sum();
  layer.loadStateDict(new nn.Linear(1, 1).stateDict());
  t.match(
    message(() => output.backward()),
    /^GraphError: backward: .* was changed in place/,
  );
  t.end();
});

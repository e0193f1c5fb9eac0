import test from 'tape';
import * as nn from '../../src/nn/index.ts';
import { summary } from '../../src/nn/summary.ts';
import { layTable } from '../../src/nn/table.ts';
import { defaultGenerator } from '../../src/random/index.ts';
import { ones, tensor, zeros } from '../../src/tensor/create.ts';
import { functional as F } from '../../src/tensor/methods.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { CNNNet } from '../support/tutorialNet.ts';

test('the summary of the tutorial’s net counts every layer', (t) => {
  t.equal(
    String(summary(new CNNNet(), [4, 3, 32, 32])),
    [
      'CNNNet for an input [4, 3, 32, 32]',
      'layer  kind       output           parameters  multiply-adds   sees',
      '───────────────────────────────────────────────────────────────────',
      'conv1  Conv2d     [4, 8, 28, 28]          608      1,881,600    5×5',
      'pool   MaxPool2d  [4, 8, 14, 14]            0              0    6×6',
      'conv2  Conv2d     [4, 16, 12, 12]       1,168        663,552  10×10',
      'pool   MaxPool2d  [4, 16, 6, 6]             0              0  12×12',
      'fc1    Linear     [4, 128]             73,856        294,912',
      'fc2    Linear     [4, 10]               1,290          5,120',
      '───────────────────────────────────────────────────────────────────',
      'total                                  76,922      2,845,184',
    ].join('\n'),
  );
  t.equal(summary(new CNNNet(), [1, 3, 32, 32]).multiplyAdds, 8 * 28 * 28 * 75 + 16 * 12 * 12 * 72 + 576 * 128 + 1280);
  t.end();
});

/** x + conv3(conv3(x)), and beside it a narrow way: what the sum sees is what the wide way sees. */
class Residual extends nn.Module {
  readonly first = new nn.Conv2d(2, 2, 3, { padding: 1 });
  readonly second = new nn.Conv2d(2, 2, 3, { padding: 1 });
  readonly shortcut = new nn.Conv2d(2, 2, 1);
  readonly last = new nn.MaxPool2d(3, { stride: 2 });
  override forward(x: Tensor): Tensor {
    const wide = this.second(F.relu(this.first(x)));
    return this.last(F.relu(wide.add(this.shortcut(x))));
  }
}

test('the field of branches that meet is the wider one, also through functions', (t) => {
  const fields = summary(new Residual(), [1, 2, 9, 9]).rows.map(({ path, receptiveField }) => [path, receptiveField]);
  t.deepEqual(fields, [
    ['first', [3, 3]],
    ['second', [5, 5]],
    ['shortcut', [1, 1]],
    ['last', [5 + 2, 5 + 2]],
  ]);
  t.end();
});

/** What one element of the output sees of the input, found by backward: where its gradient is not 0. */
function seen(net: nn.Module, inputShape: readonly number[]): number[] {
  const input = nn.init.uniform_(zeros(inputShape), 1, 2);
  input.requiresGrad = true;
  for (const parameter of net.parameters()) nn.init.uniform_(parameter, 1, 2);
  const output = net(input);
  const middle = output.shape.map((size) => Math.floor(size / 2));
  middle
    .reduce((part: Tensor, place, axis) => part.narrow(axis, place, 1), output)
    .sum()
    .backward();
  const gradient = input.grad ?? zeros(inputShape);
  return [2, 3].map((axis) => {
    const others = [0, 1, 2, 3].filter((other) => other !== axis);
    const touched = Array.from(gradient.abs().sum(others).toTypedArray(), (x) => x !== 0);
    return touched.lastIndexOf(true) - touched.indexOf(true) + 1;
  });
}

test('the receptive field is where the gradient of one element is not 0', (t) => {
  const nets: readonly nn.Module[] = [
    new nn.Sequential(new nn.Conv2d(1, 1, [3, 5]), new nn.Conv2d(1, 1, 3, { stride: 2, dilation: [1, 2] })),
    new nn.Sequential(new nn.Conv2d(1, 1, 2, { stride: 2 }), new nn.AvgPool2d(3, { stride: 1 }), new nn.ReLU()),
    new nn.Sequential(new nn.AvgPool2d(2), new nn.ConvTranspose2d(1, 1, 4, { stride: 2, padding: 1 })),
    new nn.Sequential(new nn.AvgPool2d(2), new nn.Conv2d(1, 4, 3), new nn.PixelShuffle(2), new nn.Conv2d(1, 1, 1)),
    new nn.Sequential(new nn.Conv2d(1, 1, 3), new nn.AdaptiveAvgPool2d([1, 4])),
  ];
  class Functions extends nn.Module {
    readonly last = new nn.Conv2d(2, 1, 2);
    override forward(x: Tensor): Tensor {
      const weight = ones([2, 1, 3, 3]);
      const small = F.relu(F.avgPool2d(F.conv2d(x, weight), 2));
      return this.last(F.adaptiveAvgPool2d(small, 3));
    }
  }
  class Rows extends nn.Module {
    readonly last = new nn.Conv2d(1, 1, 2);
    override forward(x: Tensor): Tensor {
      const rows = F.avgPool1d(F.conv1d(x.reshape([1, 20, 20]), ones([20, 20, 3]), undefined, { dilation: 2 }), 2);
      return this.last(rows.unsqueeze(1));
    }
  }
  const wide = summary(new Rows(), [1, 1, 20, 20]).rows[0].receptiveField;
  t.deepEqual(wide, [2, 5 + 1 + 2], 'a row is an image of height 1');
  for (const net of [...nets, new Functions()]) {
    const { rows } = summary(net, [1, 1, 20, 20]);
    t.deepEqual(rows[rows.length - 1].receptiveField, seen(net, [1, 1, 20, 20]), String(net).replaceAll('\n', ''));
  }
  t.end();
});

test('the window of an adaptive pool is its widest', (t) => {
  // 18 cells in 5 windows: 0–4, 3–8, 7–11, 10–15, 14–18.
  const window = new nn.AdaptiveAvgPool2d([null, 5]).window([1, 1, 20, 18]);
  t.deepEqual(window, { kernelSize: [1, 5], stride: [1, 18 / 5] });
  t.end();
});

test('a summary leaves the net as it was', (t) => {
  class Noise extends nn.Module {
    override forward(x: Tensor): Tensor {
      return F.dropout(x, 0.5);
    }
  }
  const net = new nn.Sequential(new nn.Conv2d(1, 2, 3), new nn.BatchNorm2d(2), new nn.Dropout(), new Noise());
  net.get(2).eval();
  const hooks: unknown[] = [];
  net.get(0).registerForwardHook(() => {
    hooks.push('called');
    return undefined;
  });
  const before = JSON.stringify([
    Object.values(net.stateDict()).map((value) => value.toArray()),
    defaultGenerator.getState(),
  ]);
  const { rows } = summary(net, [2, 1, 5, 5]);
  t.equal(
    JSON.stringify([Object.values(net.stateDict()).map((value) => value.toArray()), defaultGenerator.getState()]),
    before,
  );
  t.deepEqual(
    net.modules().map(({ training }) => training),
    [true, true, true, false, true],
  );
  t.ok(net.parameters().every(({ grad }) => grad === undefined));

  t.throws(() => summary(net, [2, 3, 5, 5]), /0 expects 1 channel but the input has 3/);
  net(zeros([2, 1, 5, 5]));
  t.deepEqual([hooks.length, rows.length], [2, 4], 'its hooks are gone, the others stay');
  t.deepEqual(
    net.modules().map(({ training }) => training),
    [true, true, true, false, true],
    'after an error too',
  );
  t.end();
});

test('a net of several inputs, of integers, and frozen parameters', (t) => {
  class Two extends nn.Module<[words: Tensor, features: Tensor]> {
    readonly embedding = new nn.Embedding(10, 3);
    readonly linear = new nn.Linear(4, 3, { bias: false });
    override forward(words: Tensor, features: Tensor): Tensor {
      return this.embedding(words).add(this.linear(features));
    }
  }
  const net = new Two();
  net.embedding.requiresGrad_(false);
  const { rows, parameters, trainable, multiplyAdds, ...told } = summary(
    net,
    tensor([1, 2], { dtype: 'int32' }),
    [2, 4],
  );
  t.deepEqual(told.inputShapes, [[2], [2, 4]]);
  t.deepEqual(
    rows.map(({ outputShape }) => outputShape),
    [
      [2, 3],
      [2, 3],
    ],
  );
  t.deepEqual([parameters, trainable, multiplyAdds], [30 + 12, 12, 2 * 3 * 4]);
  t.match(String(summary(net, tensor([1], { dtype: 'int32' }), [1, 4])), /30 of the parameters are frozen$/);
  t.end();
});

test('a layer that is called twice has its parameters once', (t) => {
  const shared = new nn.Linear(3, 3);
  const { rows, parameters } = summary(new nn.Sequential(shared, new nn.ReLU(), shared), [1, 3]);
  t.deepEqual(
    rows.map((row) => row.parameters),
    [12, 0, 0],
  );
  t.equal(parameters, 12);
  t.end();
});

test('a table that is too wide is cut at the front of what may shrink, down to 80 columns', (t) => {
  const deep = new nn.Sequential({
    encoder: new nn.Sequential({
      block_with_a_long_name: new nn.Sequential({ another_long_name: new nn.ConvTranspose2d(512, 512, 3) }),
    }),
  });
  const lines = String(summary(deep, [16, 512, 8, 8])).split('\n');
  t.ok(
    lines.every((line) => line.length <= 80),
    'no line is longer',
  );
  t.match(lines[3], /^…_long_name {2}ConvTranspose2d {2}\[16, 512, 10, 10\] /);
  t.deepEqual(
    layTable(
      [
        { title: 'a', align: 'left' },
        { title: 'bb', align: 'right' },
      ],
      [
        ['x', '1'],
        ['', '10'],
      ],
      20,
    ),
    ['a  bb', '─────', 'x   1', '─────', '   10'],
  );
  t.end();
});

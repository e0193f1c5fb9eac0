import test from 'tape';
import * as nn from '../../src/nn/index.ts';
import { manualSeed } from '../../src/random/index.ts';
import { ones, tensor, zeros } from '../../src/tensor/create.ts';
import { functional as F } from '../../src/tensor/methods.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { hasRightGradient } from '../support/gradient.ts';

const message = (body: () => unknown): string => {
  try {
    body();
    return 'no error';
  } catch (error) {
    return String(error);
  }
};

/** A tensor of different numbers of both signs. */
const numbers = (shape: readonly number[]) => nn.init.normal_(zeros(shape));

test('Linear adds up weighted features', (t) => {
  const layer = new nn.Linear(2, 1);
  layer.loadStateDict({ weight: tensor([[3, 5]]), bias: tensor([7]) });
  t.deepEqual(layer(tensor([[1, 2]])).toArray(), [[1 * 3 + 2 * 5 + 7]]);
  t.end();
});

test('a layer hands its options to its function', (t) => {
  manualSeed(1);
  const image = numbers([2, 4, 6, 7]);
  const row = numbers([2, 4, 9]);
  const conv = new nn.Conv2d(4, 6, [3, 2], { stride: [2, 1], padding: [1, 0], dilation: [1, 2], groups: 2 });
  const mirrored = new nn.Conv2d(4, 6, 3, { padding: 'same', paddingMode: 'reflect', bias: false });
  const conv1d = new nn.Conv1d(4, 2, 3, { stride: 2, padding: 1, dilation: 2, paddingMode: 'circular' });
  const up = { stride: [2, 1], padding: [1, 0], outputPadding: [1, 0], dilation: 2, groups: 2 } as const;
  const transposed = new nn.ConvTranspose2d(4, 6, [3, 2], up);
  const max = { stride: 2, padding: [1, 0], dilation: [1, 2], ceilMode: true } as const;
  const average = { stride: [2, 3], padding: 1, ceilMode: true, countIncludePad: false, divisorOverride: 5 } as const;
  const prelu = new nn.PReLU({ numParameters: 4, init: 0.5 });

  const pairs: readonly (readonly [name: string, actual: Tensor, expected: Tensor])[] = [
    [
      'Conv2d',
      conv(image),
      F.conv2d(image, conv.weight, conv.bias, { stride: [2, 1], padding: [1, 0], dilation: [1, 2], groups: 2 }),
    ],
    [
      'Conv2d, same, mirrored',
      mirrored(image),
      F.conv2d(image, mirrored.weight, undefined, { padding: 'same', paddingMode: 'reflect' }),
    ],
    [
      'Conv1d',
      conv1d(row),
      F.conv1d(row, conv1d.weight, conv1d.bias, { stride: 2, padding: 1, dilation: 2, paddingMode: 'circular' }),
    ],
    ['ConvTranspose2d', transposed(image), F.convTranspose2d(image, transposed.weight, transposed.bias, up)],
    ['MaxPool2d', new nn.MaxPool2d([3, 2], max)(image), F.maxPool2d(image, [3, 2], max)],
    ['MaxPool1d', new nn.MaxPool1d(3, { stride: 2 })(row), F.maxPool1d(row, 3, { stride: 2 })],
    ['AvgPool2d', new nn.AvgPool2d([2, 3], average)(image), F.avgPool2d(image, [2, 3], average)],
    ['AvgPool1d', new nn.AvgPool1d(3, { padding: 1 })(row), F.avgPool1d(row, 3, { padding: 1 })],
    ['AdaptiveAvgPool2d', new nn.AdaptiveAvgPool2d([2, null])(image), F.adaptiveAvgPool2d(image, [2, null])],
    ['AdaptiveAvgPool1d', new nn.AdaptiveAvgPool1d(2)(row), F.adaptiveAvgPool1d(row, 2)],
    ['AdaptiveMaxPool2d', new nn.AdaptiveMaxPool2d(3)(image), F.adaptiveMaxPool2d(image, 3)],
    ['AdaptiveMaxPool1d', new nn.AdaptiveMaxPool1d(3)(row), F.adaptiveMaxPool1d(row, 3)],
    ['Unfold', new nn.Unfold(2, { stride: 2 })(image), F.unfold(image, 2, { stride: 2 })],
    ['Upsample', new nn.Upsample({ scaleFactor: 2 })(image), F.interpolate(image, { scaleFactor: 2 })],
    ['PixelShuffle', new nn.PixelShuffle(2)(image), F.pixelShuffle(image, 2)],
    ['ZeroPad2d', new nn.ZeroPad2d([1, 0, 2, -1])(image), F.pad(image, [1, 0, 2, -1])],
    ['ConstantPad2d', new nn.ConstantPad2d(1, 3)(image), F.pad(image, [1, 1, 1, 1], { value: 3 })],
    ['ReflectionPad2d', new nn.ReflectionPad2d(2)(image), F.pad(image, [2, 2, 2, 2], { mode: 'reflect' })],
    ['ReplicationPad2d', new nn.ReplicationPad2d(2)(image), F.pad(image, [2, 2, 2, 2], { mode: 'replicate' })],
    ['CircularPad2d', new nn.CircularPad2d(2)(image), F.pad(image, [2, 2, 2, 2], { mode: 'circular' })],
    ['Flatten', new nn.Flatten()(image), image.reshape([2, 4 * 6 * 7])],
    ['Unflatten', new nn.Unflatten(1, [2, 2])(row), row.reshape([2, 2, 2, 9])],
    ['Identity', new nn.Identity()(row), row],
    ['LayerNorm', new nn.LayerNorm([4, 9], { eps: 0.5 })(row), F.layerNorm(row, [4, 9], { eps: 0.5 })],
    ['GroupNorm', new nn.GroupNorm(2, 4, { eps: 0.5 })(row), F.groupNorm(row, 2, { eps: 0.5 })],
    ['InstanceNorm2d', new nn.InstanceNorm2d(4, { eps: 0.5 })(image), F.instanceNorm(image, { eps: 0.5 })],
    ['ReLU', new nn.ReLU()(row), F.relu(row)],
    ['ReLU6', new nn.ReLU6()(row), F.relu6(row)],
    ['SELU', new nn.SELU()(row), F.selu(row)],
    ['SiLU', new nn.SiLU()(row), F.silu(row)],
    ['Mish', new nn.Mish()(row), F.mish(row)],
    ['Sigmoid', new nn.Sigmoid()(row), F.sigmoid(row)],
    ['LogSigmoid', new nn.LogSigmoid()(row), F.logSigmoid(row)],
    ['Tanh', new nn.Tanh()(row), F.tanh(row)],
    ['Softsign', new nn.Softsign()(row), F.softsign(row)],
    ['Tanhshrink', new nn.Tanhshrink()(row), F.tanhshrink(row)],
    ['Hardsigmoid', new nn.Hardsigmoid()(row), F.hardsigmoid(row)],
    ['Hardswish', new nn.Hardswish()(row), F.hardswish(row)],
    ['LeakyReLU', new nn.LeakyReLU({ negativeSlope: 0.3 })(row), F.leakyRelu(row, { negativeSlope: 0.3 })],
    ['ELU', new nn.ELU({ alpha: 0.3 })(row), F.elu(row, { alpha: 0.3 })],
    ['CELU', new nn.CELU({ alpha: 0.3 })(row), F.celu(row, { alpha: 0.3 })],
    ['GELU', new nn.GELU({ approximate: 'tanh' })(row), F.gelu(row, { approximate: 'tanh' })],
    ['Softplus', new nn.Softplus({ beta: 3 })(row), F.softplus(row, { beta: 3 })],
    ['Hardtanh', new nn.Hardtanh({ maxVal: 0.3 })(row), F.hardtanh(row, { maxVal: 0.3 })],
    ['Hardshrink', new nn.Hardshrink({ lambda: 0.3 })(row), F.hardshrink(row, { lambda: 0.3 })],
    ['Softshrink', new nn.Softshrink({ lambda: 0.3 })(row), F.softshrink(row, { lambda: 0.3 })],
    ['Threshold', new nn.Threshold(0.1, 5)(row), F.threshold(row, 0.1, 5)],
    ['PReLU', prelu(row), F.prelu(row, tensor([0.5, 0.5, 0.5, 0.5]))],
    ['GLU', new nn.GLU(1)(row), F.glu(row, 1)],
    ['Softmax', new nn.Softmax(1)(row), F.softmax(row, 1)],
    ['Softmin', new nn.Softmin(1)(row), F.softmin(row, 1)],
    ['LogSoftmax', new nn.LogSoftmax(-1)(row), F.logSoftmax(row, -1)],
  ];
  for (const [name, actual, expected] of pairs) t.deepEqual(actual.toArray(), expected.toArray(), name);
  t.end();
});

test('pooling with indices and unpooling with them go together, as do unfold and fold', (t) => {
  manualSeed(2);
  const image = numbers([1, 2, 5, 5]);
  const [output, indices] = new nn.MaxPool2d(2, { returnIndices: true })(image);
  const back = new nn.MaxUnpool2d(2)(output, indices, [5, 5]);
  t.deepEqual(back.toArray(), F.maxUnpool2d(output, indices, 2, { outputSize: [5, 5] }).toArray());
  const corners = tensor(
    [
      [
        [0, 2],
        [8, 10],
      ],
      [
        [0, 2],
        [8, 10],
      ],
    ],
    { dtype: 'int32' },
  ).reshape([1, 2, 2, 2]);
  t.deepEqual(new nn.MaxUnpool2d(2)(output, corners).shape, [1, 2, 4, 4]);
  const [, places] = new nn.AdaptiveMaxPool2d(2, { returnIndices: true })(image);
  t.equal(places.dtype, 'int32');
  const tiles = zeros([1, 2, 4, 4]).add(image.narrow(2, 0, 4).narrow(3, 0, 4));
  const columns = new nn.Unfold(2, { stride: 2 })(tiles);
  t.deepEqual(new nn.Fold(4, 2, { stride: 2 })(columns).toArray(), tiles.toArray());
  t.deepEqual(new nn.PixelUnshuffle(2)(new nn.PixelShuffle(2)(numbers([1, 4, 2, 3]))).shape, [1, 4, 2, 3]);
  t.end();
});

test('a loss hands its options to its function', (t) => {
  manualSeed(3);
  const logits = numbers([3, 4]);
  const other = numbers([3, 4]);
  const labels = tensor([0, 3, 2], { dtype: 'int32' });
  const weight = tensor([1, 2, 3, 4]);
  const shares = F.softmax(other, 1);
  const pairs: readonly (readonly [name: string, actual: Tensor, expected: Tensor])[] = [
    [
      'CrossEntropyLoss',
      new nn.CrossEntropyLoss({ weight, labelSmoothing: 0.1, ignoreIndex: 2 })(logits, labels),
      F.crossEntropy(logits, labels, { weight, labelSmoothing: 0.1, ignoreIndex: 2 }),
    ],
    ['NLLLoss', new nn.NLLLoss({ weight })(logits, labels), F.nllLoss(logits, labels, { weight })],
    ['MSELoss', new nn.MSELoss({ reduction: 'sum' })(logits, other), F.mseLoss(logits, other, { reduction: 'sum' })],
    ['L1Loss', new nn.L1Loss({ reduction: 'none' })(logits, other), F.l1Loss(logits, other, { reduction: 'none' })],
    ['SmoothL1Loss', new nn.SmoothL1Loss({ beta: 0.5 })(logits, other), F.smoothL1Loss(logits, other, { beta: 0.5 })],
    ['HuberLoss', new nn.HuberLoss({ delta: 0.5 })(logits, other), F.huberLoss(logits, other, { delta: 0.5 })],
    ['BCELoss', new nn.BCELoss({ weight })(shares, shares), F.binaryCrossEntropy(shares, shares, { weight })],
    [
      'BCEWithLogitsLoss',
      new nn.BCEWithLogitsLoss({ weight, posWeight: weight })(logits, shares),
      F.binaryCrossEntropyWithLogits(logits, shares, { weight, posWeight: weight }),
    ],
    [
      'KLDivLoss',
      new nn.KLDivLoss({ reduction: 'batchmean' })(F.logSoftmax(logits, 1), shares),
      F.klDiv(F.logSoftmax(logits, 1), shares, { reduction: 'batchmean' }),
    ],
  ];
  for (const [name, actual, expected] of pairs) t.deepEqual(actual.toArray(), expected.toArray(), name);
  const wrong = { reduction: 'average' } as unknown as { reduction: 'mean' };
  t.match(
    message(() => new nn.MSELoss(wrong)),
    /^ArgumentError: MSELoss: reduction must be 'mean' or 'sum' or 'none'/,
  );
  t.end();
});

test('CosineSimilarity is the cosine of the angle, and 0 with a vector of zeros, gradients too', (t) => {
  const left = tensor(
    [
      [3, 4],
      [1, 0],
      [0, 0],
    ],
    { requiresGrad: true },
  );
  const right = tensor([
    [4, 3],
    [-2, 0],
    [1, 1],
  ]);
  const cosine = new nn.CosineSimilarity()(left, right);
  t.deepEqual(cosine.toArray(), [Math.fround((3 * 4 + 4 * 3) / (5 * 5)), -1, 0]);
  cosine.narrow(0, 0, 2).sum().backward();
  t.ok(left.grad?.toTypedArray().every(Number.isFinite));
  const double = { dtype: 'float64', requiresGrad: true } as const;
  const operands = [
    tensor(
      [
        [3, -4, 1],
        [1, 2, 0.5],
      ],
      double,
    ),
    tensor(
      [
        [1, 3, 2],
        [-2, 0.5, 1],
      ],
      double,
    ),
  ];
  hasRightGradient(t, (a, b) => new nn.CosineSimilarity({ dim: -1 })(a, b), operands);
  t.end();
});

test('convolutions start uniform in ±1/√fanIn, where a transposed one counts its outputs', (t) => {
  manualSeed(4);
  const largest = (parameter: Tensor | undefined) => Math.max(...(parameter?.toTypedArray().map(Math.abs) ?? []));
  const isBounded = (layer: { weight: Tensor; bias: Tensor | undefined }, fanIn: number, name: string) => {
    const bound = 1 / Math.sqrt(fanIn);
    t.ok(largest(layer.weight) <= Math.fround(bound) && largest(layer.weight) > 0.97 * bound, `${name}: weight`);
    t.ok(largest(layer.bias) <= Math.fround(bound) && largest(layer.bias) > 0.8 * bound, `${name}: bias`);
  };
  isBounded(new nn.Conv2d(8, 32, [3, 2], { groups: 4 }), (8 / 4) * 3 * 2, 'Conv2d');
  isBounded(new nn.Conv1d(6, 32, 3), 6 * 3, 'Conv1d');
  isBounded(new nn.ConvTranspose2d(8, 32, [3, 2], { groups: 4 }), (32 / 4) * 3 * 2, 'ConvTranspose2d');
  t.end();
});

test('a batch norm normalises by the batch in training, and by what it has seen afterwards', (t) => {
  const layer = new nn.BatchNorm1d(1, { eps: 0 });
  t.deepEqual(layer(tensor([[1], [3]])).toArray(), [[-1], [1]], '(1 − 2) / √1 and (3 − 2) / √1');
  t.deepEqual(layer.runningMean?.toArray(), [Math.fround(0.9 * 0 + 0.1 * 2)]);
  t.deepEqual(layer.runningVar?.toArray(), [Math.fround(0.9 * 1 + 0.1 * 2)], 'the unbiased variance is 2');
  t.equal(layer.numBatchesTracked?.item(), 1);

  layer.loadStateDict({ ...layer.stateDict(), running_mean: tensor([1]), running_var: tensor([4]) });
  layer.eval();
  t.deepEqual(layer(tensor([[1], [5]])).toArray(), [[0], [2]], '(x − 1) / √4');
  t.equal(layer.numBatchesTracked?.item(), 1, 'nothing is seen in eval');
  layer.resetRunningStats();
  t.deepEqual([layer.runningMean?.item(), layer.runningVar?.item(), layer.numBatchesTracked?.item()], [0, 1, 0]);
  t.end();
});

test('without momentum a batch norm averages over all batches', (t) => {
  const layer = new nn.BatchNorm1d(1, { momentum: null });
  for (const mean of [1, 2, 6]) layer(tensor([[mean - 1], [mean + 1]]));
  t.ok(Math.abs((layer.runningMean?.item() ?? 0) - (1 + 2 + 6) / 3) < 1e-6);
  t.ok(Math.abs((layer.runningVar?.item() ?? 0) - 2) < 1e-6);
  t.end();
});

test('a batch norm without statistics takes the batch’s in eval too', (t) => {
  const layer = new nn.BatchNorm1d(1, { eps: 0, trackRunningStats: false, affine: false }).eval();
  t.deepEqual(layer(tensor([[1], [3]])).toArray(), [[-1], [1]]);
  t.end();
});

test('an instance norm takes an image without a batch, and running statistics in eval', (t) => {
  const image = tensor([[[1, 3]]]);
  t.deepEqual(new nn.InstanceNorm2d(1, { eps: 0 })(image).toArray(), [[[-1, 1]]]);
  const tracking = new nn.InstanceNorm2d(1, { eps: 0, trackRunningStats: true });
  tracking(image);
  t.deepEqual(tracking.runningMean?.toArray(), [Math.fround(0.1 * 2)]);
  tracking.loadStateDict({ ...tracking.stateDict(), running_mean: tensor([1]), running_var: tensor([4]) });
  t.deepEqual(tracking.eval()(image).toArray(), [[[0, 1]]]);
  t.end();
});

test('dropout drops in training only', (t) => {
  manualSeed(5);
  const row = ones([1000]);
  const layer = new nn.Dropout(0.25);
  const kept = layer(row)
    .toTypedArray()
    .filter((x) => x !== 0);
  t.ok(kept.length > 700 && kept.length < 800 && kept.every((x) => x === Math.fround(1 / 0.75)));
  t.equal(layer.eval()(row), row);
  const channels = new nn.Dropout2d(0.5)(ones([1, 50, 2, 2]))
    .sum([2, 3])
    .toTypedArray();
  t.ok(channels.every((sum) => sum === 0 || sum === 8) && channels.includes(0) && channels.includes(8));
  const [rows] = new nn.Dropout1d(0.5)(ones([1, 50, 3]))
    .sum(2)
    .toArray() as number[][];
  t.ok(rows.every((sum) => sum === 0 || sum === 6));
  t.match(
    message(() => new nn.Dropout(1.5)),
    /^ArgumentError: Dropout: p must be a probability/,
  );
  t.end();
});

test('an embedding gives rows of its table, and its padding learns nothing', (t) => {
  manualSeed(6);
  const layer = new nn.Embedding(4, 2, { paddingIdx: -1 });
  const table = layer.weight.toArray() as number[][];
  t.deepEqual(table[3], [0, 0]);
  const rows = layer(tensor([[1, 3]], { dtype: 'int32' }));
  t.deepEqual(rows.toArray(), [[table[1], table[3]]]);
  rows.sum().backward();
  t.deepEqual(layer.weight.grad?.toArray(), [
    [0, 0],
    [1, 1],
    [0, 0],
    [0, 0],
  ]);
  t.match(
    message(() => new nn.Embedding(4, 2, { paddingIdx: 4 })),
    /paddingIdx must be an integer from -4 to 3/,
  );
  t.end();
});

test('an input that does not fit is an error that names the layer and the sizes', (t) => {
  const cases: readonly (readonly [body: () => unknown, text: string])[] = [
    [
      () => new nn.Linear(400, 120)(zeros([4, 576])),
      'ShapeError: Linear(400, 120): expects 400 features but the last axis of the input has 576: nn.Linear(576, 120). Given input [4, 576].',
    ],
    [
      () => new nn.Conv2d(3, 8, 5)(zeros([1, 4, 8, 8])),
      'ShapeError: Conv2d(3, 8): expects 3 channels but the input has 4: nn.Conv2d(4, 8, …). Given input [1, 4, 8, 8].',
    ],
    [
      () => new nn.Conv2d(3, 8, 5)(zeros([8, 8])),
      'ShapeError: Conv2d(3, 8): expects [images, 3, height, width] or [3, height, width]. Given input [8, 8].',
    ],
    [
      () => new nn.Conv1d(3, 8, 5)(zeros([1, 1, 3, 8])),
      'ShapeError: Conv1d(3, 8): expects [images, 3, length] or [3, length]; images are for nn.Conv2d. Given input [1, 1, 3, 8].',
    ],
    [
      () => new nn.BatchNorm2d(3)(zeros([1, 4, 8, 8])),
      'ShapeError: BatchNorm2d(3): expects 3 channels but the input has 4: nn.BatchNorm2d(4). Given input [1, 4, 8, 8].',
    ],
    [
      () => new nn.BatchNorm2d(3)(zeros([1, 3])),
      'ShapeError: BatchNorm2d(3): expects [images, channels, height, width]; for 2 axes there is nn.BatchNorm1d. Given input [1, 3].',
    ],
    [
      () => new nn.GroupNorm(1, 2)(zeros([1, 3])),
      'ShapeError: GroupNorm(1, 2): expects 2 channels but the input has 3: nn.GroupNorm(1, 3). Given input [1, 3].',
    ],
  ];
  for (const [body, text] of cases) t.equal(message(body), text);
  t.end();
});

test('what can be no layer is refused when it is made', (t) => {
  const wrong = (options: object) => options as nn.ConvLayerOptions<number>;
  const cases: readonly (readonly [body: () => unknown, text: string])[] = [
    [() => new nn.Linear(0, 3), 'Linear: inFeatures must be a positive integer, but is 0'],
    [() => new nn.Linear(3, 2.5), 'Linear: outFeatures must be a positive integer, but is 2.5'],
    [() => new nn.Conv2d(3, 8, 0), 'Conv2d: kernelSize must be a positive integer, but is 0'],
    [() => new nn.Conv2d(3, 8, 3, { stride: -1 }), 'Conv2d: stride must be a positive integer, but is -1'],
    [() => new nn.Conv2d(3, 8, 3, { padding: -1 }), 'Conv2d: padding must be an integer of at least 0, but is -1'],
    [() => new nn.Conv2d(3, 8, 3, { groups: 2 }), 'Conv2d: groups must divide inChannels, but 3 / 2 is no integer'],
    [
      () => new nn.Conv2d(3, 8, 3, { padding: 'same', stride: 2 }),
      "Conv2d: padding 'same' needs stride 1, but stride is [2, 2]",
    ],
    [
      () => new nn.Conv2d(3, 8, 3, wrong({ paddingMode: 'mirror' })),
      "Conv2d: paddingMode must be one of zeros, reflect, replicate, circular, but is 'mirror'",
    ],
    [() => new nn.Conv2d(3, 8, 3, wrong({ pading: 1 })), 'Conv2d: unknown option "pading"; did you mean "padding"?'],
    [
      () => new nn.MaxPool2d(3, { padding: 2 }),
      'MaxPool2d: padding must be at most half the kernel, but is 2 for a kernel of 3',
    ],
    [
      () => new nn.MaxPool2d([2, 2, 2] as unknown as number),
      'MaxPool2d: kernelSize must be a number or 2 of them, but is [2,2,2]',
    ],
    [() => new nn.GroupNorm(2, 3), 'GroupNorm: numGroups must divide numChannels, but 3 / 2 is no integer'],
    [() => new nn.Upsample({}), 'Upsample: give either size or scaleFactor'],
    [
      () => new nn.ZeroPad2d(0.5),
      'ZeroPad2d: padding must be an integer or four of them [left, right, top, bottom], but is 0.5',
    ],
  ];
  for (const [body, text] of cases) t.equal(message(body), `ArgumentError: ${text}`);
  t.end();
});

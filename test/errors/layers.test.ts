import test from 'tape';
import * as nn from '../../src/nn/index.ts';
import { elementCount } from '../../src/shape/rowMajor.ts';
import { tensor, zeros } from '../../src/tensor/create.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { shapeErrorOf } from './support.ts';

type Shape = readonly number[];

/** Every layer that takes a tensor and can be given one of a wrong shape. */
const refusing: Readonly<Record<string, readonly [layer: nn.Module, wrong: Shape]>> = {
  AdaptiveAvgPool1d: [new nn.AdaptiveAvgPool1d(1), [4]],
  AdaptiveAvgPool2d: [new nn.AdaptiveAvgPool2d(1), [2, 2]],
  AdaptiveMaxPool1d: [new nn.AdaptiveMaxPool1d(1), [4]],
  AdaptiveMaxPool2d: [new nn.AdaptiveMaxPool2d(1), [2, 2]],
  AvgPool1d: [new nn.AvgPool1d(5), [1, 1, 4]],
  AvgPool2d: [new nn.AvgPool2d(3), [1, 1, 2, 2]],
  BatchNorm1d: [new nn.BatchNorm1d(3), [2, 2]],
  BatchNorm2d: [new nn.BatchNorm2d(3), [2, 2, 1, 1]],
  CircularPad2d: [new nn.CircularPad2d(3), [1, 1, 2, 2]],
  ConstantPad2d: [new nn.ConstantPad2d(-1, 0), [1, 1, 1, 1]],
  Conv1d: [new nn.Conv1d(3, 1, 1), [1, 2, 2]],
  Conv2d: [new nn.Conv2d(3, 1, 1), [1, 2, 2, 1]],
  ConvTranspose2d: [new nn.ConvTranspose2d(3, 1, 1), [1, 2, 2, 1]],
  Dropout1d: [new nn.Dropout1d(), [4]],
  Dropout2d: [new nn.Dropout2d(), [2, 2]],
  Flatten: [new nn.Flatten(3), [2, 2]],
  Fold: [new nn.Fold([3, 3], 2), [1, 3, 4]],
  GLU: [new nn.GLU(), [2, 3]],
  GroupNorm: [new nn.GroupNorm(1, 3), [1, 2]],
  InstanceNorm2d: [new nn.InstanceNorm2d(3), [1, 2, 2, 2]],
  LayerNorm: [new nn.LayerNorm(3), [2, 2]],
  Linear: [new nn.Linear(3, 1), [2, 2]],
  LogSoftmax: [new nn.LogSoftmax(2), [2, 2]],
  MaxPool1d: [new nn.MaxPool1d(5), [1, 1, 4]],
  MaxPool2d: [new nn.MaxPool2d(3), [1, 1, 2, 2]],
  PReLU: [new nn.PReLU({ numParameters: 3 }), [2, 2]],
  PixelShuffle: [new nn.PixelShuffle(2), [1, 3, 1, 1]],
  PixelUnshuffle: [new nn.PixelUnshuffle(2), [1, 1, 1, 3]],
  ReflectionPad2d: [new nn.ReflectionPad2d(2), [1, 1, 2, 2]],
  ReplicationPad2d: [new nn.ReplicationPad2d(-1), [1, 1, 1, 1]],
  Softmax: [new nn.Softmax(2), [2, 2]],
  Softmin: [new nn.Softmin(2), [2, 2]],
  Unflatten: [new nn.Unflatten(1, [3, -1]), [2, 2]],
  Unfold: [new nn.Unfold(3), [1, 1, 2, 2]],
  Upsample: [new nn.Upsample({ size: [3, 3] }), [2, 2]],
  ZeroPad2d: [new nn.ZeroPad2d(-1), [1, 1, 1, 1]],
};

/** Those that go over every shape. A wrong number of an embedding is a wrong argument. */
const takingAll = [
  ...['CELU', 'Dropout', 'ELU', 'Embedding', 'GELU', 'Hardshrink', 'Hardsigmoid', 'Hardswish', 'Hardtanh', 'Identity'],
  ...['LeakyReLU', 'LogSigmoid', 'Mish', 'ReLU', 'ReLU6', 'SELU', 'SiLU', 'Sigmoid', 'Softplus', 'Softshrink'],
  ...['Softsign', 'Tanh', 'Tanhshrink', 'Threshold'],
];

/** Layers of other inputs than one tensor, with a partner whose shape does not go with [2, 3]. */
const taking: Readonly<Record<string, (x: Tensor) => unknown>> = {
  BCELoss: (x) => new nn.BCELoss()(x, zeros([2])),
  BCEWithLogitsLoss: (x) => new nn.BCEWithLogitsLoss()(x, zeros([2])),
  CosineSimilarity: (x) => new nn.CosineSimilarity()(x, zeros([2, 2])),
  CrossEntropyLoss: (x) => new nn.CrossEntropyLoss()(x, tensor([0, 0, 0], { dtype: 'int32' })),
  HuberLoss: (x) => new nn.HuberLoss()(x, zeros([2])),
  KLDivLoss: (x) => new nn.KLDivLoss()(x, zeros([2])),
  L1Loss: (x) => new nn.L1Loss()(x, zeros([2])),
  MSELoss: (x) => new nn.MSELoss()(x, zeros([2])),
  MaxUnpool2d: (x) => new nn.MaxUnpool2d(2)(x, zeros([1], { dtype: 'int32' })),
  NLLLoss: (x) => new nn.NLLLoss()(x, tensor([0, 0, 0], { dtype: 'int32' })),
  SmoothL1Loss: (x) => new nn.SmoothL1Loss()(x, zeros([2])),
};

test('every layer is in one of these lists', (t) => {
  const layers = Object.entries(nn)
    .filter(([, value]) => typeof value === 'function' && value.prototype instanceof nn.Module)
    .map(([name]) => name);
  const containers = ['ModuleDict', 'ModuleList', 'Sequential'];
  const listed = [...Object.keys(refusing), ...takingAll, ...Object.keys(taking), ...containers];
  t.deepEqual(listed.sort(), layers.sort());
  t.end();
});

/** A step before the layer in question. */
class Reshape extends nn.Module {
  readonly #shape: Shape;
  constructor(shape: Shape) {
    super();
    this.#shape = shape;
  }
  override forward(x: Tensor): Tensor {
    return x.reshape(this.#shape);
  }
}

test('every layer that refuses a shape in a net tells its path and the chain', (t) => {
  for (const [name, [layer, wrong]] of Object.entries(refusing)) {
    const net = new nn.Sequential({ made: new Reshape(wrong), part: new nn.Sequential(layer) });
    const given = [elementCount(wrong), 1, 1, 1, 1];
    const error = shapeErrorOf(() => net(zeros(given)));
    t.equal(error.layer, 'part.0', name);
    t.ok(error.message.startsWith('part.0'), error.message);
    t.deepEqual(error.shapes.input, wrong, 'what was given is told as it was given');
    t.deepEqual(error.chain, [
      { name: 'input', shape: given },
      { name: 'made', shape: wrong },
    ]);
    const chain = `In Sequential: input [${given.join(', ')}] → made [${wrong.join(', ')}] → part.0`;
    t.ok(onOneLine(error).includes(chain), chain);
  }
  t.end();
});

test('what a loss or another function of two tensors refuses tells how the first came about', (t) => {
  for (const [name, take] of Object.entries(taking)) {
    const net = new nn.Sequential({ fc: new nn.Linear(4, 3) });
    const error = shapeErrorOf(() => take(net(zeros([2, 4]))));
    t.ok(onOneLine(error).includes('input [2, 4] → fc [2, 3] → '), `${name}: ${error.message}`);
  }
  t.end();
});

/** The message with the lines of the chain joined. */
function onOneLine({ message }: Error): string {
  return message.replace(/\n +/g, ' ');
}

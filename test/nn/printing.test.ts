import test from 'tape';
import * as nn from '../../src/nn/index.ts';
import { ones, zeros } from '../../src/tensor/create.ts';
import { CNNNet } from '../support/tutorialNet.ts';

/** Modules, and what PyTorch 2.13 prints for the same ones. */
const printed: readonly (readonly [{ toString(): string }, text: string])[] = [
  [new nn.Identity(), 'Identity()'],
  [new nn.Flatten(), 'Flatten(start_dim=1, end_dim=-1)'],
  [new nn.Flatten(0, 2), 'Flatten(start_dim=0, end_dim=2)'],
  [new nn.Unflatten(1, [2, 5]), 'Unflatten(dim=1, unflattened_size=(2, 5))'],
  [new nn.Linear(3, 4), 'Linear(in_features=3, out_features=4, bias=True)'],
  [new nn.Linear(3, 4, { bias: false }), 'Linear(in_features=3, out_features=4, bias=False)'],
  [new nn.Conv1d(3, 8, 5), 'Conv1d(3, 8, kernel_size=(5,), stride=(1,))'],
  [new nn.Conv1d(3, 8, 5, { stride: 2, padding: 1 }), 'Conv1d(3, 8, kernel_size=(5,), stride=(2,), padding=(1,))'],
  [new nn.Conv2d(3, 8, 5), 'Conv2d(3, 8, kernel_size=(5, 5), stride=(1, 1))'],
  [
    new nn.Conv2d(4, 8, [3, 5], { stride: [2, 1], padding: [1, 2], dilation: 2, groups: 2, bias: false }),
    'Conv2d(4, 8, kernel_size=(3, 5), stride=(2, 1), padding=(1, 2), dilation=(2, 2), groups=2, bias=False)',
  ],
  [
    new nn.Conv2d(3, 8, 3, { padding: 'same', paddingMode: 'reflect' }),
    'Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=same, padding_mode=reflect)',
  ],
  [new nn.Conv2d(3, 8, 3, { padding: 'valid' }), 'Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=valid)'],
  [
    new nn.ConvTranspose2d(4, 8, 3, { stride: 2, padding: 1, outputPadding: 1, groups: 2, dilation: 2 }),
    'ConvTranspose2d(4, 8, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), dilation=(2, 2), ' +
      'output_padding=(1, 1), groups=2)',
  ],
  [new nn.MaxPool1d(2), 'MaxPool1d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)'],
  [new nn.MaxPool2d(2), 'MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)'],
  [
    new nn.MaxPool2d([3, 2], { stride: [2, 1], padding: [1, 0], dilation: 2, ceilMode: true }),
    'MaxPool2d(kernel_size=(3, 2), stride=(2, 1), padding=(1, 0), dilation=2, ceil_mode=True)',
  ],
  [new nn.MaxUnpool2d(2), 'MaxUnpool2d(kernel_size=(2, 2), stride=(2, 2), padding=(0, 0))'],
  [
    new nn.MaxUnpool2d([3, 2], { stride: 2, padding: 1 }),
    'MaxUnpool2d(kernel_size=(3, 2), stride=(2, 2), padding=(1, 1))',
  ],
  [new nn.AvgPool1d(2), 'AvgPool1d(kernel_size=(2,), stride=(2,), padding=(0,))'],
  [new nn.AvgPool2d(2), 'AvgPool2d(kernel_size=2, stride=2, padding=0)'],
  [new nn.AvgPool2d([3, 2], { stride: 1, padding: [1, 0] }), 'AvgPool2d(kernel_size=(3, 2), stride=1, padding=(1, 0))'],
  [new nn.AdaptiveAvgPool1d(4), 'AdaptiveAvgPool1d(output_size=4)'],
  [new nn.AdaptiveAvgPool2d(1), 'AdaptiveAvgPool2d(output_size=1)'],
  [new nn.AdaptiveAvgPool2d([null, 7]), 'AdaptiveAvgPool2d(output_size=(None, 7))'],
  [new nn.AdaptiveMaxPool1d(3), 'AdaptiveMaxPool1d(output_size=3)'],
  [new nn.AdaptiveMaxPool2d([5, 7]), 'AdaptiveMaxPool2d(output_size=(5, 7))'],
  [new nn.Unfold(3), 'Unfold(kernel_size=3, dilation=1, padding=0, stride=1)'],
  [
    new nn.Unfold([2, 3], { dilation: 2, padding: 1, stride: [2, 1] }),
    'Unfold(kernel_size=(2, 3), dilation=2, padding=1, stride=(2, 1))',
  ],
  [new nn.Fold([4, 5], [2, 2]), 'Fold(output_size=(4, 5), kernel_size=(2, 2), dilation=1, padding=0, stride=1)'],
  [new nn.ZeroPad2d(2), 'ZeroPad2d((2, 2, 2, 2))'],
  [new nn.ConstantPad2d([1, 2, 3, 4], 3.5), 'ConstantPad2d(padding=(1, 2, 3, 4), value=3.5)'],
  [new nn.ConstantPad2d(1, 2), 'ConstantPad2d(padding=(1, 1, 1, 1), value=2.0)'],
  [new nn.ReflectionPad2d([1, 2, 0, 1]), 'ReflectionPad2d((1, 2, 0, 1))'],
  [new nn.ReplicationPad2d(1), 'ReplicationPad2d((1, 1, 1, 1))'],
  [new nn.CircularPad2d(1), 'CircularPad2d((1, 1, 1, 1))'],
  [new nn.Upsample({ scaleFactor: 2 }), "Upsample(scale_factor=2.0, mode='nearest')"],
  [new nn.Upsample({ size: [4, 6], mode: 'bilinear', alignCorners: true }), "Upsample(size=(4, 6), mode='bilinear')"],
  [new nn.Upsample({ scaleFactor: [2, 1.5], mode: 'bilinear' }), "Upsample(scale_factor=(2.0, 1.5), mode='bilinear')"],
  [new nn.PixelShuffle(2), 'PixelShuffle(upscale_factor=2)'],
  [new nn.PixelUnshuffle(2), 'PixelUnshuffle(downscale_factor=2)'],
  [new nn.ReLU(), 'ReLU()'],
  [new nn.ReLU6(), 'ReLU6()'],
  [new nn.LeakyReLU(), 'LeakyReLU(negative_slope=0.01)'],
  [new nn.LeakyReLU({ negativeSlope: 0.2 }), 'LeakyReLU(negative_slope=0.2)'],
  [new nn.ELU(), 'ELU(alpha=1.0)'],
  [new nn.ELU({ alpha: 0.5 }), 'ELU(alpha=0.5)'],
  [new nn.SELU(), 'SELU()'],
  [new nn.CELU(), 'CELU(alpha=1.0)'],
  [new nn.GELU(), "GELU(approximate='none')"],
  [new nn.GELU({ approximate: 'tanh' }), "GELU(approximate='tanh')"],
  [new nn.SiLU(), 'SiLU()'],
  [new nn.Mish(), 'Mish()'],
  [new nn.Sigmoid(), 'Sigmoid()'],
  [new nn.LogSigmoid(), 'LogSigmoid()'],
  [new nn.Tanh(), 'Tanh()'],
  [new nn.Softplus(), 'Softplus(beta=1.0, threshold=20.0)'],
  [new nn.Softplus({ beta: 2, threshold: 10 }), 'Softplus(beta=2.0, threshold=10.0)'],
  [new nn.Softsign(), 'Softsign()'],
  [new nn.Hardtanh(), 'Hardtanh(min_val=-1.0, max_val=1.0)'],
  [new nn.Hardtanh({ minVal: -2, maxVal: 0.5 }), 'Hardtanh(min_val=-2.0, max_val=0.5)'],
  [new nn.Hardsigmoid(), 'Hardsigmoid()'],
  [new nn.Hardswish(), 'Hardswish()'],
  [new nn.Hardshrink(), 'Hardshrink(0.5)'],
  [new nn.Softshrink(), 'Softshrink(0.5)'],
  [new nn.Tanhshrink(), 'Tanhshrink()'],
  [new nn.PReLU(), 'PReLU(num_parameters=1)'],
  [new nn.PReLU({ numParameters: 3 }), 'PReLU(num_parameters=3)'],
  [new nn.Threshold(0.1, 20), 'Threshold(threshold=0.1, value=20.0)'],
  [new nn.Softmax(1), 'Softmax(dim=1)'],
  [new nn.Softmax(-1), 'Softmax(dim=-1)'],
  [new nn.Softmin(1), 'Softmin(dim=1)'],
  [new nn.LogSoftmax(1), 'LogSoftmax(dim=1)'],
  [new nn.GLU(), 'GLU(dim=-1)'],
  [new nn.Dropout(), 'Dropout(p=0.5, inplace=False)'],
  [new nn.Dropout(0.25), 'Dropout(p=0.25, inplace=False)'],
  [new nn.Dropout1d(), 'Dropout1d(p=0.5, inplace=False)'],
  [new nn.Dropout2d(0.1), 'Dropout2d(p=0.1, inplace=False)'],
  [new nn.BatchNorm1d(4), 'BatchNorm1d(4, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)'],
  [new nn.BatchNorm2d(8), 'BatchNorm2d(8, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)'],
  [
    new nn.BatchNorm2d(8, { eps: 1e-3, momentum: null, affine: false, trackRunningStats: false }),
    'BatchNorm2d(8, eps=0.001, momentum=None, affine=False, bias=False, track_running_stats=False)',
  ],
  [new nn.LayerNorm(4), 'LayerNorm((4,), eps=1e-05, elementwise_affine=True, bias=True)'],
  [
    new nn.LayerNorm([3, 4], { eps: 1e-6, elementwiseAffine: false }),
    'LayerNorm((3, 4), eps=1e-06, elementwise_affine=False, bias=False)',
  ],
  [new nn.LayerNorm(4, { bias: false }), 'LayerNorm((4,), eps=1e-05, elementwise_affine=True, bias=False)'],
  [new nn.GroupNorm(2, 4), 'GroupNorm(2, 4, eps=1e-05, affine=True, bias=True)'],
  [new nn.GroupNorm(2, 4, { affine: false }), 'GroupNorm(2, 4, eps=1e-05, affine=False, bias=False)'],
  [
    new nn.InstanceNorm2d(4),
    'InstanceNorm2d(4, eps=1e-05, momentum=0.1, affine=False, bias=False, track_running_stats=False)',
  ],
  [
    new nn.InstanceNorm2d(4, { affine: true, trackRunningStats: true }),
    'InstanceNorm2d(4, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)',
  ],
  [new nn.Embedding(10, 3), 'Embedding(10, 3)'],
  [new nn.Embedding(10, 3, { paddingIdx: -10 }), 'Embedding(10, 3, padding_idx=0)'],
  [new nn.CrossEntropyLoss(), 'CrossEntropyLoss()'],
  [new nn.CrossEntropyLoss({ labelSmoothing: 0.1, reduction: 'sum', weight: ones([3]) }), 'CrossEntropyLoss()'],
  [new nn.NLLLoss(), 'NLLLoss()'],
  [new nn.MSELoss(), 'MSELoss()'],
  [new nn.L1Loss(), 'L1Loss()'],
  [new nn.SmoothL1Loss(), 'SmoothL1Loss()'],
  [new nn.HuberLoss(), 'HuberLoss()'],
  [new nn.BCELoss(), 'BCELoss()'],
  [new nn.BCEWithLogitsLoss(), 'BCEWithLogitsLoss()'],
  [new nn.KLDivLoss(), 'KLDivLoss()'],
  [new nn.CosineSimilarity(), 'CosineSimilarity()'],
  [new nn.Sequential(), 'Sequential()'],
  [new nn.ModuleList(), 'ModuleList()'],
  [new nn.ModuleList([new nn.ReLU()]), 'ModuleList(\n  (0): ReLU()\n)'],
  [
    new nn.ModuleList([...[1, 2, 3].map(() => new nn.Linear(2, 2)), new nn.ReLU()]),
    'ModuleList(\n  (0-2): 3 x Linear(in_features=2, out_features=2, bias=True)\n  (3): ReLU()\n)',
  ],
  [
    new nn.ModuleDict({ left: new nn.ReLU(), right: new nn.Sequential(new nn.Linear(1, 2), new nn.Tanh()) }),
    `ModuleDict(
  (left): ReLU()
  (right): Sequential(
    (0): Linear(in_features=1, out_features=2, bias=True)
    (1): Tanh()
  )
)`,
  ],
  [
    new nn.Sequential(
      new nn.Conv2d(1, 2, 3),
      new nn.Sequential(
        new nn.ReLU(),
        new nn.ModuleList([new nn.Linear(2, 2), new nn.Linear(2, 2)]) as unknown as nn.Module,
      ),
    ),
    `Sequential(
  (0): Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))
  (1): Sequential(
    (0): ReLU()
    (1): ModuleList(
      (0-1): 2 x Linear(in_features=2, out_features=2, bias=True)
    )
  )
)`,
  ],
];

test('every layer prints what PyTorch prints', (t) => {
  for (const [module, text] of printed) t.equal(String(module), text);
  t.end();
});

test('every layer there is stands in the table above', (t) => {
  const tried = new Set(printed.map(([module]) => module.constructor.name));
  const layers = Object.entries(nn).filter(
    ([, value]) => typeof value === 'function' && value.prototype instanceof nn.Module,
  );
  t.deepEqual(
    layers.map(([name]) => name).filter((name) => !tried.has(name)),
    [],
  );
  t.end();
});

test('the tutorial’s net prints what PyTorch prints, whole and its first four layers', (t) => {
  const net = new CNNNet();
  t.equal(
    String(net),
    `CNNNet(
  (conv1): Conv2d(3, 8, kernel_size=(5, 5), stride=(1, 1))
  (conv2): Conv2d(8, 16, kernel_size=(3, 3), stride=(1, 1))
  (pool): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  (fc1): Linear(in_features=576, out_features=128, bias=True)
  (fc2): Linear(in_features=128, out_features=10, bias=True)
)`,
  );
  t.equal(
    String(new nn.Sequential(...net.children().slice(0, 4))),
    `Sequential(
  (0): Conv2d(3, 8, kernel_size=(5, 5), stride=(1, 1))
  (1): Conv2d(8, 16, kernel_size=(3, 3), stride=(1, 1))
  (2): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  (3): Linear(in_features=576, out_features=128, bias=True)
)`,
  );
  t.end();
});

test('the tutorial’s net has 76,922 parameters under PyTorch’s keys', (t) => {
  const net = new CNNNet();
  t.deepEqual(
    Object.entries(net.stateDict()).map(([key, { shape }]) => `${key} [${shape.join(', ')}]`),
    [
      'conv1.weight [8, 3, 5, 5]',
      'conv1.bias [8]',
      'conv2.weight [16, 8, 3, 3]',
      'conv2.bias [16]',
      'fc1.weight [128, 576]',
      'fc1.bias [128]',
      'fc2.weight [10, 128]',
      'fc2.bias [10]',
    ],
  );
  t.equal(
    net.parameters().reduce((sum, { numel }) => sum + numel, 0),
    8 * 3 * 25 + 8 + (16 * 8 * 9 + 16) + (128 * 576 + 128) + (10 * 128 + 10),
  );
  t.deepEqual(net(zeros([2, 3, 32, 32])).shape, [2, 10]);
  t.end();
});

test('state dict keys of layers are PyTorch’s', (t) => {
  const keys: readonly (readonly [nn.AnyModule, string])[] = [
    [new nn.BatchNorm2d(2), 'weight bias running_mean running_var num_batches_tracked'],
    [new nn.BatchNorm1d(2, { affine: false }), 'running_mean running_var num_batches_tracked'],
    [new nn.InstanceNorm2d(2), ''],
    [new nn.LayerNorm([2]), 'weight bias'],
    [new nn.GroupNorm(1, 2, { bias: false }), 'weight'],
    [new nn.PReLU(), 'weight'],
    [new nn.Embedding(2, 3), 'weight'],
    [new nn.CrossEntropyLoss({ weight: ones([2]) }), 'weight'],
    [new nn.BCEWithLogitsLoss({ posWeight: ones([2]) }), 'pos_weight'],
    [new nn.MSELoss(), ''],
  ];
  for (const [module, expected] of keys) t.equal(Object.keys(module.stateDict()).join(' '), expected, String(module));
  t.end();
});

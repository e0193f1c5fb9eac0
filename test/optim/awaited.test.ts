import test from 'tape';
import { F, nn, optim, registerBackend, type Tensor, tensor } from '../../src/index.ts';
import { Generator } from '../../src/random/index.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';

const awaited = awaitedBackend('awaited optimizers');
registerBackend(awaited);
let readsBefore = 0;

type Make = (params: Tensor[]) => optim.Optimizer;
const optimizers: Readonly<Record<string, Make>> = {
  SGD: (params) => new optim.SGD(params, { momentum: 0.9 }),
  Adam: (params) => new optim.Adam(params, { amsgrad: true }),
  RMSprop: (params) => new optim.RMSprop(params, { centered: true }),
  NAdam: (params) => new optim.NAdam(params),
};

/** Two steps of a small net with everything in it, from the same numbers and the same seed on any device. */
function train(device: string, make: Make): Tensor[] {
  const from = (values: unknown[]) => tensor(values, { device, requiresGrad: true });
  const [table, weight, gain, shift] = [
    from([
      [1, 2],
      [3, 5],
      [0, 1],
    ]),
    from([
      [1, -1],
      [0.5, 2],
      [1, 1],
    ]),
    from([1, 2]),
    from([0, 1]),
  ];
  const statistics = [tensor([0, 0], { device }), tensor([1, 1], { device })] as const;
  const params = [table, weight, gain, shift];
  const words = tensor([0, 2, 1, 0], { dtype: 'int32', device });
  const labels = tensor([2, 0, -1, 1], { dtype: 'int32', device });
  const optimizer = make(params);
  const generator = new Generator(1);
  for (let step = 0; step < 2; step++) {
    optimizer.zeroGrad();
    const rows = F.embedding(words, table, { paddingIdx: 1 });
    const even = F.batchNorm(rows, ...statistics, { weight: gain, bias: shift, training: true });
    const logits = F.linear(F.dropout(even, 0.25, { generator }), weight);
    const classes = tensor([1, 2, 1], { device });
    const loss = F.crossEntropy(logits, labels, { ignoreIndex: -1, weight: classes, labelSmoothing: 0.1 });
    loss.add(F.mseLoss(F.softmax(logits, 1), F.oneHot(words, 3).to('float32'))).backward();
    nn.clipGradNorm(params, 0.5);
    optimizer.step();
  }
  return [...params, ...statistics];
}

for (const [name, make] of Object.entries(optimizers)) {
  test(`losses, norms and ${name} train on a device that must be awaited, and never read a number`, async (t) => {
    const there = train(awaited.name, make);
    t.equal(awaited.reads, readsBefore, 'nothing was read');
    const here = train('reference', make);
    for (const [i, tensorThere] of there.entries()) {
      t.deepEqual(await tensorThere.toTypedArrayAsync(), here[i].toTypedArray());
    }
    readsBefore = awaited.reads;
    t.end();
  });
}

test('labels that left the host are still checked: their range is known', (t) => {
  const logits = tensor([[1, 2]], { device: awaited.name });
  const label = (value: number) => tensor([value], { dtype: 'int32', device: awaited.name });
  t.throws(() => F.crossEntropy(logits, label(2)), /target is 2, but with 2 classes labels are 0 … 1/);
  t.throws(() => F.embedding(label(3), logits), /index 3 is outside 0 … 0/);
  t.doesNotThrow(() => F.crossEntropy(logits, label(-100)));
  t.end();
});

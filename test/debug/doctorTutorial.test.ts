import test from 'tape';
import {
  DataLoader,
  doctor,
  drawnCifar10,
  F,
  type LabelledImages,
  manualSeed,
  nn,
  noGrad,
  optim,
  ShapeError,
  type Tensor,
  transforms,
} from '../../src/index.ts';

// The program of the tutorial that this project started from, on drawn pictures, and the same without its mistakes.

type Loader = DataLoader<unknown, [Tensor, Tensor]>;

const transform = new transforms.Compose([
  new transforms.ToTensor(),
  new transforms.Normalize([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
]);
const trainSet = drawnCifar10({ images: 400, seed: 0, transform });
const testSet = drawnCifar10({ images: 120, seed: 1, transform });
const loaderOf = (set: LabelledImages<Tensor>, batchSize: number, shuffle: boolean): Loader =>
  new DataLoader<unknown, [Tensor, Tensor]>(set, { batchSize, shuffle });

/** The tutorial's net, as it is written there. */
class TutorialNet extends nn.Module {
  readonly conv1 = new nn.Conv2d(3, 8, 5);
  readonly pool1 = new nn.MaxPool2d(2, { stride: 2 });
  readonly conv2 = new nn.Conv2d(8, 16, 3);
  readonly pool2 = new nn.MaxPool2d(2, { stride: 2 });
  readonly fc1: nn.Linear;
  readonly fc2 = new nn.Linear(128, 10);
  readonly #features: number;

  constructor(features = 16 * 6 * 6) {
    super();
    this.#features = features;
    this.fc1 = new nn.Linear(features, 128);
  }

  override forward(images: Tensor): Tensor {
    let x = this.pool1(F.relu(this.conv1(images)));
    x = this.pool2(F.relu(this.conv2(x)));
    x = x.view([-1, this.#features]);
    x = F.relu(this.fc1(x));
    return F.relu(this.fc2(x));
  }
}

/** The same, ending in scores. */
class RepairedNet extends TutorialNet {
  override forward(images: Tensor): Tensor {
    let x = this.pool1(F.relu(this.conv1(images)));
    x = this.pool2(F.relu(this.conv2(x)));
    return this.fc2(F.relu(this.fc1(x.flatten(1))));
  }
}

/** What the doctor said, and the share of right answers. */
interface Outcome {
  readonly ids: readonly string[];
  readonly accuracy: number;
}

/** Trains and evaluates while the doctor looks on. */
async function run(
  net: nn.Module,
  lr: number,
  batchSize: number,
  batchesOf: (loader: Loader) => number,
): Promise<Outcome> {
  const criterion = new nn.CrossEntropyLoss();
  const optimizer = new optim.SGD(net.parameters(), { lr, momentum: 0.9 });
  const trainLoader = loaderOf(trainSet, batchSize, true);
  const testLoader = loaderOf(testSet, batchSize, false);
  const ids: string[] = [];
  const watching = doctor.watch(net, optimizer, trainLoader, { onWarning: ({ id }) => ids.push(id) });
  let correct = 0;
  try {
    let batches = 0;
    for await (const [inputs, labels] of trainLoader) {
      optimizer.zeroGrad();
      const outputs = net(inputs);
      const loss = criterion(outputs, labels);
      loss.backward();
      optimizer.step();
      if (++batches === batchesOf(trainLoader)) break;
    }
    for await (const [images, labels] of testLoader) {
      const predicted = noGrad(() => net(images)).argmax(1);
      correct += predicted.eq(labels).sum().item();
    }
  } finally {
    watching.stop();
  }
  return { ids, accuracy: correct / testSet.length };
}

test("the tutorial's program draws the ReLU on the logits and the break after one batch, once each", async (t) => {
  let sum = 0;
  for (let seed = 0; seed < 10; seed++) {
    manualSeed(seed);
    const { ids, accuracy } = await run(new TutorialNet(), 0.001, 4, () => 1);
    // Whether the untrained net gives every picture one class is a matter of its first weights.
    const certain = ids.filter((id) => id !== 'one-class-predicted');
    t.deepEqual(certain, ['relu-before-cross-entropy', 'loader-left-early'], `seed ${seed}: ${ids}`);
    t.equal(new Set(ids).size, ids.length, 'each once');
    sum += accuracy;
  }
  t.ok(sum / 10 < 0.15, `it answers as if it guessed: ${sum / 10}`);
  t.end();
});

test('a net sized by p = (f − 1) / 2, which its layers do not have, is told that the view changed the batch', async (t) => {
  manualSeed(0);
  const ids: string[] = [];
  const net = new TutorialNet(16 * 8 * 8);
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.001, momentum: 0.9 });
  const watching = doctor.watch(net, optimizer, undefined, { onWarning: ({ id, finding }) => ids.push(id, finding) });
  const [images, labels] = await firstOf(loaderOf(trainSet, 16, true));
  t.throws(() => F.crossEntropy(net(images), labels), ShapeError);
  watching.stop();
  t.deepEqual(ids, [
    'batch-changed-by-view',
    'A view changed the batch from 16 to 9: [16, 16, 6, 6] became [9, 1024].',
  ]);
  t.end();
});

test('without its mistakes the program draws nothing, with ten seeds', async (t) => {
  let sum = 0;
  for (let seed = 0; seed < 10; seed++) {
    manualSeed(seed);
    const { ids, accuracy } = await run(new RepairedNet(), 0.01, 8, ({ length }) => length);
    t.deepEqual(ids, [], `seed ${seed}`);
    sum += accuracy;
  }
  t.ok(sum / 10 > 0.2, `it has learnt something: ${sum / 10}`);
  t.end();
});

async function firstOf<Batch>(loader: AsyncIterable<Batch>): Promise<Batch> {
  for await (const batch of loader) return batch;
  throw new Error('there is no batch');
}

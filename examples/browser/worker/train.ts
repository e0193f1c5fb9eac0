import { ArgumentError, DataLoader, device, manualSeed, nn, optim, setDefaultDevice, type Tensor } from 'stridegrad';
import { CNNNet } from '../../cifar10/CNNNet.ts';
import { evaluate } from '../../cifar10/evaluate.ts';
import { normalise, type Pictures } from '../../cifar10/pictures.ts';
import { type Learner, trainingStep } from '../../cifar10/step.ts';
import type { Report, Settings } from '../messages.ts';
import { bytesOf, chancesFor, oneOfEach, tensorOf } from './examples.ts';
import { LossWindow } from './lossWindow.ts';
import type { Pace } from './pace.ts';
import { Speed } from './speed.ts';

/** The first steps compile the kernels, each once for its sizes: their time says nothing about the device. */
const warmUpSteps = 2;

/** Pictures that are asked about at once after an epoch. */
const examSize = 100;

/** Milliseconds of training between two looks at the examples. */
const lookEvery = 2000;

/** A net whose loss is this large does not come back; guessing has 2.3. */
const hopeless = 1e6;

interface Surroundings {
  readonly pictures: Pictures;
  readonly pace: Pace;
  readonly post: (report: Report) => void;
}

/** Trains the tutorial's net from new weights, and reports. */
export async function train(settings: Settings, { pictures, pace, post }: Surroundings): Promise<void> {
  const { batchSize, learningRate, epochs } = settings;
  const { trainSet, testSet } = pictures;
  if (batchSize > trainSet.length) {
    throw new ArgumentError('batch size', `${batchSize} pictures are asked for, but there are ${trainSet.length}`);
  }
  const name = await device(settings.device);
  setDefaultDevice(name);
  manualSeed(0);

  const loaderOf = (set: typeof trainSet, options: { batchSize: number; shuffle?: boolean; dropLast?: boolean }) =>
    new DataLoader<unknown, [Tensor, Tensor]>(set.withTransform(normalise), options);
  // A last batch that is not full would be of another size, and compile everything anew: it is left out.
  const batches = loaderOf(trainSet, { batchSize, shuffle: true, dropLast: true });
  const exam = loaderOf(testSet, { batchSize: examSize });
  const shown = oneOfEach(testSet);
  const examples = await tensorOf(testSet, shown);
  post({
    kind: 'beginning',
    device: name,
    trainImages: trainSet.length,
    testImages: testSet.length,
    stepsPerEpoch: batches.length,
    classes: trainSet.classes,
    examples: bytesOf(testSet, shown),
  });
  pace.enter('compiling');
  await pace.breathe();

  const net = new CNNNet();
  const optimizer = new optim.SGD(net.parameters(), { lr: learningRate, momentum: 0.9 });
  const learner: Learner = { net, criterion: new nn.CrossEntropyLoss(), optimizer };
  const speed = new Speed();
  const window = new LossWindow(() => pace.now());
  let step = 0;
  let looked = pace.now();

  /** Shows what the net says to the examples now. */
  const look = async () => {
    post({ kind: 'chances', chances: await chancesFor(net, examples) });
    looked = pace.now();
    window.restart();
  };

  /** Reads the losses of the last steps and reports them. Gives their sum. */
  const report = async () => {
    const { sum, steps, milliseconds } = await window.read();
    if (!(sum / steps < hopeless)) throw new DivergenceError(sum / steps, step, learningRate);
    if (step - steps >= warmUpSteps) speed.add(steps * batchSize, milliseconds);
    if (step >= warmUpSteps) pace.enter('training');
    post({ kind: 'progress', step, loss: sum / steps, imagesPerSecond: speed.imagesPerSecond });
    return sum;
  };

  await look();
  for (let epoch = 1; epoch <= epochs; epoch++) {
    if (epoch > 1) pace.enter('training');
    let lossOfEpoch = 0;
    for await (const [images, labels] of batches) {
      window.add(trainingStep(learner, images, labels));
      step++;
      if (window.isFull) {
        lossOfEpoch += await report();
        if (pace.now() - looked > lookEvery) await look();
      }
      await pace.breathe();
    }
    if (!window.isEmpty) lossOfEpoch += await report();

    pace.enter('examining');
    const { accuracy } = await evaluate(net, pausable(exam, pace), testSet.classes);
    post({ kind: 'epoch', epoch, loss: lossOfEpoch / batches.length, accuracy });
    await look();
  }
  post({ kind: 'finished' });
}

/** The same, with a breath before each. */
async function* pausable<Item>(items: AsyncIterable<Item>, pace: Pace): AsyncGenerator<Item, void, undefined> {
  for await (const item of items) {
    await pace.breathe();
    yield item;
  }
}

/** The loss is beyond all hope, or no number any more. */
class DivergenceError extends Error {
  constructor(loss: number, step: number, learningRate: number) {
    super(
      `The loss is ${Number(loss.toPrecision(2)).toLocaleString('en')} at step ${step}: the steps were too long, and the weights grew beyond all ` +
        `bounds. Try a learning rate below ${learningRate}.`,
    );
  }
}

// The whole tutorial as one program: load CIFAR-10, look at it, build a small convolutional net, train it, and see what
// it learnt. `npm run cifar -- --help` shows the options.
import { join } from 'node:path';
import {
  DataLoader,
  describeDevices,
  manualSeed,
  nn,
  noGrad,
  optim,
  setDefaultDevice,
  type Tensor,
  zeros,
} from 'stridegrad';
import { imshow, saveImage, saveSafetensors, writeFileAtomically } from 'stridegrad/node';
import { CNNNet } from './cifar10/CNNNet.ts';
import { confusionMatrix, lossCurve } from './cifar10/charts.ts';
import { checkpointOf } from './cifar10/checkpoint.ts';
import { loadPictures, normalise } from './cifar10/data.ts';
import { type Evaluation, evaluate } from './cifar10/evaluate.ts';
import { readOptions } from './cifar10/options.ts';
import { prepareOutputFolder } from './cifar10/outputFolder.ts';
import { newTrainingState, train } from './cifar10/train.ts';

const options = readOptions(process.argv.slice(2));
const { epochs, batchSize, lr, seed, workers, out, asTheTutorial } = options;
const print = options.json ? console.error : console.log;
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

// 1. Choose a device: the fastest there is, unless one is named.
setDefaultDevice(options.device);
manualSeed(seed);
const { device } = zeros([]);
print(`device: ${device} (${describeDevices().find(({ name }) => name === device)?.detail})`);

// 2. The data: 50,000 pictures to learn from, 10,000 to be examined with.
const { trainSet, testSet } = await loadPictures(options.data, print);
const { classes } = trainSet;
print(`${trainSet.data.name}: ${trainSet.length} training and ${testSet.length} test images (${trainSet.data.origin})`);
const loaderOf = (pictures: typeof trainSet, size: number, shuffle: boolean) =>
  new DataLoader<unknown, [Tensor, Tensor]>(
    workers === 0
      ? pictures.withTransform(normalise)
      : { module: new URL('./cifar10/data.ts', import.meta.url), export: 'normalised', args: [pictures.data] },
    { batchSize: size, shuffle, numWorkers: workers, seed },
  );
const trainLoader = loaderOf(trainSet, batchSize, true);
const testLoader = loaderOf(testSet, 100, false); // the answers do not depend on how many are asked at once
await trainLoader.ready();

// 3. Look at some of them, with their labels.
if (!options.resume) prepareOutputFolder(out, print);
const first = Array.from({ length: 8 }, (_, i) => i);
const pixels = new DataLoader<unknown, [Tensor, Tensor]>(trainSet.withTransform(normalise), {
  batchSize: first.length,
});
for await (const [images] of pixels) {
  await imshow(images, {
    path: join(out, 'grid.png'),
    nrow: 8,
    normalize: true,
    ...(options.json && { stream: process.stderr }),
  });
  break;
}
print(first.map((i) => classes[trainSet.labels[i]]).join('  '));

// 4. The net: two convolutions with pooling, two dense layers.
const net = new CNNNet({ reluOnLogits: asTheTutorial });
const parameters = net.parameters().reduce((sum, parameter) => sum + parameter.numel, 0);
print(`\n${net}\n${parameters.toLocaleString('en')} parameters`);
print(`Its first four layers alone: ${new nn.Sequential(...net.children().slice(0, 4))}\n`);

// 5. What is minimised, and how.
const criterion = new nn.CrossEntropyLoss();
const optimizer = new optim.SGD(net.parameters(), { lr, momentum: 0.9 });

// 6. Train. Ctrl-C writes a checkpoint and leaves; --resume goes on, and ends in the same bits.
let interrupted = false;
process.once('SIGINT', () => {
  interrupted = true;
});
const state = newTrainingState();
const checkpoint = checkpointOf(join(out, 'checkpoint.safetensors'), { net, optimizer, loader: trainLoader, state });
if (options.resume) {
  await checkpoint.load();
  print(`resumed: epoch ${state.epoch + 1}, ${state.batch} of ${trainLoader.length} batches done`);
}
const before = asTheTutorial ? await evaluate(net, testLoader, classes) : undefined;
const { imagesPerSecond, finished } = await train({
  net,
  loader: trainLoader,
  criterion,
  optimizer,
  state,
  epochs,
  batches: asTheTutorial ? 1 : undefined, // the original's loop held a `break`
  lossEvery: 2000,
  print,
  save: () => checkpoint.save(),
  stop: () => interrupted,
});
if (!finished) {
  print(`\nstopped; npm run cifar -- --resume goes on from ${checkpoint.path}`);
  process.exit(130); // 128 + SIGINT
}

// 7. What does it say to one batch of the test?
for await (const [images, labels] of testLoader) {
  const shown = images.narrow(0, 0, 4);
  const answers = await noGrad(() => net(shown).argmax(1)).toTypedArrayAsync();
  const truth = await labels.narrow(0, 0, 4).toTypedArrayAsync();
  const names = (indices: Iterable<number>) => Array.from(indices, (i) => classes[i].padEnd(10)).join(' ');
  print(`ground truth:  ${names(truth)}`);
  print(`predicted:     ${names(answers)}`);
  await saveImage(shown, join(out, 'predictions.png'), { nrow: 4, normalize: true });
  break;
}

// 8. How many of the 10,000 does it know, in all and of each class?
const result = await evaluate(net, testLoader, classes);
print(`accuracy on the ${testSet.length} test images: ${percent(result.accuracy)}`);
for (const [name, share] of Object.entries(result.perClass))
  print(`  ${name.padEnd(11)} ${percent(share).padStart(7)}`);
if (before !== undefined) explainTheTutorial(before, result);

// 9. Keep what was learnt.
const report = {
  dataset: trainSet.data.name,
  device,
  epochs: asTheTutorial ? 0 : epochs,
  parameters,
  trainImages: trainSet.length,
  testImages: testSet.length,
  trainLoss: state.trainLoss,
  testAccuracy: result.accuracy,
  perClass: result.perClass,
  imagesPerSecond,
  ...(before && { testAccuracyBefore: before.accuracy }),
};
await saveSafetensors(join(out, 'weights.safetensors'), net.stateDict());
await saveImage(net.conv1.weight.detach(), join(out, 'conv1.png'), { nrow: 8, normalize: true, scaleEach: true });
await writeFileAtomically(join(out, 'confusion.svg'), await confusionMatrix(result.counts, classes));
if (state.curve.length > 0) {
  await writeFileAtomically(join(out, 'loss.svg'), await lossCurve(state.curve, Math.log(classes.length)));
}
await writeFileAtomically(join(out, 'report.json'), `${JSON.stringify({ ...report, options }, null, 2)}\n`);
print(`\n${imagesPerSecond.toFixed(0)} images/s; pictures, charts, report and weights are in ${out}`);
if (options.json) console.log(JSON.stringify(report));

/** Why the original tutorial reported 9 %. */
function explainTheTutorial(before: Evaluation, after: Evaluation): void {
  print(`
Accuracy before that one batch ${percent(before.accuracy)}, after it ${percent(after.accuracy)}; guessing gives 10 %.
The tutorial's training loop ended in a 'break': ${batchSize} of ${trainSet.length} images were seen, once. One step of size
${lr} cannot move the answers, so what it measured was the untrained net. Its ReLU on the logits also
hides every score below 0. Run this without --as-the-tutorial to see the whole loop.`);
}

// The whole tutorial as one program: load CIFAR-10, look at it, build a small convolutional net, train it, and see what
// it learnt. `npm run cifar -- --help` shows the options.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DataLoader,
  describeDevices,
  deviceUse,
  doctor,
  F,
  manualSeed,
  nn,
  noGrad,
  device as openDevice,
  optim,
  setDefaultDevice,
  type Tensor,
} from 'stridegrad';
import { imshow, saveImage, saveSafetensors, writeFileAtomically } from 'stridegrad/node';
import { CNNNet } from './cifar10/CNNNet.ts';
import { confusionMatrix, lossCurve } from './cifar10/charts.ts';
import { checkpointOf } from './cifar10/checkpoint.ts';
import { loadPictures } from './cifar10/data.ts';
import { type Evaluation, evaluate } from './cifar10/evaluate.ts';
import { fail, orFail } from './cifar10/fail.ts';
import { readOptions } from './cifar10/options.ts';
import { prepareOutputFolder } from './cifar10/outputFolder.ts';
import { firstBatch, normalise } from './cifar10/pictures.ts';
import { predictionsChart } from './cifar10/predictionsChart.ts';
import { newTrainingState, train } from './cifar10/train.ts';

const options = readOptions(process.argv.slice(2));
const { epochs, batchSize, lr, seed, workers, out, asTheTutorial } = options;
const print = options.json ? console.error : console.log;
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const checkpointPath = join(out, 'checkpoint.safetensors');
if (options.resume && !existsSync(checkpointPath)) fail(`there is nothing to resume: ${checkpointPath} does not exist`);

// 1. Choose a device: the fastest there is, unless one is named.
const device = await orFail(openDevice(options.device));
setDefaultDevice(device);
manualSeed(seed);
print(`device: ${device} (${describeDevices().find(({ name }) => name === device)?.detail})`);

// 2. The data: 50,000 pictures to learn from, 10,000 to be examined with.
const { trainSet, testSet } = await orFail(loadPictures(options, print));
const { classes } = trainSet;
print(`${trainSet.data.name}: ${trainSet.length} training and ${testSet.length} test images`);
print(`  ${trainSet.data.origin}`);
const loaderOf = (pictures: typeof trainSet, size: number, shuffle: boolean) =>
  new DataLoader<unknown, [Tensor, Tensor]>(
    workers === 0
      ? pictures.withTransform(normalise)
      : { module: new URL('./cifar10/pictures.ts', import.meta.url), export: 'normalised', args: [pictures.data] },
    { batchSize: size, shuffle, numWorkers: workers, seed },
  );
const trainLoader = loaderOf(trainSet, batchSize, true);
const testLoader = loaderOf(testSet, 100, false); // the answers do not depend on how many are asked at once
await trainLoader.ready();

// 3. Look at some of them, with their labels.
if (!options.resume) prepareOutputFolder(out, print);
const shown = 4;
const enlarged = (pictures: Tensor, times: number) => F.interpolate(pictures, { scaleFactor: times });
const namesOf = (indices: Iterable<number>) => Array.from(indices, (index) => classes[index]);
const [pictures, labels] = await firstBatch(loaderOf(trainSet, shown, false));
await imshow(enlarged(pictures, 3), {
  path: join(out, 'grid.png'),
  normalize: true,
  ...(options.json && { stream: process.stderr }),
});
print(
  namesOf(await labels.toTypedArrayAsync())
    .map((name) => name.padStart(10 + name.length / 2).padEnd(20)) // below its picture
    .join('')
    .trimEnd(),
);

// 4. The net: two convolutions with pooling, two dense layers.
const net = new CNNNet({ reluOnLogits: asTheTutorial });
const parameters = net.parameters().reduce((sum, parameter) => sum + parameter.numel, 0);
print(`\n${net}\n${parameters.toLocaleString('en')} parameters`);
print(`Its first four layers alone: ${new nn.Sequential(...net.children().slice(0, 4))}\n`);

// 5. What is minimised, and how.
const criterion = new nn.CrossEntropyLoss();
const optimizer = new optim.SGD(net.parameters(), { lr, momentum: 0.9 });
const watching = options.watch ? doctor.watch(net, optimizer, trainLoader, { onWarning: showWarning }) : undefined;

// 6. Train. Ctrl-C writes a checkpoint and leaves; --resume goes on, and ends in the same bits.
const state = newTrainingState();
const checkpoint = checkpointOf(checkpointPath, { net, optimizer, loader: trainLoader, state });
if (options.resume) {
  await orFail(checkpoint.load());
  print(`resumed: epoch ${state.epoch + 1}, ${state.batch} of ${trainLoader.length} batches done`);
}
const before = asTheTutorial ? await evaluate(net, testLoader, classes) : undefined;
let interrupted = false;
const interrupt = () => {
  interrupted = true;
  watching?.stop(); // that the loop is left is no mistake
};
process.once('SIGINT', interrupt);
const use = () => (device.startsWith('gpu:') ? deviceUse(device) : undefined);
const useBefore = use();
let readForCheckpoints = 0;
let steps = 0;
const started = performance.now();
/** Says what the first two steps cost: from there on a device compiles nothing. */
const warmUp = (printAbove: typeof print) => {
  steps++;
  if (steps !== 2 || useBefore === undefined) return;
  const compiled = (use()?.compilations ?? 0) - useBefore.compilations;
  printAbove(`warm-up: ${compiled} kernels compiled in ${((performance.now() - started) / 1000).toFixed(1)} s`);
};
const { imagesPerSecond, finished } = await train({
  net,
  loader: trainLoader,
  batchSize,
  criterion,
  optimizer,
  state,
  epochs,
  batches: asTheTutorial ? 1 : undefined, // the original's loop held a `break`
  print,
  save: async () => {
    const readBefore = use()?.reads ?? 0;
    await checkpoint.save();
    readForCheckpoints += (use()?.reads ?? 0) - readBefore;
  },
  stop: () => interrupted,
  afterStep: warmUp,
});
process.off('SIGINT', interrupt);
const useAfter = use();
if (useBefore !== undefined && useAfter !== undefined) {
  const count = (key: keyof typeof useAfter) => useAfter[key] - useBefore[key];
  print(`on ${device}: ${count('kernels')} kernels run, ${count('compilations')} compiled`);
  print(`  read back: ${count('reads') - readForCheckpoints} losses, and ${readForCheckpoints} arrays for checkpoints`);
}
if (!finished) {
  const again = process.argv.slice(2).filter((word) => word !== '--resume');
  print(`\nstopped in epoch ${state.epoch + 1}, ${state.batch} of ${trainLoader.length} batches done. To go on:`);
  print(`  npm run cifar -- ${[...again, '--resume'].join(' ')}`);
  process.exit(130); // 128 + SIGINT
}

// 7. What does it say to a few pictures of the test?
const [unseen, truth] = await firstBatch(loaderOf(testSet, shown, false));
const trueNames = namesOf(await truth.toTypedArrayAsync());
const predictedNames = namesOf(await noGrad(() => net(unseen).argmax(1)).toTypedArrayAsync());
const inColumns = (names: readonly string[]) =>
  names
    .map((name) => name.padEnd(12))
    .join('')
    .trimEnd();
print(`ground truth:  ${inColumns(trueNames)}`);
print(`predicted:     ${inColumns(predictedNames)}`);

// 8. How many of the 10,000 does it know, in all and of each class?
const result = await evaluate(net, testLoader, classes);
print(`accuracy on the ${testSet.length} test images: ${percent(result.accuracy)}`);
for (const [name, share] of Object.entries(result.perClass))
  print(`  ${name.padEnd(11)} ${percent(share).padStart(7)}`);
watching?.stop();
if (watching !== undefined) print(`\n${watching}`);
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
await saveImage(enlarged(net.conv1.weight.detach(), 12), join(out, 'conv1.png'), { normalize: true, scaleEach: true });
await saveImage(enlarged(unseen, 3), join(out, 'predictions.png'), { normalize: true });
const chart = { png: await readFile(join(out, 'predictions.png')), truth: trueNames, predicted: predictedNames };
await writeFileAtomically(join(out, 'predictions.svg'), await predictionsChart(chart));
await writeFileAtomically(join(out, 'confusion.svg'), await confusionMatrix(result.counts, classes));
if (state.curve.length > 0) {
  await writeFileAtomically(join(out, 'loss.svg'), await lossCurve(state.curve, Math.log(classes.length)));
}
await writeFileAtomically(join(out, 'report.json'), `${JSON.stringify({ ...report, options }, null, 2)}\n`);
print(`\n${imagesPerSecond.toFixed(0)} images/s; pictures, charts, report and weights are in ${out}`);
if (options.json) console.log(JSON.stringify(report));

/** On stderr, and above the bar if there is one. */
function showWarning(warning: doctor.Warning): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  console.error(`\n${warning}\n`);
}

/** Why the original tutorial reported 9 %. */
function explainTheTutorial(before: Evaluation, after: Evaluation): void {
  print(`
accuracy before that one batch: ${percent(before.accuracy)}
accuracy after it:              ${percent(after.accuracy)}
accuracy of guessing:           ${percent(1 / classes.length)}

The tutorial's training loop ended in a 'break': ${batchSize} of ${trainSet.length} images were seen,
once. One step of size ${lr} hardly moves the answers, so what it measured was
the untrained net. Its ReLU on the logits also hides every score below 0.
Without --as-the-tutorial the loop runs to its end.`);
}

// Does training keep memory? The tutorial's net trains on batches that are in memory already, without --expose-gc.
//
//   npm run leak-check              batches of 4 and of 256 images
//   npm run leak-check -- 64        of 64
//
// Resident memory goes up and down at large batches: activations are typed arrays that a user may hold, so the garbage
// collector frees them, some steps late. Compared are therefore the lowest and the highest level of the first 500 steps
// after warming up with those of the last 500. Neither may grow by 5 MB.
import { CNNNet } from '../examples/cifar10/CNNNet.ts';
import { manualSeed, nn, optim, randint, randn } from '../src/index.ts';

const warmUp = 200;
const steps = 2000;
const window = 500;
const allowed = 5; // MB

/** Resident memory in MB after every step. */
function levelsOf(batchSize: number): Float64Array {
  const net = new CNNNet();
  const criterion = new nn.CrossEntropyLoss();
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.001, momentum: 0.9 });
  const images = randn([batchSize, 3, 32, 32]);
  const labels = randint(0, 10, [batchSize]).to('int32');
  const levels = new Float64Array(warmUp + steps); // before the first step: the measure itself must not grow
  for (let step = 0; step < levels.length; step++) {
    optimizer.zeroGrad();
    criterion(net(images), labels).backward();
    optimizer.step();
    levels[step] = process.memoryUsage.rss() / 2 ** 20;
  }
  return levels.subarray(warmUp);
}

manualSeed(0);
const given = process.argv.slice(2).map(Number);
for (const batchSize of given.length > 0 ? given : [4, 256]) {
  const levels = levelsOf(batchSize);
  const [first, last] = [levels.subarray(0, window), levels.subarray(-window)];
  const [low, high] = [Math.min, Math.max].map((extreme) => ({ from: extreme(...first), to: extreme(...last) }));
  const grew = Math.max(low.to - low.from, high.to - high.from);
  const say = ({ from, to }: { from: number; to: number }) => `${from.toFixed(1)} → ${to.toFixed(1)} MB`;
  console.log(
    `batch ${batchSize}: over ${steps} steps the low went ${say(low)}, the high ${say(high)}: ` +
      `${grew < allowed ? 'no leak' : `grew by ${grew.toFixed(1)} MB, more than ${allowed}`}`,
  );
  if (grew >= allowed) process.exitCode = 1;
}

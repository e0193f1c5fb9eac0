// Does training keep memory? The tutorial's net trains on batches that are in memory already, without --expose-gc.
//
//   npm run leak-check              batches of 4 and of 256 images
//   npm run leak-check -- 64        of 64
//
// Activations are typed arrays that a user may hold, so the garbage collector frees them, for the first time after some
// 32 MB of them; and V8 lets its heap grow until it has seen a few collections. At batch 4 the level is not steady before
// some 2,500 steps. What a leak would raise is the peak. Compared are therefore the highest levels of the first 500 steps
// after that and of the last 500; the levels at both ends are printed too. See docs/decisions/074.
import { CNNNet } from '../examples/cifar10/CNNNet.ts';
import { manualSeed, nn, optim, randint, randn } from '../src/index.ts';

const warmUp = 3000;
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
  const peak = { from: Math.max(...levels.subarray(0, window)), to: Math.max(...levels.subarray(-window)) };
  const ends = { from: levels[0], to: levels[levels.length - 1] };
  const grew = peak.to - peak.from;
  const say = ({ from, to }: { from: number; to: number }) => `${from.toFixed(1)} → ${to.toFixed(1)} MB`;
  console.log(
    `batch ${batchSize}: step ${warmUp} to step ${warmUp + steps} ${say(ends)}; peak of ${window} steps ${say(peak)}: ` +
      `${grew < allowed ? 'no leak' : `grew by ${grew.toFixed(1)} MB, more than ${allowed}`}`,
  );
  if (grew >= allowed) process.exitCode = 1;
}

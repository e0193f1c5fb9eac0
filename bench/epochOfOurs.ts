// One epoch of the tutorial's net, for bench/epoch.ts: epochOfOurs.ts IMAGES BATCH_SIZE WORKERS. Prints seconds as JSON.

import { CNNNet } from '../examples/cifar10/CNNNet.ts';
import { DataLoader, fromArray, manualSeed, nn, optim, type Tensor } from '../src/index.ts';
import { randomPictures } from './randomPictures.ts';

const [images, batchSize, workers] = process.argv.slice(2, 5).map(Number);
manualSeed(0);
const net = new CNNNet();
const criterion = new nn.CrossEntropyLoss();
const optimizer = new optim.SGD(net.parameters(), { lr: 0.001, momentum: 0.9 });

function step(inputs: Tensor, labels: Tensor): Tensor {
  optimizer.zeroGrad();
  const loss = criterion(net(inputs), labels);
  loss.backward();
  optimizer.step();
  return loss;
}

/** Batches that are ready: what is measured is the training alone. */
function inMemory(): [Tensor, Tensor][] {
  const { images: bytes, labels } = randomPictures(images).data;
  const numbers = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) numbers[i] = (bytes[i] / 255 - 0.5) / 0.5;
  const pixels = numbers.length / images;
  return Array.from({ length: Math.ceil(images / batchSize) }, (_, i) => {
    const [from, to] = [i * batchSize, Math.min((i + 1) * batchSize, images)];
    return [
      fromArray(numbers.slice(from * pixels, to * pixels), [to - from, 3, 32, 32]),
      fromArray(Int32Array.from(labels.slice(from, to)), [to - from]),
    ];
  });
}

let loss: Tensor | undefined;
let started: number;
if (workers === 0) {
  const batches = inMemory();
  for (const [inputs, labels] of batches.slice(0, 200)) step(inputs, labels); // warm-up, as on the other side
  started = performance.now();
  for (const [inputs, labels] of batches) loss = step(inputs, labels);
} else {
  const dataset = {
    module: new URL('randomPictures.ts', import.meta.url).href,
    export: 'normalisedPictures',
    args: [images],
  };
  const loader = new DataLoader<unknown, [Tensor, Tensor]>(dataset, { batchSize, shuffle: true, numWorkers: workers });
  started = performance.now();
  for await (const [inputs, labels] of loader) loss = step(inputs, labels);
}
const last = loss?.item(); // on a host the work is done by now; reading the loss makes sure of it on any device
console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, loss: last }));

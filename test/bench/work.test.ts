import test from 'tape';
import { bytesMoved, workingSet } from '../../bench/roofline.ts';
import { conv1, flopsOf } from '../../bench/work.ts';
import { elements, netParameters, numbers, weights } from '../../bench/workers/numbers.ts';
import { CNNNet } from '../../examples/cifar10/CNNNet.ts';

test('the operations of a convolution are counted as a loop would', (t) => {
  let flops = 0;
  for (let image = 0; image < 2; image++) {
    for (let outChannel = 0; outChannel < 8; outChannel++) {
      for (let outY = 0; outY < 28; outY++) {
        for (let outX = 0; outX < 28; outX++) flops += 2 * 3 * 5 * 5; // channels, rows and columns of a window
      }
    }
  }
  const work = { kind: 'conv2d', images: 2, ...conv1, pass: 'forward' } as const;
  t.equal(flopsOf(work), flops);
  t.equal(flopsOf({ ...work, pass: 'both' }), 3 * flops, 'two gradients cost as much as two outputs');
  const strided = { ...work, size: 5, kernel: 3, stride: 2, padding: 1, inChannels: 1, outChannels: 1, images: 1 };
  t.equal(flopsOf(strided), 2 * 3 * 3 * 9, 'windows start at -1, 1 and 3 in each direction');
  t.end();
});

test('an image costs 1.42 million operations forward and 3.33 million in a training step', (t) => {
  t.equal(((flopsOf({ kind: 'forward', batch: 10 }) ?? 0) / 1e7).toFixed(2), '1.42');
  t.equal(((flopsOf({ kind: 'train', batch: 10 }) ?? 0) / 1e7).toFixed(2), '3.33');
  t.equal(flopsOf({ kind: 'sgd' }), undefined);
  t.end();
});

test("the net that contestants build has our net's parameters", (t) => {
  t.deepEqual(
    netParameters.map(({ shape }) => shape),
    [...new CNNNet().parameters()].map(({ shape }) => shape),
  );
  t.end();
});

test('numbers are the same in every language', (t) => {
  // What numbers(1, (3,)) of bench/workers/common.py gives.
  t.deepEqual([...numbers(1, 3)], [0.1467951536178589, 0.17678754031658173, 0.40826746821403503]);
  t.ok(
    weights(2, [1000], 16).every((value) => Math.abs(value) <= 1 / 4),
    'a layer that sums 16 has weights up to 1/√16',
  );
  t.end();
});

test('a step moves the parameters eight times, and each image on top', (t) => {
  const parameters = netParameters.reduce((sum, { shape }) => sum + elements(shape), 0);
  t.equal(bytesMoved(0), 4 * (8 * parameters - 608), 'but the 608 of the first layer are not read in backward');
  t.equal(workingSet(0), 4 * 3 * parameters, 'parameters, gradients, momenta');
  t.ok(bytesMoved(2) - bytesMoved(1) > workingSet(2) - workingSet(1), 'what is in play is moved more than once');
  t.end();
});

import * as nn from '../../src/nn/index.ts';
import { SGD } from '../../src/optim/index.ts';
import { manualSeed } from '../../src/random/index.ts';
import { tensor, zeros } from '../../src/tensor/create.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { CNNNet } from './tutorialNet.ts';

/** A training of the tutorial's net that can be watched step by step. */
export interface Training {
  readonly optimizer: SGD;
  /** One step on new pictures; the loss, still on the device. */
  step(): Tensor;
}

/** Starts training on a device. The same seed makes the same pictures, labels and weights on every one. */
export function startTraining(device: string, batchSize: number): Training {
  manualSeed(3);
  const net = new CNNNet().to('reference').to(device);
  const optimizer = new SGD(net.parameters(), { lr: 0.001, momentum: 0.9 });
  const criterion = new nn.CrossEntropyLoss();
  const labels = Array.from({ length: batchSize }, (_, i) => i % 10);
  return {
    optimizer,
    step() {
      const pictures = nn.init.normal_(zeros([batchSize, 3, 32, 32], { device: 'reference' }));
      optimizer.zeroGrad();
      const loss = criterion(net(pictures.to(device)), tensor(labels, { dtype: 'int32', device }));
      loss.backward();
      optimizer.step();
      return loss.detach();
    },
  };
}

/** The first losses of a training. */
export async function firstLosses(device: string, batchSize: number, steps: number): Promise<number[]> {
  const training = startTraining(device, batchSize);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push(await training.step().itemAsync());
  return losses;
}

/** The largest relative difference. */
export function farthest(actual: readonly number[], expected: readonly number[]): number {
  return Math.max(...actual.map((value, i) => Math.abs(value - expected[i]) / Math.abs(expected[i])));
}

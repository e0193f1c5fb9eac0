import { DataLoader, doctor, fromArray, nn, optim, type Tensor, TensorDataset } from '../../src/index.ts';
import { Generator } from '../../src/random/index.ts';
import { functional as F } from '../../src/tensor/methods.ts';

/** Starts to watch, as a program does. */
export type StartWatching = (
  net: doctor.WatchableNet,
  optimizer: optim.Optimizer,
  loader?: doctor.WatchableLoader,
) => doctor.Watch;

/** The ids that a program draws, in order: it may start to watch several times. */
export async function idsOf(program: (watch: StartWatching) => void | Promise<void>): Promise<string[]> {
  const ids: string[] = [];
  const watches: doctor.Watch[] = [];
  await program((net, optimizer, loader) => {
    const watch = doctor.watch(net, optimizer, loader, { onWarning: ({ id }) => ids.push(id) });
    watches.push(watch);
    return watch;
  });
  for (const watch of watches) watch.stop();
  return ids;
}

/** A net of two layers: [n, 8] → [n, 4]. */
export class Small extends nn.Module {
  fc1 = new nn.Linear(8, 16);
  fc2 = new nn.Linear(16, 4);

  override forward(x: Tensor): Tensor {
    return this.fc2(F.relu(this.fc1(x)));
  }
}

/** A small net whose forward is written where it is used. */
export class Altered extends Small {
  readonly #compute: (net: Small, x: Tensor) => Tensor;

  constructor(compute: (net: Small, x: Tensor) => Tensor) {
    super();
    this.#compute = compute;
  }

  override forward(x: Tensor): Tensor {
    return this.#compute(this, x);
  }
}

/** Points of four classes, each about a corner of its own: inputs [count, 8], labels [count]. */
export function points(count: number, seed = 1): [Tensor, Tensor] {
  const generator = new Generator(seed);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 4);
  const numbers = Float32Array.from({ length: count * 8 }, (_, i) => {
    const label = labels[Math.floor(i / 8)];
    return (i % 4 === label ? 1.5 : -0.5) + 2 * (generator.uniform() - 0.5);
  });
  return [fromArray(numbers, [count, 8]), fromArray(labels, [count])];
}

/** Points in batches. */
export function pointLoader(count = 32, batchSize = 8): DataLoader<unknown, [Tensor, Tensor]> {
  return new DataLoader<unknown, [Tensor, Tensor]>(new TensorDataset(...points(count)), { batchSize, seed: 1 });
}

/** SGD over a net's parameters. */
export function sgd(net: nn.Module, lr = 0.05): optim.SGD {
  return new optim.SGD(net.parameters(), { lr, momentum: 0.9 });
}

/** Steps as they should be. Gives the losses. */
export function train(net: nn.Module, optimizer: optim.Optimizer, steps: number, batch = points(8)): number[] {
  const [x, y] = batch;
  return Array.from({ length: steps }, () => {
    optimizer.zeroGrad();
    const loss = F.crossEntropy(net(x), y);
    loss.backward();
    optimizer.step();
    return loss.item();
  });
}

import { device, F, manualSeed, nn, optim, randint, randn } from 'stridegrad';

// One program for the pages, the workers, the bundlers, and Node: a small net learns four batches by heart.

const steps = 4;

/** The loss before each step, of a net that is trained on that device. */
export async function train(name: string): Promise<number[]> {
  const where = await device(name);
  manualSeed(1);
  const net = new nn.Sequential(
    new nn.Conv2d(3, 4, 3, { padding: 1, device: 'reference' }),
    new nn.BatchNorm2d(4, { device: 'reference' }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Linear(4 * 4 * 4, 5, { device: 'reference' }),
  );
  const images = randn([6, 3, 8, 8], { device: 'reference' }).to(where);
  const labels = randint(5, [6], { device: 'reference' }).to(where);
  net.to(where);
  const sgd = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
  const losses = [];
  for (let step = 0; step < steps; step++) {
    sgd.zeroGrad();
    const loss = F.crossEntropy(net(images), labels);
    loss.backward();
    sgd.step();
    losses.push(await loss.itemAsync());
  }
  return losses;
}

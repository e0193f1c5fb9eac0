import { device, F, fromArray, matmul, noGrad, optim, type Tensor } from 'stridegrad';
import { CNNNet } from '../../../examples/cifar10/CNNNet.ts';
import type { Work } from '../../work.ts';
import { elements, fingerprint, labels, netParameters, numbers, seeds, weights } from '../../workers/numbers.ts';
import type { Prepared } from '../../workers/serve.ts';

/** We, in a page, on the device of that name. */
export async function prepare(work: Work, name: string): Promise<Prepared | string> {
  const where = await device(name);
  if (work.kind === 'train') return train(work.batch, where);
  if (work.kind === 'forward') return forward(work.batch, where);
  return work.kind === 'matmul' ? product(work, where) : `there is no ${work.kind}`;
}

async function train(batch: number, where: string): Promise<Prepared> {
  const model = net(where);
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.001, momentum: 0.9 });
  const images = tensorOf(seeds.input, [batch, 3, 32, 32], 1, where);
  const target = fromArray(labels(batch), [batch], { device: where });
  const step = (): Tensor => {
    optimizer.zeroGrad();
    const loss = F.crossEntropy(model(images), target);
    loss.backward();
    optimizer.step();
    return loss;
  };
  return {
    check: [await step().itemAsync(), await step().itemAsync(), await step().itemAsync()],
    async run(iterations) {
      for (let done = 1; done < iterations; done++) step();
      await step().itemAsync();
    },
  };
}

async function forward(batch: number, where: string): Promise<Prepared> {
  const model = net(where).eval();
  const images = tensorOf(seeds.input, [batch, 3, 32, 32], 1, where);
  const read = () => noGrad(() => model(images)).toTypedArrayAsync();
  return {
    check: fingerprint(await read()),
    async run(iterations) {
      for (let i = 0; i < iterations; i++) await read();
    },
  };
}

async function product({ rows, inner, columns }: Extract<Work, { kind: 'matmul' }>, where: string): Promise<Prepared> {
  const a = tensorOf(seeds.input, [rows, inner], 1, where);
  const b = tensorOf(seeds.weight, [inner, columns], inner, where);
  const once = () => noGrad(() => matmul(a, b));
  return {
    check: fingerprint(await once().toTypedArrayAsync()),
    async run(iterations) {
      for (let done = 1; done < iterations; done++) once();
      await once().toTypedArrayAsync();
    },
  };
}

function net(where: string): InstanceType<typeof CNNNet> {
  const made = new CNNNet();
  noGrad(() =>
    [...made.parameters()].forEach((parameter, i) => {
      const { shape, fanIn } = netParameters[i];
      parameter.copy_(fromArray(weights(seeds.net + i, shape, fanIn), shape));
    }),
  );
  return made.to(where);
}

function tensorOf(seed: number, shape: readonly number[], fanIn: number, where: string): Tensor {
  return fromArray(numbers(seed, elements(shape), 1 / Math.sqrt(fanIn)), shape, { device: where });
}

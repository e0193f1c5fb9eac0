// Our own contestant, for bench/worker.ts: `stridegrad.ts` measures the built package, `stridegrad.ts --source` the
// sources (run it with -C stridegrad-source then). STRIDEGRAD_DEVICE and STRIDEGRAD_NUM_THREADS say where it computes.
// With --after-explain it explains some thousand numbers between the first steps and those that are timed.
// With --watched the doctor looks on from the first step.
import { readFileSync } from 'node:fs';
import type * as Package from '../../src/index.ts';
import type { Tensor } from '../../src/index.ts';
import type { Work } from '../work.ts';
import { explainStep } from './explainStep.ts';
import { elements, fingerprint, labels, netParameters, numbers, seeds, weights } from './numbers.ts';
import { type Prepared, serve } from './serve.ts';

const entry = process.argv.includes('--source') ? '../../src/index.ts' : '../../dist/index.js';
const ours = (await import(entry)) as typeof Package;
const { device, doctor, F, fromArray, matmul, nn, noGrad, optim, setDefaultDevice } = ours;
const { STRIDEGRAD_DEVICE: wanted = 'auto' } = process.env;
if (wanted.startsWith('gpu')) setDefaultDevice(await device(wanted)); // it must be opened first
// It imports 'stridegrad', which is the same package: the condition says so.
const { CNNNet } = await import('../../examples/cifar10/CNNNet.ts');

const lossIsReadEvery = 100; // steps

function net(): InstanceType<typeof CNNNet> {
  const made = new CNNNet();
  noGrad(() =>
    [...made.parameters()].forEach((parameter, i) => {
      const { shape, fanIn } = netParameters[i];
      parameter.copy_(fromArray(weights(seeds.net + i, shape, fanIn), shape));
    }),
  );
  return made;
}

function train(batch: number): Prepared {
  const model = net();
  const criterion = new nn.CrossEntropyLoss();
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.001, momentum: 0.9 });
  const images = tensorOf(seeds.input, [batch, 3, 32, 32]);
  const target = fromArray(labels(batch), [batch]);
  const step = (): Tensor => {
    optimizer.zeroGrad();
    const loss = criterion(model(images), target);
    loss.backward();
    optimizer.step();
    return loss;
  };
  if (process.argv.includes('--watched')) doctor.watch(model, optimizer, undefined, { onWarning() {} });
  const losses = () => [step().item(), step().item(), step().item()];
  const before = losses();
  if (process.argv.includes('--after-explain'))
    explainStep(ours, net(), images.narrow(0, 0, 1), target.narrow(0, 0, 1));
  return {
    check: [...before, ...losses()],
    run(iterations) {
      for (let done = 1; done <= iterations; done++) {
        const loss = step();
        if (done % lossIsReadEvery === 0 || done === iterations) loss.item();
      }
    },
  };
}

function forward(batch: number): Prepared {
  const model = net();
  model.eval();
  const images = tensorOf(seeds.input, [batch, 3, 32, 32]);
  const read = () => noGrad(() => model(images)).toTypedArray();
  return {
    check: fingerprint(read()),
    run(iterations) {
      for (let i = 0; i < iterations; i++) read();
    },
  };
}

function sgd(): Prepared {
  const parameters = [...net().parameters()];
  const optimizer = new optim.SGD(parameters, { lr: 0.001, momentum: 0.9 });
  for (const [i, parameter] of parameters.entries()) parameter.grad = tensorOf(seeds.net + i, parameter.shape);
  const last = parameters[parameters.length - 1];
  optimizer.step();
  return {
    check: fingerprint(last.toTypedArray()),
    run(iterations) {
      for (let i = 0; i < iterations; i++) optimizer.step();
      last.toTypedArray();
    },
  };
}

/** What a piece of work computes, and from what: the first is the data, the others are weights. */
function layer(work: Work): { inputs: Tensor[]; output: (...inputs: Tensor[]) => Tensor } | undefined {
  switch (work.kind) {
    case 'matmul':
      return {
        inputs: [
          tensorOf(seeds.input, [work.rows, work.inner]),
          tensorOf(seeds.weight, [work.inner, work.columns], work.inner),
        ],
        output: (a, b) => matmul(a, b),
      };
    case 'linear':
      return {
        inputs: [
          tensorOf(seeds.input, [work.batch, work.inputs]),
          tensorOf(seeds.weight, [work.outputs, work.inputs], work.inputs),
        ],
        output: (input, weight) => F.linear(input, weight),
      };
    case 'conv2d': {
      const { images, inChannels, size, outChannels, kernel, stride, padding } = work;
      const fanIn = inChannels * kernel ** 2;
      return {
        inputs: [
          tensorOf(seeds.input, [images, inChannels, size, size]),
          tensorOf(seeds.weight, [outChannels, inChannels, kernel, kernel], fanIn),
          tensorOf(seeds.bias, [outChannels], fanIn),
        ],
        output: (input, weight, bias) => F.conv2d(input, weight, bias, { stride, padding }),
      };
    }
    case 'relu':
      return { inputs: [tensorOf(seeds.input, work.shape)], output: (input) => F.relu(input) };
    case 'maxPool2d':
      return { inputs: [tensorOf(seeds.input, work.shape)], output: (input) => F.maxPool2d(input, 2) };
    case 'crossEntropy': {
      const target = fromArray(labels(work.batch), [work.batch]);
      return {
        inputs: [tensorOf(seeds.input, [work.batch, work.classes])],
        output: (logits) => F.crossEntropy(logits, target),
      };
    }
    default:
      return undefined;
  }
}

function pass(work: Exclude<Work, { kind: 'train' | 'forward' | 'sgd' }>): Prepared | string {
  const made = layer(work);
  if (made === undefined) return `there is no ${work.kind}`;
  const { inputs, output } = made;
  const wanted = work.kind === 'matmul' ? 'forward' : work.pass;
  const once = wanted === 'forward' ? () => noGrad(() => output(...inputs)) : gradients(inputs, output, wanted);
  return {
    check: fingerprint(once().toTypedArray()),
    run(iterations) {
      for (let i = 0; i < iterations; i++) consume(once());
    },
  };
}

/** Makes sure that the numbers are there: the native backend may put off what nobody reads. */
function consume({ storage }: Tensor): void {
  storage.read();
}

/** Gives a gradient, of the data or of the first weight; or all of them, and then the output is computed anew too. */
function gradients(
  inputs: Tensor[],
  output: (...inputs: Tensor[]) => Tensor,
  wanted: 'gradInput' | 'gradWeight' | 'both',
): () => Tensor {
  const [data, weight = data] = inputs;
  const asked = wanted === 'gradWeight' ? weight : data;
  const leaves = wanted === 'both' ? inputs : [asked];
  for (const leaf of leaves) leaf.requiresGrad_();
  const kept = output(...inputs);
  const gradOutput = kept.ndim === 0 ? undefined : tensorOf(seeds.gradOutput, kept.shape);
  return () => {
    for (const leaf of leaves) leaf.grad = undefined;
    if (wanted === 'both') output(...inputs).backward(gradOutput);
    else kept.backward(gradOutput, { retainGraph: true });
    return asked.grad as Tensor;
  };
}

function tensorOf(seed: number, shape: readonly number[], fanIn = 1): Tensor {
  return fromArray(numbers(seed, elements(shape), 1 / Math.sqrt(fanIn)), shape);
}

function prepare(work: Work): Prepared | string {
  switch (work.kind) {
    case 'train':
      return train(work.batch);
    case 'forward':
      return forward(work.batch);
    case 'sgd':
      return sgd();
    default:
      return pass(work);
  }
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
await serve({ version }, prepare);

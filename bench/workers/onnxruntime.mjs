// onnxruntime-node as a contestant of the bench: onnxruntime.mjs THREADS. Plain JavaScript, since the peers' types are
// there only after npm --prefix bench install.
import { createRequire } from 'node:module';
import * as ort from 'onnxruntime-node';
import { elements, fingerprint, netParameters, numbers, seeds, weights } from './numbers.ts';
import { encodeModel } from './onnxModel.ts';
import { serve } from './serve.ts';

const threads = Number(process.argv[2]);
const names = ['conv1', 'bias1', 'conv2', 'bias2', 'fc1', 'bias3', 'fc2', 'bias4'];

/** The tutorial's net. */
function net(batch) {
  const pool = { kernel_shape: [2, 2], strides: [2, 2] };
  return {
    input: [batch, 3, 32, 32],
    output: [batch, 10],
    nodes: [
      { op: 'Conv', inputs: ['input', 'conv1', 'bias1'], output: 'a' },
      { op: 'Relu', inputs: ['a'], output: 'b' },
      { op: 'MaxPool', inputs: ['b'], output: 'c', attributes: pool },
      { op: 'Conv', inputs: ['c', 'conv2', 'bias2'], output: 'd' },
      { op: 'Relu', inputs: ['d'], output: 'e' },
      { op: 'MaxPool', inputs: ['e'], output: 'f', attributes: pool },
      { op: 'Flatten', inputs: ['f'], output: 'g', attributes: { axis: 1 } },
      { op: 'Gemm', inputs: ['g', 'fc1', 'bias3'], output: 'h', attributes: { transB: 1 } },
      { op: 'Relu', inputs: ['h'], output: 'i' },
      { op: 'Gemm', inputs: ['i', 'fc2', 'bias4'], output: 'logits', attributes: { transB: 1 } },
    ],
    weights: Object.fromEntries(
      netParameters.map(({ shape, fanIn }, i) => [names[i], { shape, values: weights(seeds.net + i, shape, fanIn) }]),
    ),
  };
}

/** A single layer; undefined if there is none of that kind. */
function layer(work) {
  const one = (input, output, node, parameters = {}) => ({
    input,
    output,
    nodes: [{ ...node, inputs: ['input', ...Object.keys(parameters)], output: 'result' }],
    weights: Object.fromEntries(
      Object.entries(parameters).map(([name, [shape, fanIn]]) => [
        name,
        { shape, values: weights(seeds[name], shape, fanIn) },
      ]),
    ),
  });
  switch (work.kind) {
    case 'linear': {
      const { batch, inputs, outputs } = work;
      const weight = [[outputs, inputs], inputs];
      return one([batch, inputs], [batch, outputs], { op: 'Gemm', attributes: { transB: 1 } }, { weight });
    }
    case 'conv2d': {
      const { images, inChannels, size, outChannels, kernel, stride, padding } = work;
      const fanIn = inChannels * kernel ** 2;
      const outSize = Math.floor((size + 2 * padding - kernel) / stride) + 1;
      const attributes = { strides: [stride, stride], pads: [padding, padding, padding, padding] };
      return one(
        [images, inChannels, size, size],
        [images, outChannels, outSize, outSize],
        { op: 'Conv', attributes },
        { weight: [[outChannels, inChannels, kernel, kernel], fanIn], bias: [[outChannels], fanIn] },
      );
    }
    case 'relu':
      return one(work.shape, work.shape, { op: 'Relu' });
    case 'maxPool2d': {
      const [images, channels, height, width] = work.shape;
      const pool = { kernel_shape: [2, 2], strides: [2, 2] };
      const output = [images, channels, Math.floor(height / 2), Math.floor(width / 2)];
      return one(work.shape, output, { op: 'MaxPool', attributes: pool });
    }
    default:
      return undefined;
  }
}

async function prepare(work) {
  const model = work.kind === 'forward' ? net(work.batch) : layer(work);
  if (model === undefined) return `no model was written for ${work.kind}`;
  const session = await ort.InferenceSession.create(encodeModel(model), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const input = new ort.Tensor('float32', numbers(seeds.input, elements(model.input)), model.input);
  const [name] = session.outputNames;
  const once = async () => (await session.run({ input }))[name];
  return {
    check: fingerprint((await once()).data),
    async run(iterations) {
      for (let i = 0; i < iterations; i++) await once();
    },
  };
}

const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json');
await serve({ version }, prepare);

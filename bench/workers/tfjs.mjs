// TensorFlow.js as a contestant of the bench, on its cpu and wasm backends. Plain JavaScript, since the peers' types are
// there only after npm --prefix bench install. It keeps channels last, as its own layers do: the numbers are ours.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import { fingerprint, labels, netParameters, seeds, weights } from './numbers.ts';
import { serve } from './serve.ts';

const require = createRequire(import.meta.url);
const lossIsReadEvery = 100; // steps

wasm.setWasmPaths(`${join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out')}/`);

const channelsLast = [0, 2, 3, 1];
const channelsFirst = [0, 3, 1, 2];
const filterOrder = [2, 3, 1, 0]; // [out, in, height, width] → [height, width, in, out]

const kept = (compute) => tf.tidy(() => compute()); // what a tidy gives stays; everything else in it is freed
const imagesOf = (seed, shape, fanIn = 1) =>
  kept(() => tf.tensor(weights(seed, shape, fanIn), shape).transpose(channelsLast));
const filterOf = (seed, shape, fanIn) =>
  kept(() => tf.tensor(weights(seed, shape, fanIn), shape).transpose(filterOrder));
const plain = (seed, shape, fanIn = 1) => tf.tensor(weights(seed, shape, fanIn), shape);

/** The net's parameters, in the layouts that tfjs wants. */
function parametersOf() {
  return netParameters.map(({ shape, fanIn }, i) => parameter(i, shape, fanIn));
}

function parameter(i, shape, fanIn) {
  return (shape.length === 4 ? filterOf : plain)(seeds.net + i, shape, fanIn);
}

function net([conv1, bias1, conv2, bias2, fc1, bias3, fc2, bias4], images) {
  const stage = (x, filter, bias) => tf.maxPool(tf.relu(tf.conv2d(x, filter, 1, 'valid').add(bias)), 2, 2, 'valid');
  const x = stage(stage(images, conv1, bias1), conv2, bias2);
  const flat = x.transpose(channelsFirst).reshape([x.shape[0], -1]);
  const hidden = tf.relu(tf.matMul(flat, fc1, false, true).add(bias3));
  return tf.matMul(hidden, fc2, false, true).add(bias4);
}

function train(batch) {
  const parameters = parametersOf().map((values) => tf.variable(values));
  const images = imagesOf(seeds.input, [batch, 3, 32, 32]);
  const target = kept(() => tf.oneHot(tf.tensor1d(labels(batch), 'int32'), 10));
  const optimizer = tf.train.momentum(0.001, 0.9);
  const step = () =>
    optimizer.minimize(() => tf.losses.softmaxCrossEntropy(target, net(parameters, images)), true, parameters);
  const losses = [step(), step(), step()].map((loss) => loss.dataSync()[0]);
  return {
    check: losses,
    run(iterations) {
      for (let done = 1; done <= iterations; done++) {
        const loss = step();
        if (done % lossIsReadEvery === 0 || done === iterations) loss.dataSync();
        loss.dispose();
      }
    },
  };
}

function forward(batch) {
  const parameters = parametersOf();
  const images = imagesOf(seeds.input, [batch, 3, 32, 32]);
  return computing(() => net(parameters, images), true);
}

function sgd() {
  const parameters = parametersOf().map((values) => tf.variable(values));
  const gradients = Object.fromEntries(
    netParameters.map(({ shape }, i) => [parameters[i].name, parameter(i, shape, 1)]),
  );
  const optimizer = tf.train.momentum(0.001, 0.9);
  optimizer.applyGradients(gradients);
  return {
    check: fingerprint(parameters[parameters.length - 1].dataSync()),
    run(iterations) {
      for (let i = 0; i < iterations; i++) optimizer.applyGradients(gradients);
    },
  };
}

/** What a layer computes, and from what; undefined if there is none of that kind. */
function layer(work) {
  switch (work.kind) {
    case 'matmul': {
      const weight = plain(seeds.weight, [work.inner, work.columns], work.inner);
      return { inputs: [plain(seeds.input, [work.rows, work.inner]), weight], output: tf.matMul };
    }
    case 'linear': {
      const weight = plain(seeds.weight, [work.outputs, work.inputs], work.inputs);
      const output = (x, w) => tf.matMul(x, w, false, true);
      return { inputs: [plain(seeds.input, [work.batch, work.inputs]), weight], output };
    }
    case 'conv2d': {
      const { images, inChannels, size, outChannels, kernel, stride, padding } = work;
      const fanIn = inChannels * kernel ** 2;
      return {
        inputs: [
          imagesOf(seeds.input, [images, inChannels, size, size]),
          filterOf(seeds.weight, [outChannels, inChannels, kernel, kernel], fanIn),
          plain(seeds.bias, [outChannels], fanIn),
        ],
        output: (x, filter, bias) => tf.conv2d(x, filter, stride, padding).add(bias),
      };
    }
    case 'relu':
      return { inputs: [imagesOf(seeds.input, work.shape)], output: tf.relu };
    case 'maxPool2d':
      return { inputs: [imagesOf(seeds.input, work.shape)], output: (x) => tf.maxPool(x, 2, 2, 'valid') };
    case 'crossEntropy': {
      const target = kept(() => tf.oneHot(tf.tensor1d(labels(work.batch), 'int32'), work.classes));
      const output = (logits) => tf.losses.softmaxCrossEntropy(target, logits);
      return { inputs: [plain(seeds.input, [work.batch, work.classes])], output };
    }
    default:
      return undefined;
  }
}

function pass(work) {
  const made = layer(work);
  if (made === undefined) return `there is no ${work.kind}`;
  const { inputs, output } = made;
  const wanted = work.pass ?? 'forward';
  if (wanted === 'forward') return computing(() => output(...inputs), false);
  const shape = kept(() => output(...inputs)).shape;
  const gradOutput = shape.length === 4 ? imagesOfOutput(shape) : shape.length > 0 ? plain(seeds.gradOutput, shape) : 1;
  const all = tf.grads((...given) =>
    output(...given)
      .mul(gradOutput)
      .sum(),
  );
  return computing(() => all(inputs)[wanted === 'gradWeight' ? 1 : 0], false);
}

function imagesOfOutput([images, height, width, channels]) {
  return imagesOf(seeds.gradOutput, [images, channels, height, width]);
}

/** Computes something again and again, and reads it each time or the last. The check sees images as we lay them out. */
function computing(compute, readsEach) {
  const natural = tf.tidy(() => {
    const result = compute();
    return result.rank === 4 ? result.transpose(channelsFirst) : result;
  });
  return {
    check: fingerprint(natural.dataSync()),
    run(iterations) {
      for (let done = 1; done <= iterations; done++) {
        const result = kept(compute);
        if (readsEach || done === iterations) result.dataSync();
        result.dispose();
      }
    },
  };
}

function ready(work) {
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

async function prepare(work, variant) {
  await tf.setBackend(variant);
  let made;
  try {
    made = ready(work);
  } catch (error) {
    return error.message.split('\n')[0];
  }
  if (typeof made === 'string') return made;
  return {
    check: made.check,
    async run(iterations) {
      await tf.setBackend(variant);
      made.run(iterations);
    },
  };
}

tf.env().set('PROD', true);
await tf.setBackend('wasm');
await serve({ version: tf.version.tfjs }, prepare);

// TensorFlow.js as a contestant of the bench, on its cpu and wasm backends. Plain JavaScript, since the peers' types are
// there only after npm --prefix bench install.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import { fingerprint, netParameters, seeds } from './numbers.ts';
import { serve } from './serve.ts';
import { channelsFirst, filterOf, imagesOf, kept, net, parameter, parametersOf, plain, targetOf } from './tfjsNet.mjs';

const require = createRequire(import.meta.url);
const lossIsReadEvery = 100; // steps

wasm.setWasmPaths(`${join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out')}/`);

function train(batch) {
  const parameters = parametersOf().map((values) => tf.variable(values));
  const images = imagesOf(seeds.input, [batch, 3, 32, 32]);
  const target = targetOf(batch);
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
      const target = targetOf(work.batch, work.classes);
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

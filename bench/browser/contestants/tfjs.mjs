// TensorFlow.js in a page, on its backends webgl and webgpu. Plain JavaScript, since its types are there only after
// npm --prefix bench install.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { fingerprint, seeds } from '../../workers/numbers.ts';
import { imagesOf, kept, net, parametersOf, plain, targetOf } from '../../workers/tfjsNet.mjs';

tf.env().set('PROD', true);

export async function prepare(work, backend) {
  if (!(await tf.setBackend(backend))) return `there is no ${backend}`;
  const { check, run } = await ready(work);
  return {
    check,
    async run(iterations) {
      await tf.setBackend(backend);
      await run(iterations);
    },
  };
}

async function ready(work) {
  if (work.kind === 'train') return train(work.batch);
  if (work.kind === 'forward') {
    const parameters = parametersOf();
    const images = imagesOf(seeds.input, [work.batch, 3, 32, 32]);
    return computing(() => net(parameters, images), true);
  }
  const a = plain(seeds.input, [work.rows, work.inner]);
  const b = plain(seeds.weight, [work.inner, work.columns], work.inner);
  return computing(() => tf.matMul(a, b), false);
}

async function train(batch) {
  const parameters = parametersOf().map((values) => tf.variable(values));
  const images = imagesOf(seeds.input, [batch, 3, 32, 32]);
  const target = targetOf(batch);
  const optimizer = tf.train.momentum(0.001, 0.9);
  const loss = () => tf.losses.softmaxCrossEntropy(target, net(parameters, images));
  const run = (steps) => repeated(() => optimizer.minimize(loss, true, parameters), steps, false);
  return { check: [(await run(1))[0], (await run(1))[0], (await run(1))[0]], run };
}

async function computing(compute, readsEach) {
  const run = (iterations) => repeated(() => kept(compute), iterations, readsEach);
  return { check: fingerprint(await run(1)), run };
}

/** Computes something again and again, and reads it each time or the last. */
async function repeated(compute, iterations, readsEach) {
  let read;
  for (let done = 1; done <= iterations; done++) {
    const result = compute();
    if (readsEach || done === iterations) read = await result.data();
    result.dispose();
  }
  return read;
}

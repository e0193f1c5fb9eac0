// jax-js in a page, on its devices webgpu, webgl and wasm: whatever is asked for is one jitted function. Every use of an
// array uses it up; `.ref` is one use more.
import { defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { fingerprint, labels, netParameters, seeds, weights } from '../../workers/numbers.ts';

export async function prepare(work, device) {
  if (!(await init(device)).includes(device)) return `there is no ${device}`;
  defaultDevice(device);
  const { check, run } = await ready(work);
  return {
    check,
    run(iterations) {
      defaultDevice(device);
      return run(iterations);
    },
  };
}

async function ready(work) {
  if (work.kind === 'train') return train(work.batch);
  if (work.kind === 'forward') {
    const forward = jit((parameters, images) => net(parameters, images));
    const parameters = parametersOf();
    const images = arrayOf(seeds.input, [work.batch, 3, 32, 32]);
    return computing(() => forward(tree.ref(parameters), images.ref), true);
  }
  const a = arrayOf(seeds.input, [work.rows, work.inner]);
  const b = arrayOf(seeds.weight, [work.inner, work.columns], work.inner);
  const product = jit((left, right) => np.matmul(left, right));
  return computing(() => product(a.ref, b.ref), false);
}

/** The tutorial's net; 2×2 windows side by side are two axes of a reshaped image. */
function net([conv1, bias1, conv2, bias2, fc1, bias3, fc2, bias4], images) {
  const stage = (x, filter, bias) => {
    const sums = lax.convGeneralDilated(x, filter, [1, 1], 'VALID').add(bias.reshape([1, -1, 1, 1]));
    const [count, channels, height, width] = sums.shape;
    return np.max(nn.relu(sums).reshape([count, channels, height / 2, 2, width / 2, 2]), [3, 5]);
  };
  const flat = stage(stage(images, conv1, bias1), conv2, bias2).reshape([-1, 576]);
  const hidden = nn.relu(np.matmul(flat, fc1.transpose()).add(bias3));
  return np.matmul(hidden, fc2.transpose()).add(bias4);
}

async function train(batch) {
  const images = arrayOf(seeds.input, [batch, 3, 32, 32]);
  const target = nn.oneHot(np.array(labels(batch)), 10);
  const lossOf = (parameters, images, target) =>
    np.mean(np.sum(nn.logSoftmax(net(parameters, images)).mul(target), 1)).mul(-1);
  const step = jit((parameters, momenta, images, target) => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(parameters), images, target);
    const moved = momenta.map((momentum, i) => momentum.mul(0.9).add(gradients[i]));
    return [parameters.map((parameter, i) => parameter.sub(moved[i].ref.mul(0.001))), moved, loss];
  });
  let parameters = parametersOf();
  let momenta = netParameters.map(({ shape }) => np.zeros([...shape]));
  const once = () => {
    let loss;
    [parameters, momenta, loss] = step(parameters, momenta, images.ref, target.ref);
    return loss;
  };
  const run = (steps) => repeated(once, steps, false);
  return { check: [(await run(1))[0], (await run(1))[0], (await run(1))[0]], run };
}

async function computing(compute, readsEach) {
  const run = (iterations) => repeated(compute, iterations, readsEach);
  return { check: fingerprint(await run(1)), run };
}

/** Computes something again and again, and reads it each time or the last. */
async function repeated(compute, iterations, readsEach) {
  for (let done = 1; ; done++) {
    const result = compute();
    if (done === iterations) return result.data();
    if (readsEach) await result.data();
    else result.dispose();
  }
}

function parametersOf() {
  return netParameters.map(({ shape, fanIn }, i) => arrayOf(seeds.net + i, shape, fanIn));
}

function arrayOf(seed, shape, fanIn = 1) {
  return np.array(weights(seed, shape, fanIn), { shape: [...shape] });
}

import {
  enableGrad,
  F,
  fromArray,
  manualSeed,
  nn,
  noGrad,
  optim,
  randn,
  registerBackend,
  type Tensor,
} from 'stridegrad';
import type { Addon, NativeKernel } from '../../src/backends/native/addon.ts';
import { nativeBackend } from '../../src/backends/native/backend.ts';
import { referenceBackend } from '../../src/backends/reference.ts';
import { addon, withAddon } from './addon.ts';

const fusedNames = ['conv2dRelu', 'conv2dReluMaxPool2d', 'maxPool2dReluGrad'];

/** The addon, with the names of the kernels that it was asked for. */
function recording(): { addon: Addon; ran: string[] } {
  const ran: string[] = [];
  const kernels = Object.fromEntries(
    Object.entries(addon.kernels).map(([name, kernel]): [string, NativeKernel] => [
      name,
      (...given) => {
        ran.push(name);
        kernel(...given);
      },
    ]),
  );
  return { addon: { ...addon, kernels }, ran };
}

const fused = recording();
const plainSchema = Object.fromEntries(
  Object.entries(addon.schema ?? {}).filter(([name]) => !fusedNames.includes(name)),
);
const plain = { ...addon, schema: plainSchema };
registerBackend({ ...nativeBackend({ addon: fused.addon, fallback: referenceBackend }), name: 'fused' });
registerBackend({ ...nativeBackend({ addon: plain, fallback: referenceBackend }), name: 'plain' });

/** What a body gives on a device that fuses and on one that does not: the same bits, or the test fails. */
function sameBits(
  t: { deepEqual(a: unknown, b: unknown, name: string): void },
  name: string,
  body: (device: string) => Tensor[],
) {
  fused.ran.length = 0;
  const [actual, expected] = ['fused', 'plain'].map((device) => body(device).map((x) => [...x.toTypedArray()]));
  t.deepEqual(actual, expected, `${name}: the bits are the same`);
}

const shape = [2, 3, 9, 8];

/** Weight and bias of a small convolution, and an input with signs of both kinds. */
function leaves(device: string): [Tensor, Tensor, Tensor] {
  manualSeed(1);
  const make = (...size: number[]) => randn(size, { device, requiresGrad: true });
  return [make(...shape), make(4, 3, 3, 3), make(4)];
}

withAddon('convolution, ReLU and max pooling become one kernel, and so do their gradients', (t) => {
  sameBits(t, 'a layer', (device) => {
    const [x, weight, bias] = leaves(device);
    const y = F.maxPool2d(F.relu(F.conv2d(x, weight, bias)), 2);
    y.square().sum().backward();
    return [y, x.grad, weight.grad, bias.grad] as Tensor[];
  });
  for (const name of ['conv2dReluMaxPool2d', 'maxPool2dReluGrad']) {
    t.equal(fused.ran.filter((ran) => ran === name).length, 1, `${name} ran once`);
  }
  for (const name of ['conv2d', 'relu', 'maxPool2dIndices', 'gather', 'maxPool2dGrad', 'reluGrad']) {
    t.notOk(fused.ran.includes(name), `${name} did not run`);
  }
  t.end();
});

withAddon('whoever looks at what lies between sees it', (t) => {
  sameBits(t, 'looking after everything', (device) => {
    const [x, weight, bias] = leaves(device);
    const convolved = F.conv2d(x, weight, bias);
    const activated = F.relu(convolved);
    const [pooled, indices] = F.maxPool2d(activated, 2, { returnIndices: true });
    pooled.sum().backward();
    return [pooled, indices, activated, convolved, weight.grad as Tensor];
  });
  sameBits(t, 'looking at once', (device) => {
    const [x, weight, bias] = leaves(device);
    const convolved = F.conv2d(x, weight, bias);
    const activated = F.relu(convolved);
    const before = [convolved.sum(), activated.sum()];
    const pooled = F.maxPool2d(activated, 2);
    pooled.sum().backward();
    return [...before, pooled, weight.grad as Tensor];
  });
  sameBits(t, 'reading twice', (device) => {
    const [x, weight, bias] = leaves(device);
    const activated = F.relu(F.conv2d(x, weight, bias));
    const y = F.maxPool2d(activated, 2).sum().add(activated.mean());
    y.backward();
    return [y, x.grad as Tensor, weight.grad as Tensor];
  });
  sameBits(t, 'a hook on the gradient between', (device) => {
    const [x, weight, bias] = leaves(device);
    const activated = F.relu(F.conv2d(x, weight, bias));
    const seen: Tensor[] = [];
    activated.registerHook((gradient) => {
      seen.push(gradient);
      return undefined;
    });
    activated.retainGrad();
    F.maxPool2d(activated, 2).square().sum().backward();
    return [...seen, activated.grad as Tensor, weight.grad as Tensor];
  });
  t.end();
});

withAddon('ReLU after a convolution, and anything after that', (t) => {
  sameBits(t, 'no pooling', (device) => {
    const [x, weight, bias] = leaves(device);
    const y = F.avgPool2d(F.relu(F.conv2d(x, weight, bias)), 2);
    y.square().sum().backward();
    return [y, x.grad as Tensor, weight.grad as Tensor];
  });
  t.ok(fused.ran.includes('conv2dRelu'), 'conv2dRelu ran');
  t.end();
});

withAddon('what waits keeps its inputs as they were when these are changed in place', (t) => {
  const changes: [string, (layer: { x: Tensor; weight: Tensor; bias: Tensor; pooled: Tensor }) => void][] = [
    ['the input', ({ x }) => x.fill_(0)],
    ['the weight', ({ weight }) => weight.mul_(-2)],
    ['the bias', ({ bias }) => bias.add_(100)],
    ['the pooled values', ({ pooled }) => pooled.sub_(1000)],
  ];
  for (const [name, change] of changes) {
    sameBits(t, name, (device) => {
      const [x, weight, bias] = noGrad(() => leaves(device)).map((leaf) => leaf.detach());
      const convolved = F.conv2d(x, weight, bias).requiresGrad_();
      const activated = enableGrad(() => F.relu(convolved));
      const pooled = F.maxPool2d(activated, 2);
      noGrad(() => change({ x, weight, bias, pooled: pooled.detach() }));
      pooled.sum().backward();
      return [activated, convolved, pooled, convolved.grad as Tensor];
    });
  }
  sameBits(t, 'what waits itself', (device) => {
    const [x, weight, bias] = leaves(device).map((leaf) => leaf.detach());
    const convolved = F.conv2d(x, weight, bias);
    const activated = F.relu(convolved);
    convolved.add_(3);
    const pooled = F.maxPool2d(activated, 2);
    activated.mul_(5);
    return [convolved, activated, pooled];
  });
  t.end();
});

withAddon('training goes through the same weights', (t) => {
  sameBits(t, 'ten steps', (device) => {
    manualSeed(3);
    const net = new nn.Sequential(
      new nn.Conv2d(3, 4, 3),
      new nn.ReLU(),
      new nn.MaxPool2d(3, { stride: 2, padding: 1 }),
      new nn.Conv2d(4, 6, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Flatten(),
      new nn.Linear(12, 5),
    );
    net.to(device);
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
    const x = randn(shape, { device });
    const labels = fromArray(Int32Array.of(1, 4), [2], { device });
    for (let i = 0; i < 10; i++) {
      optimizer.zeroGrad();
      F.crossEntropy(net(x), labels).backward();
      optimizer.step();
    }
    return [...net.parameters()];
  });
  t.end();
});

withAddon('convolutions of convolutions, forward and back, whatever waits', (t) => {
  sameBits(t, 'frozen transposed convolutions', (device) => {
    manualSeed(5);
    const weight = randn([2, 2, 3, 3], { device });
    const x = randn([1, 2, 5, 5], { device, requiresGrad: true });
    F.convTranspose2d(F.convTranspose2d(x, weight), weight).sum().backward();
    return [x.grad as Tensor];
  });
  sameBits(t, 'a long chain that is read at its end', (device) => {
    manualSeed(6);
    const weight = randn([1, 1, 1, 1], { device });
    let x = randn([1, 1, 2, 2], { device });
    noGrad(() => {
      for (let i = 0; i < 10_000; i++) x = F.relu(F.conv2d(x, weight.abs().sign()));
    });
    return [x];
  });
  t.end();
});

withAddon('arrays in one buffer, and buffers that are taken away', (t) => {
  sameBits(t, 'two parameters of one flat array', (device) => {
    const flat = Float32Array.from({ length: 16 }, (_, i) => i + 1);
    const whole = fromArray(flat, [1, 1, 4, 4], { device });
    const half = fromArray(flat.subarray(0, 8), [8], { device });
    const y = F.conv2d(whole, fromArray(new Float32Array(4).fill(1), [1, 1, 2, 2], { device }));
    half.zero_();
    return [y];
  });
  const numbers = new Float32Array(16).fill(1);
  const y = F.relu(
    F.conv2d(fromArray(numbers, [1, 1, 4, 4], { device: 'fused' }), randn([1, 1, 2, 2], { device: 'fused' })),
  );
  structuredClone(numbers.buffer, { transfer: [numbers.buffer] });
  t.throws(() => y.toArray(), /conv2d: an input had 16 numbers, but its array has 0 now/, 'says so when it is read');
  t.end();
});

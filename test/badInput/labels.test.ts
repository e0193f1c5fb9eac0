import test from 'tape';
import { describeDevices, F, fromArray, nn, optim, registerBackend, tensor } from '../../src/index.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';

registerBackend(awaitedBackend('labels'));
const devices = describeDevices().filter(
  ({ name, available }) => available && /^(reference|native|labels)$/.test(name),
);

for (const { name: device } of devices) {
  test(`on ${device}, labels that are no classes are refused, and net and optimizer stay as they were`, async (t) => {
    const net = new nn.Sequential(new nn.Linear(4, 3, { device }), new nn.ReLU());
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.5, momentum: 0.5 });
    const input = fromArray(
      Float32Array.from({ length: 8 }, (_, i) => i / 8),
      [2, 4],
      { device },
    );
    const labelled = (labels: Int32Array) => fromArray(labels, [labels.length], { device });
    F.crossEntropy(net(input), labelled(Int32Array.of(0, 2))).backward();
    optimizer.step();
    const state = async () => {
      const parameters = [...net.parameters()];
      const momenta = Object.values(optimizer.stateDict().state).flatMap((entry) => Object.values(entry));
      return Promise.all(
        [...parameters, ...parameters.map(({ grad }) => grad), ...momenta].map((one) =>
          typeof one === 'object' ? one.toTypedArrayAsync() : one,
        ),
      );
    };
    const before = await state();

    const wrong: readonly (readonly [number, RegExp])[] = [
      [3, /crossEntropy: target( element 1)? is 3, but with 3 classes labels are 0 … 2/],
      [-1, /crossEntropy: target( element 1)? is -1, but with 3 classes labels are 0 … 2/],
      [2 ** 31 - 1, /is 2147483647, but with 3 classes/],
      [-(2 ** 31), /is -2147483648, but with 3 classes/],
    ];
    for (const [label, says] of wrong) {
      t.throws(() => F.crossEntropy(net(input), labelled(Int32Array.of(0, label))).backward(), says);
    }
    const logits = net(input);
    t.throws(() => F.nllLoss(logits, labelled(Int32Array.of(0, 3))), /nllLoss: .* is 3, but with 3 classes/);
    t.throws(() => F.crossEntropy(logits, labelled(Int32Array.of(0))), /input has 2 images but target labels 1/);
    t.throws(() => F.crossEntropy(logits, tensor([0.5, 1], { device })), /DTypeError: .*target is float32/);
    t.throws(() => F.embedding(labelled(Int32Array.of(0, 9)), logits), /embedding: index 9 is outside 0 … 1/);
    t.throws(() => F.oneHot(labelled(Int32Array.of(0, 9)), 3), /oneHot: index 9 is outside 0 … 2/);

    t.deepEqual(await state(), before, 'to the bit');
    t.end();
  });

  test(`on ${device}, a layer that refuses its input learns and counts nothing`, async (t) => {
    const norm = new nn.BatchNorm2d(2, { device });
    const conv = new nn.Conv2d(2, 2, 3, { device });
    const before = await Promise.all([...norm.buffers()].map((buffer) => buffer.toTypedArrayAsync()));
    const image = (...shape: number[]) => fromArray(new Float32Array(shape.reduce((a, b) => a * b)), shape, { device });

    t.throws(
      () => norm(image(1, 2, 1, 1)),
      /batchNorm: training needs more than one value per channel.*\[1, 2, 1, 1\]/,
    );
    t.throws(() => norm(image(1, 3, 2, 2)), /BatchNorm2d\(2\): expects 2 channels but the input has 3/);
    t.throws(() => conv(image(1, 3, 5, 5)), /Conv2d\(2, 2\): expects 2 channels but the input has 3/);
    t.throws(
      () => conv(image(1, 2, 2, 2)),
      /conv2d: the window does not fit.*= 3 elements, but the axis has 2 \+ 0 \+ 0/,
    );

    t.deepEqual(await Promise.all([...norm.buffers()].map((buffer) => buffer.toTypedArrayAsync())), before);
    t.end();
  });
}

import fc from 'fast-check';
import test from 'tape';
import * as nn from '../../src/nn/index.ts';
import { inFeatures } from '../../src/nn/inFeatures.ts';
import { inputSizesFor } from '../../src/nn/inputSizesFor.ts';
import { paddingToKeep } from '../../src/nn/paddingToKeep.ts';
import { zeros } from '../../src/tensor/create.ts';
import { functional as F } from '../../src/tensor/methods.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

test('which padding keeps 32?', (t) => {
  const told = (layer: nn.Module, size: number) => String(paddingToKeep(layer, size)).replaceAll(/\n\s*/g, ' ');
  t.equal(
    told(new nn.Conv2d(3, 8, 5), 32),
    'height and width: padding 2 keeps 32: (k − 1)/2, which is right for odd k at stride 1 and dilation 1',
  );
  t.equal(
    told(new nn.Conv1d(3, 8, 4), 32),
    'length: no padding alike on both sides keeps 32, for dilation·(k − 1) = 1·(4 − 1) = 3 is odd: 1 before and 2 after do; ' +
      "padding: 'same' does so, or an nn.ZeroPad2d before the layer",
  );
  t.equal(
    told(new nn.Conv2d(3, 8, 3, { stride: 2 }), 32),
    'height and width: stride 2 cannot keep 32: that would take (32 − 1)·2 + 3 − 32 = 33 cells of padding in all, and ' +
      'windows that see nothing else. Padding 0 gives 15, 1 gives 16, 2 gives 17',
  );
  t.match(
    told(new nn.MaxPool2d(3, { stride: 1, dilation: 2 }), 8),
    /padding 2 would keep 8, but a pooling takes no more than ⌊k\/2⌋ = 1/,
  );
  t.throws(
    () => paddingToKeep(new nn.Linear(2, 2), 3),
    /ArgumentError: paddingToKeep: expects a convolution or a sliding pool/,
  );
  t.throws(() => paddingToKeep(new nn.Conv2d(1, 1, 3), [3]), /expects a size for each of 2 axes, but got \[3\]/);
  t.end();
});

const small = (min: number, max: number) => fc.integer({ min, max });
const anyWindow = fc.record({ size: small(1, 9), kernel: small(1, 5), stride: small(1, 3), dilation: small(1, 2) });

/** What a call of a layer on a row makes of it; 0 where it refuses. */
function lengthAfter(layer: nn.Module, size: number): number {
  try {
    return layer(zeros([1, 1, size])).shape[2];
  } catch {
    return 0;
  }
}

test('the padding that is said to keep a size keeps it, and where none is said none does', (t) => {
  fc.assert(
    fc.property(anyWindow, fc.boolean(), ({ size, kernel, stride, dilation }, isPool) => {
      const make = (padding: number | 'same'): nn.Module =>
        isPool
          ? new nn.MaxPool1d(kernel, { stride, dilation, padding: padding as number })
          : new nn.Conv1d(1, 1, kernel, { stride, dilation, padding });
      const { axes, padding } = paddingToKeep(make(0), size);
      const reach = dilation * (kernel - 1) + 1;
      const allowed = Array.from({ length: isPool ? Math.floor(kernel / 2) + 1 : reach }, (_, number) => number);
      const keeping = allowed.filter((number) => lengthAfter(make(number), size) === size);
      const other = padding === 'same' ? lengthAfter(make('same'), size) === size : padding === undefined;
      const given = axes[0].sizes.every((one) => one.output === lengthAfter(make(one.padding), size));
      return given && axes[0].padding === keeping[0] && (keeping.length > 0 ? padding?.[0] === keeping[0] : other);
    }),
    { numRuns: 60 },
  );
  t.pass('found by running every padding there is');
  t.end();
});

test('which sizes give 16? With a stride several do, and that is why a transposed convolution has an outputPadding', (t) => {
  const conv = new nn.Conv2d(3, 8, 3, { stride: 2, padding: 1 });
  t.equal(
    String(inputSizesFor(conv, 16)),
    'height and width: 16 comes from 31 and 32: the formula rounds them to the same',
  );
  t.deepEqual(inputSizesFor(conv, 14).axes[0].sizes, [27, 28], 'the exercise of docs/shapes.md');
  const back = new nn.ConvTranspose2d(8, 3, 3, { stride: 2, padding: 1 });
  t.deepEqual(inputSizesFor(back, 31).axes[0].sizes, [16]);
  const [{ sizes, outputPaddings, reason }] = inputSizesFor(back, [32, 31]).axes;
  t.deepEqual([sizes, outputPaddings], [[], [{ input: 16, outputPadding: 1 }]]);
  t.equal(
    reason,
    'no size gives 32 as the layer is; by the window it comes from 16 with outputPadding 1 (the convolution makes one ' +
      'size of 2, and outputPadding says which is meant)',
  );
  t.match(String(inputSizesFor(new nn.AdaptiveAvgPool2d(5), 5)), /every size from 1 on gives 5/);
  t.match(String(inputSizesFor(new nn.Upsample({ scaleFactor: 2 }), 7)), /no size gives 7/);
  t.deepEqual(
    inputSizesFor(new nn.ZeroPad2d([1, 2, 3, 4]), 10).axes.map((axis) => axis.sizes),
    [[3], [7]],
  );
  t.deepEqual(
    inputSizesFor(new nn.ReLU(), [4, 5]).axes.map((axis) => axis.sizes),
    [[4], [5]],
  );
  t.end();
});

test('the sizes that are said to give an output are those that do', (t) => {
  const layers = fc.record({
    ...{ kernel: small(1, 4), stride: small(1, 4), dilation: small(1, 2) },
    wish: small(0, 2),
    ceilMode: fc.boolean(),
  });
  fc.assert(
    fc.property(layers, small(1, 6), fc.boolean(), ({ kernel, stride, dilation, wish, ceilMode }, output, isPool) => {
      const padding = isPool ? Math.min(wish, Math.floor(kernel / 2)) : wish;
      const layer = isPool
        ? new nn.MaxPool1d(kernel, { stride, dilation, padding, ceilMode })
        : new nn.Conv1d(1, 1, kernel, { stride, dilation, padding });
      const found = Array.from({ length: 40 }, (_, i) => i + 1).filter((size) => lengthAfter(layer, size) === output);
      return JSON.stringify(inputSizesFor(layer, output).axes[0].sizes) === JSON.stringify(found);
    }),
    { numRuns: 40 },
  );
  t.pass('forwards');
  fc.assert(
    fc.property(
      small(1, 3),
      small(1, 3),
      small(1, 2),
      small(0, 1),
      small(1, 9),
      (kernel, stride, dilation, padding, output) => {
        const found: { input: number; outputPadding: number }[] = [];
        for (let outputPadding = 0; outputPadding < Math.max(stride, dilation); outputPadding++) {
          const layer = new nn.ConvTranspose2d(1, 1, [1, kernel], {
            ...{ stride: [1, stride], dilation: [1, dilation], padding: [0, padding] },
            outputPadding: [0, outputPadding],
          });
          for (let input = 1; input <= 12; input++) {
            const after = layerWidth(layer, input);
            if (after === output) found.push({ input, outputPadding });
          }
        }
        const plain = new nn.ConvTranspose2d(1, 1, [1, kernel], {
          stride: [1, stride],
          dilation: [1, dilation],
          padding: [0, padding],
        });
        const { sizes, outputPaddings } = inputSizesFor(plain, [1, output]).axes[1];
        const own = found.filter(({ outputPadding }) => outputPadding === 0).map(({ input }) => input);
        return JSON.stringify([outputPaddings, sizes]) === JSON.stringify([found, own]);
      },
    ),
    { numRuns: 30 },
  );
  t.pass('and backwards, with every outputPadding');
  t.end();
});

function layerWidth(layer: nn.Module, width: number): number {
  try {
    return layer(zeros([1, 1, 1, width])).shape[3];
  } catch {
    return 0;
  }
}

/** The tutorial's net, which goes from images to features in its own way. */
class Net extends nn.Module {
  readonly conv1 = new nn.Conv2d(3, 6, 5);
  readonly pool = new nn.MaxPool2d(2);
  readonly conv2 = new nn.Conv2d(6, 16, 3);
  readonly fc1 = new nn.Linear(400, 12);
  readonly fc2 = new nn.Linear(12, 10);
  readonly #flat: (x: Tensor) => Tensor;
  constructor(flat: (x: Tensor) => Tensor) {
    super();
    this.#flat = flat;
  }
  override forward(x: Tensor): Tensor {
    const first = this.pool(F.relu(this.conv1(x)));
    const second = this.pool(F.relu(this.conv2(first)));
    return this.fc2(F.relu(this.fc1(this.#flat(second))));
  }
}

test('what inFeatures does this Linear need?', (t) => {
  const answer = 'fc1: 16·6·6 = 576 features, not 400: new nn.Linear(576, 12)';
  t.equal(String(inFeatures(new Net((x) => x.flatten(1)), [1, 3, 32, 32])), answer);
  t.equal(String(inFeatures(new Net((x) => x.view([-1, 400])), [1, 3, 32, 32])), answer, 'where the view fails');
  t.equal(
    String(inFeatures(new Net((x) => x.view([-1, 400])), [25, 3, 32, 32])),
    answer,
    'where it takes 25 images for 36',
  );
  t.equal(String(inFeatures(new Net((x) => x), [1, 3, 32, 32])), answer, 'where nobody flattens');
  t.equal(
    String(inFeatures(new Net((x) => x.flatten(1)), [1, 3, 28, 28])),
    'fc1: 16·5·5 = 400 features: new nn.Linear(400, 12)',
    'where all is well',
  );

  const layers = [new nn.Conv2d(3, 6, 5), new nn.MaxPool2d(2)];
  const { path, inFeatures: needed, given, numbers } = inFeatures(layers, [1, 3, 32, 32]);
  t.deepEqual([path, needed, given, numbers], ['', 1176, undefined, '6·14·14 = 1176']);
  t.equal(inFeatures(new nn.Linear(4, 2), [5, 7]).inFeatures, 7);
  t.throws(
    () => inFeatures(layers, [1, 1, 32, 32]),
    /inFeatures: the net fails before any Linear. 0 expects 3 channels/,
  );
  t.end();
});

test('a Linear with the features that the answer names fits', (t) => {
  fc.assert(
    fc.property(small(5, 12), small(5, 12), small(1, 3), (height, width, channels) => {
      const layers = (features: number) => [
        new nn.Conv2d(1, channels, 3),
        new nn.MaxPool2d(2, { ceilMode: true }),
        new nn.Flatten(),
        new nn.Linear(features, 2),
      ];
      const needed = inFeatures(layers(1), [2, 1, height, width]).inFeatures;
      return new nn.Sequential(...layers(needed))(zeros([2, 1, height, width])).shape[1] === 2;
    }),
    { numRuns: 20 },
  );
  t.pass('on images of every size');
  t.end();
});

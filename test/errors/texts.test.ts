import test from 'tape';
import * as nn from '../../src/nn/index.ts';
import { ones, tensor, zeros } from '../../src/tensor/create.ts';
import { cat } from '../../src/tensor/functions/join.ts';
import { slice } from '../../src/tensor/indexing.ts';
import { functional as F } from '../../src/tensor/methods.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { Net, textOf } from './support.ts';

/** A mistake that beginners make, and the first line of what they are told. */
type Mistake = readonly [body: () => unknown, told: string];

const labels = tensor([0, 1, 2, 3], { dtype: 'int32' });
const images = (...shape: number[]) => zeros(shape);

/** All mistakes, with what comes before the chain. */
function told(mistakes: readonly Mistake[]): { readonly actual: string[]; readonly expected: string[] } {
  return {
    actual: mistakes.map(([body]) => textOf(body).split('\n')[0]),
    expected: mistakes.map(([, text]) => `ShapeError: ${text}`),
  };
}

test('fc1 expects 400 features but flatten gives another count', (t) => {
  const { actual, expected } = told([
    [
      () => new Net()(images(4, 3, 36, 36)),
      'fc1 expects 400 features but flatten gives 16·6·6 = 576: nn.Linear(576, 128). 400 would be 16·5·5. Given input [4, 576].',
    ],
    [
      () => new Viewing([4, -1])(images(4, 3, 36, 36)),
      'fc1 expects 400 features but view gives 16·6·6 = 576: nn.Linear(576, 128). 400 would be 16·5·5. Given input [4, 576].',
    ],
    [
      () => new Viewing([-1, 288])(images(4, 3, 36, 36)),
      'fc1 expects 400 features but view([-1, 288]) makes 8 rows of 4 with 16·6·6 = 576 numbers: use flatten(1) and nn.Linear(576, 128). 400 would be 16·5·5. Given input [8, 288].',
    ],
    [
      // Without a square that fits, and through a layer that leaves the shape.
      () => new nn.Linear(10, 2, { bias: false })(F.relu(images(4, 2, 3, 5).flatten(1))),
      'Linear(10, 2): expects 10 features but flatten gives 2·3·5 = 30: nn.Linear(30, 2, { bias: false }). Given input [4, 30].',
    ],
    [
      () => F.linear(images(4, 16, 6, 6).flatten(1), zeros([128, 400])),
      'linear: the last axis of input must have the 400 features that weight expects, but flatten gives 16·6·6 = 576. Given input [4, 576], weight [128, 400].',
    ],
  ]);
  t.deepEqual(actual, expected);
  t.end();
});

test('features that no flatten made are told with the layer that takes them', (t) => {
  const { actual, expected } = told([
    [
      () => new nn.Sequential(new nn.Linear(8, 5), new nn.ReLU(), new nn.Linear(6, 2))(zeros([4, 8])),
      '2 expects 6 features but the last axis of the input has 5: nn.Linear(5, 2). Given input [4, 5].',
    ],
    [
      () => new nn.Linear(784, 10)(images(64, 1, 28, 28)),
      'Linear(784, 10): expects 784 features but the last axis has 28: flatten(1) gives 1·28·28 = 784. Given input [64, 1, 28, 28].',
    ],
    [
      () => new nn.Linear(784, 10)(images(1, 28, 28)),
      'Linear(784, 10): expects 784 features but the last axis has 28: flatten(1) gives 28·28 = 784. Given input [1, 28, 28].',
    ],
    [
      () => new nn.Linear(400, 10)(images(4, 16, 6, 6)),
      'Linear(400, 10): expects 400 features but the last axis has 6: flatten(1) gives 16·6·6 = 576, and nn.Linear(576, 10) takes them. Given input [4, 16, 6, 6].',
    ],
    [
      () => new nn.Linear(3, 4)(zeros([3, 5])),
      'Linear(3, 4): expects 3 features but the last axis has 5, and the first 3: did you mean input.t()? Given input [3, 5].',
    ],
    [
      () => new nn.Linear(3, 4)(zeros([])),
      'Linear(3, 4): expects 3 features but the input has no axis. Given input [].',
    ],
    [
      () => F.linear(zeros([2, 4]), zeros([4, 3])),
      'linear: the last axis of input must have the 3 features that weight expects, but has 4; did you mean weight.t()? Given input [2, 4], weight [4, 3].',
    ],
  ]);
  t.deepEqual(actual, expected);
  t.end();
});

test('channels at the end look like NHWC', (t) => {
  const { actual, expected } = told([
    [
      () => new Net()(images(4, 32, 32, 3)),
      'conv1 expects 3 channels but the input has 32; its last dimension is 3: looks like NHWC, use permute([0, 3, 1, 2]). Given input [4, 32, 32, 3].',
    ],
    [
      () => new Net()(images(32, 32, 3)),
      'conv1 expects 3 channels but the input has 32; its last dimension is 3: looks like HWC, use permute([2, 0, 1]). Given input [32, 32, 3].',
    ],
    [
      () => F.conv2d(images(1, 28, 20, 1), ones([8, 1, 3, 3])),
      'conv2d: input has 28 channels but weight expects 1; its last dimension is 1: looks like NHWC, use permute([0, 3, 1, 2]). Given input [1, 28, 20, 1], weight [8, 1, 3, 3].',
    ],
    [
      () => F.convTranspose2d(images(2, 8, 8, 4), ones([4, 2, 2, 2])),
      'convTranspose2d: input has 8 channels but weight expects 4; its last dimension is 4: looks like NHWC, use permute([0, 3, 1, 2]). Given input [2, 8, 8, 4], weight [4, 2, 2, 2].',
    ],
    [
      () => F.conv1d(zeros([2, 9, 16]), ones([4, 16, 3])),
      'conv1d: input has 9 channels but weight expects 16; its last dimension is 16: looks like NLC, use permute([0, 2, 1]). Given input [2, 9, 16], weight [4, 16, 3].',
    ],
    [
      () => new nn.BatchNorm2d(16)(images(2, 8, 8, 16)),
      'BatchNorm2d(16): expects 16 channels but the input has 8; its last dimension is 16: looks like NHWC, use permute([0, 3, 1, 2]). Given input [2, 8, 8, 16].',
    ],
    [
      () => new nn.GroupNorm(1, 3)(images(2, 8, 8, 3)),
      'GroupNorm(1, 3): expects 3 channels but the input has 8; its last dimension is 3: looks like NHWC, use permute([0, 3, 1, 2]). Given input [2, 8, 8, 3].',
    ],
    [
      () => F.maxPool2d(images(4, 32, 32, 3), 5),
      'maxPool2d: the window does not fit: it reaches over dilation·(k − 1) + 1 = 1·(5 − 1) + 1 = 5 elements, but the axis has 3 + 0 + 0 = 3 with its padding. Its last dimension is 3: looks like NHWC, use permute([0, 3, 1, 2]). Given input [4, 32, 32, 3].',
    ],
    [
      // A width that happens to be what the channels should be is no reason to turn the axes.
      () => new nn.Conv2d(3, 8, 1)(images(4, 8, 3, 3)),
      'Conv2d(3, 8): expects 3 channels but the input has 8: nn.Conv2d(8, 8, …). Given input [4, 8, 3, 3].',
    ],
  ]);
  t.deepEqual(actual, expected);
  t.end();
});

/** A net that lays out the images with a view, as the tutorial does. */
class Viewing extends Net {
  readonly #sizes: readonly number[];
  constructor(sizes: readonly number[], channels = 16) {
    super();
    this.conv2 = new nn.Conv2d(6, channels, 5);
    this.#sizes = sizes;
  }
  override flat(x: Tensor): Tensor {
    return x.view(this.#sizes);
  }
}

test('−1 changed the batch from 4 to 6, says the loss', (t) => {
  // 24·5·5 = 600 numbers an image, which view makes rows of 400: 4·600 / 400 = 6 of them.
  const logits = () => new Viewing([-1, 400], 24)(images(4, 3, 32, 32));
  const change =
    '−1 changed the batch from 4 to 6: view([-1, 400]) of [4, 24, 5, 5]. Each of the 4 has 24·5·5 = 600 numbers: use flatten(1) and nn.Linear(600, 128).';
  const { actual, expected } = told([
    [
      () => F.crossEntropy(logits(), labels),
      `crossEntropy: input has 6 images but target labels 4: ${change} Given input [6, 10], target [4].`,
    ],
    [
      () => new nn.NLLLoss()(F.logSoftmax(logits(), 1), labels),
      `nllLoss: input has 6 images but target labels 4: ${change} Given input [6, 10], target [4].`,
    ],
    [
      () => F.mseLoss(logits(), zeros([4, 10])),
      `mseLoss: the shapes do not broadcast: axis −2 is 6 in one and 4 in another (sizes must be equal, or one of them 1): ${change} Given input [6, 10], other [4, 10].`,
    ],
    [
      () => F.binaryCrossEntropyWithLogits(logits(), zeros([4, 10])),
      `binaryCrossEntropyWithLogits: target must have the input's shape: ${change} Given input [6, 10], target [4, 10].`,
    ],
    [
      () => new Viewing([-1, 400])(images(4, 3, 32, 36)),
      'view: −1 would be 1920 / 400 = 4.8, which is no integer; asked for [-1, 400]. flatten(1) keeps the 4, of 16·5·6 = 480 each. Given input [4, 16, 5, 6].',
    ],
    [
      // A batch that was another before the view, too.
      () => F.crossEntropy(logits(), labels.get(slice(0, 3))),
      'crossEntropy: input has 6 images but target labels 3: did view([-1, …]) or reshape change the batch? Its other sizes must multiply to the elements of one image; flatten(1) cannot get that wrong. Given input [6, 10], target [3].',
    ],
    [
      // Rows that are not the view's doing.
      () => F.crossEntropy(zeros([6, 10]), labels),
      'crossEntropy: input has 6 images but target labels 4: did view([-1, …]) or reshape change the batch? Its other sizes must multiply to the elements of one image; flatten(1) cannot get that wrong. Given input [6, 10], target [4].',
    ],
  ]);
  t.deepEqual(actual, expected);
  t.end();
});

test('targets in another form are told how to become labels', (t) => {
  const logits = zeros([4, 10]);
  const { actual, expected } = told([
    [
      () => F.crossEntropy(logits, labels.unsqueeze(1)),
      'crossEntropy: target must be [4], the input without its classes: use target.squeeze(1). Given input [4, 10], target [4, 1].',
    ],
    [
      () => F.crossEntropy(logits, F.oneHot(labels, 10)),
      "crossEntropy: class indices have the shape [4]. Rows of one 1 among zeros: use argmax(1). Probabilities, which have the input's shape, must be floating: use .to('float32'). Given input [4, 10], target [4, 10].",
    ],
    [
      () => F.crossEntropy(zeros([10]), tensor([3], { dtype: 'int32' })),
      'crossEntropy: target must be [], the input without its classes. A batch of one would be [1, 10]: use input.unsqueeze(0). Given input [10], target [1].',
    ],
    [
      () => F.crossEntropy(zeros([4, 7, 10]), zeros([4, 7], { dtype: 'int32' })),
      'crossEntropy: target must be [4, 10], the input without its classes: if the classes are the last axis, use input.movedim(-1, 1). Given input [4, 7, 10], target [4, 7].',
    ],
  ]);
  t.deepEqual(actual, expected);
  t.end();
});

test('an axis that is missing or lies elsewhere is named', (t) => {
  const { actual, expected } = told([
    [
      () => new nn.Conv2d(1, 3, 3)(images(64, 28, 28)),
      'Conv2d(1, 3): expects 1 channel but the input has 64; unsqueeze(1) gives it an axis for the channel, [64, 1, 28, 28]. Given input [64, 28, 28].',
    ],
    [
      () => new nn.Conv2d(1, 3, 3)(images(28, 28)),
      'Conv2d(1, 3): expects [images, 1, height, width] or [1, height, width]; unsqueeze(0) gives it an axis for the channel, [1, 28, 28]. Given input [28, 28].',
    ],
    [
      () => new nn.Conv2d(1, 3, 3)(images(3, 28, 28)),
      'Conv2d(1, 3): expects 1 channel but the input has 3: nn.Conv2d(3, 3, …). Given input [3, 28, 28].',
    ],
    [
      () => new nn.Sequential(new nn.Conv2d(3, 16, 3), new nn.Conv2d(1, 3, 3))(images(3, 28, 28)),
      '1 expects 1 channel but the input has 16: nn.Conv2d(16, 3, …). Given input [16, 26, 26].',
    ],
    [
      () => F.maxPool2d(images(28, 28), 2),
      'maxPool2d: expects input [images, channels, height, width] or [channels, height, width]; one image of one channel is unsqueeze(0), [1, 28, 28]. Given input [28, 28].',
    ],
    [
      () => new nn.BatchNorm2d(3)(images(3, 8, 8)),
      'BatchNorm2d(3): expects [images, channels, height, width]; unsqueeze(0) makes a batch of one, [1, 3, 8, 8]. Given input [3, 8, 8].',
    ],
    [
      () => new nn.BatchNorm1d(3)(images(4, 3, 8, 8)),
      'BatchNorm1d(3): expects [samples, channels] or [samples, channels, length]; for 4 axes there is nn.BatchNorm2d. Given input [4, 3, 8, 8].',
    ],
    [
      () => images(4, 32, 32, 3).permute([2, 0, 1]),
      'permute: dims [2, 0, 1] must name all 4 axes, but name 3: [0, 3, 1, 2] leaves the batch in front. Given input [4, 32, 32, 3].',
    ],
    [
      () => images(32, 32, 3).permute([0, 3, 1, 2]),
      'permute: dims [0, 3, 1, 2] must name all 3 axes, but name 4: without a batch, [2, 0, 1]. Given input [32, 32, 3].',
    ],
    [
      () => images(4, 3, 8, 8).mul(zeros([3])),
      'mul: the shapes do not broadcast: axis −1 is 8 in one and 3 in another (sizes must be equal, or one of them 1): to go along axis 1, [3] must be [3, 1, 1]. Given input [4, 3, 8, 8], other [3].',
    ],
    [
      () => cat([zeros([2, 3]), zeros([2, 4])]),
      'cat: all sizes but those of axis 0 must be equal; they differ along axis 1: cat(tensors, 1). Given first [2, 3], tensor 1 [2, 4].',
    ],
    [
      () => cat([zeros([2, 3]), zeros([3])]),
      'cat: all sizes but those of axis 0 must be equal; unsqueeze(0) gives [3] the axis that it lacks. Given first [2, 3], tensor 1 [3].',
    ],
    [
      () => zeros([2, 3]).matmul(zeros([4, 3])),
      'matmul: the inner sizes of a · b are 3 and 4, and must be equal; did you mean b.t()? Given a [2, 3], b [4, 3].',
    ],
    [
      () => zeros([2, 3]).matmul(zeros([2, 4])),
      'matmul: the inner sizes of a · b are 3 and 2, and must be equal; did you mean a.t()? Given a [2, 3], b [2, 4].',
    ],
  ]);
  t.deepEqual(actual, expected);
  t.end();
});

test('a net that has shrunk its images too far says from what to what', (t) => {
  const deep = new nn.Sequential(new nn.Conv2d(3, 4, 3), new nn.MaxPool2d(2), new nn.MaxPool2d(2), new nn.MaxPool2d(3));
  t.equal(
    textOf(() => deep(images(1, 3, 8, 8))),
    `ShapeError: 3 (maxPool2d): the window does not fit: it reaches over dilation·(k − 1) + 1 = 1·(3 − 1) + 1 = 3 elements, but the axis has 1 + 0 + 0 = 1 with its padding. The layers before have shrunk 8×8 to 1×1. Use a smaller kernel or dilation, or more padding. Given input [1, 4, 1, 1].
In Sequential: input [1, 3, 8, 8] → 0 [1, 4, 6, 6] → 1 [1, 4, 3, 3]
               → 2 [1, 4, 1, 1] → 3 (maxPool2d)`,
  );
  t.match(
    textOf(() => F.instanceNorm(F.maxPool2d(images(1, 1, 2, 2), 2))),
    /one value has no variance\. The layers before have shrunk 2×2 to 1×1\. Given/,
  );
  t.end();
});

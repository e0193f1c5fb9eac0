import fc from 'fast-check';
import test from 'tape';
import { ones, tensor } from '../../../src/tensor/create.ts';
import { conv2d } from '../../../src/tensor/functions/convolution.ts';
import { convTranspose1d, convTranspose2d } from '../../../src/tensor/functions/transposedConvolution.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { tensorOf } from '../../support/arbitraries.ts';
import { sameNumbers } from '../../support/coordinates.ts';
import { convCase, convTransposeCase, type Pair } from '../../support/windowArbitraries.ts';
import { dot, reader } from '../../support/windowDefinitions.ts';

type Case = typeof convTransposeCase extends fc.Arbitrary<infer Value> ? Value : never;
const stamp = ({ input, weight, bias, stride, padding, outputPadding, dilation, groups }: Case) =>
  convTranspose2d(input, weight, bias, { stride, padding, outputPadding, dilation, groups });

test('convTranspose2d stamps its kernel onto the output once for every input element', (t) => {
  const image = tensor([[[[1, 10]]]]);
  const kernel = tensor([[[[1, 2, 3]]]]);
  t.deepEqual(convTranspose2d(image, kernel).toArray(), [[[[1, 2 + 10, 3 + 20, 30]]]]);
  t.deepEqual(convTranspose2d(image, kernel, undefined, { stride: 2 }).toArray(), [[[[1, 2, 3 + 10, 20, 30]]]]);
  t.deepEqual(
    convTranspose2d(image, kernel, tensor([0.5]), { stride: [1, 2], padding: [0, 1], outputPadding: [0, 1] }).toArray(),
    [[[[2.5, 3 + 10 + 0.5, 20.5, 30.5]]]],
  );
  t.end();
});

/** Every input element adds its stamp: a scatter, where the kernel gathers. */
function stampedByHand({ input, weight, bias, stride, padding, outputPadding, dilation, groups, kernel }: Case) {
  const [pixel, tap, base] = [reader(input), reader(weight), bias.toTypedArray()];
  const [images, inChannels, height, width] = input.shape;
  const groupOut = weight.shape[1];
  const size = (a: 0 | 1, n: number) =>
    (n - 1) * stride[a] - 2 * padding[a] + dilation[a] * (kernel[a] - 1) + outputPadding[a] + 1;
  const [outHeight, outWidth]: Pair = [size(0, height), size(1, width)];
  const outChannels = groupOut * groups;
  const output = new Float64Array(images * outChannels * outHeight * outWidth);
  for (let k = 0; k < output.length; k++) output[k] = base[Math.floor(k / (outHeight * outWidth)) % outChannels];
  for (let n = 0; n < images; n++)
    for (let c = 0; c < inChannels; c++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          for (let o = 0; o < groupOut; o++)
            for (let i = 0; i < kernel[0]; i++)
              for (let j = 0; j < kernel[1]; j++) {
                const outY = y * stride[0] + i * dilation[0] - padding[0];
                const outX = x * stride[1] + j * dilation[1] - padding[1];
                const channel = Math.floor(c / (inChannels / groups)) * groupOut + o;
                if (outY >= 0 && outY < outHeight && outX >= 0 && outX < outWidth)
                  output[((n * outChannels + channel) * outHeight + outY) * outWidth + outX] +=
                    pixel(n, c, y, x) * tap(c, o, i, j);
              }
  return { shape: [images, outChannels, outHeight, outWidth], numbers: Array.from(output) };
}

test('convTranspose2d is the sum of all stamps, for every parameter', (t) => {
  fc.assert(
    fc.property(convTransposeCase, (c) => {
      const output = stamp(c);
      const { shape, numbers } = stampedByHand(c);
      return `${output.shape}` === `${shape}` && sameNumbers(output.toTypedArray(), numbers);
    }),
    { numRuns: 80 },
  );
  t.pass();
  t.end();
});

test('the gradients of convTranspose2d by input, weight and bias equal finite differences', (t) => {
  fc.assert(
    fc.property(convTransposeCase, (c) =>
      gradcheck((input, weight, bias) => stamp({ ...c, input, weight, bias }), [c.input, c.weight, c.bias]),
    ),
    { numRuns: 40 },
  );
  t.pass();
  t.end();
});

test('⟨conv(x), y⟩ = ⟨x, convᵀ(y)⟩: the transposed convolution is the transpose of the convolution', (t) => {
  const withCotangent = convCase.chain((c) => {
    const { stride, padding, dilation, groups } = c;
    const output = conv2d(c.input, c.weight, undefined, { stride, padding, dilation, groups });
    return tensorOf(output.shape).map((y) => ({ c, output, y }));
  });
  fc.assert(
    fc.property(withCotangent, ({ c, output, y }) => {
      const { stride, padding, dilation, groups, kernel, input } = c;
      // The rows and columns at the end that no place of the window reaches.
      const outputPadding = ([0, 1] as const).map((a) => {
        const reached = (y.shape[2 + a] - 1) * stride[a] + dilation[a] * (kernel[a] - 1) + 1 - 2 * padding[a];
        return input.shape[2 + a] - reached;
      }) as unknown as Pair;
      const back = convTranspose2d(y, c.weight, undefined, { stride, padding, outputPadding, dilation, groups });
      return `${back.shape}` === `${input.shape}` && dot(output, y) === dot(input, back);
    }),
    { numRuns: 60 },
  );
  t.pass();
  t.end();
});

test('a single image is a batch of one, and convTranspose1d works on images of height 1', (t) => {
  t.deepEqual(convTranspose2d(tensor([[[1, 10]]]), ones([1, 1, 1, 2])).toArray(), [[[1, 1 + 10, 10]]]);
  t.deepEqual(convTranspose1d(tensor([[[1, 10]]]), tensor([[[1, 2]]]), tensor([0.5]), { stride: 2 }).toArray(), [
    [[1.5, 2.5, 10.5, 20.5]],
  ]);
  t.deepEqual(
    convTranspose1d(tensor([[1, 10]]), tensor([[[1, 2]]]), undefined, {
      padding: [1],
      outputPadding: 1,
      stride: 2,
    }).toArray(),
    [[2, 10, 20]],
  );
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { explainElement } from '../../src/explain/explainElement.ts';
import { Reads } from '../../src/explain/reads.ts';
import { viewConv2d } from '../../src/explain/views/conv2d.ts';
import { explain, F, noGrad, registerBackend, type Step, Tensor, tensor, trace } from '../../src/index.ts';
import { conv2d as kernel } from '../../src/kernels/window/conv2d.ts';
import { convSizes } from '../../src/ops/window/convGeometry.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';
import { flawOf } from '../support/traceLaws.ts';
import { type ConvCase, convCase } from '../support/windowArbitraries.ts';

const optionsOf = ({ stride, padding, dilation, groups }: ConvCase) => ({ stride, padding, dilation, groups });
const runs = { numRuns: 30 };
const traced = (c: ConvCase, paddingMode: 'zeros' | 'reflect' | 'replicate' | 'circular' = 'zeros') =>
  trace.conv2d(c.input, c.weight, c.bias, { ...optionsOf(c), paddingMode });

test('a step of a convolution shows the window, every product, and their sum', (t) => {
  const image = tensor([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]); // biome-ignore format: a picture
  const weight = tensor([[[[1, 2], [3, 4]]]]); // biome-ignore format: a picture
  const step = trace.conv2d(image, weight, tensor([0.5]), { padding: 1, stride: 2 }).at([0, 0, 0, 1]);

  t.equal(step.formula, '2·3 + 3·4 + 0.5 = 18.5');
  t.equal(step.result, 2 * 3 + 3 * 4 + 0.5);
  t.deepEqual(step.window, { tensor: 'input', first: [-1, 1], size: [2, 2], dilation: [1, 1] });
  t.deepEqual(
    step.taps.map(({ place, cell, isPadding }) => [place, cell.index, cell.value, isPadding]),
    [
      [[0, 0, 0], [0, 0, -1, 1], 0, true],
      [[0, 0, 1], [0, 0, -1, 2], 0, true],
      [[0, 1, 0], [0, 0, 0, 1], 2, false],
      [[0, 1, 1], [0, 0, 0, 2], 3, false],
    ],
  );
  t.deepEqual(step.partials, [{ label: 'channel 0', sum: 18 }]);
  t.deepEqual(step.bias, { tensor: 'bias', index: [0], value: 0.5 });
  t.end();
});

test('every output cell of a convolution is explained once, by taps whose sum is its value', (t) => {
  fc.assert(
    fc.property(
      convCase,
      (c) => flawOf(traced(c), F.conv2d(c.input, c.weight, c.bias, optionsOf(c)).toTypedArray()) === '',
    ),
    runs,
  );
  t.end();
});

test('the taps are those of the definition, with zeros where the window hangs over the edge', (t) => {
  fc.assert(
    fc.property(convCase, (c) => {
      const [images, , height, width] = c.input.shape;
      const [outChannels, groupIn, kernelHeight, kernelWidth] = c.weight.shape;
      const steps = [...traced(c)];
      const perImage = steps.length / images;
      return steps.every((step) => {
        const [n, o, y, x] = step.output.index;
        const first = Math.floor(o / (outChannels / c.groups)) * groupIn;
        let tap = 0;
        for (let channel = 0; channel < groupIn; channel++) {
          for (let i = 0; i < kernelHeight; i++) {
            for (let j = 0; j < kernelWidth; j++) {
              const inY = y * c.stride[0] + i * c.dilation[0] - c.padding[0];
              const inX = x * c.stride[1] + j * c.dilation[1] - c.padding[1];
              const outside = inY < 0 || inY >= height || inX < 0 || inX >= width;
              const { cell, factor, isPadding } = step.taps[tap++];
              if (cell.index.join() !== [n, first + channel, inY, inX].join()) return false;
              if (factor?.index.join() !== [o, channel, i, j].join() || isPadding !== outside) return false;
            }
          }
        }
        return tap === step.taps.length && step.number < perImage * (n + 1);
      });
    }),
    runs,
  );
  t.end();
});

test('every gradient of a convolution is explained, by input, weight and bias', (t) => {
  fc.assert(
    fc.property(convCase, (c) => {
      for (const tensor of [c.input, c.weight, c.bias]) tensor.grad = undefined;
      const output = F.conv2d(c.input, c.weight, c.bias, optionsOf(c));
      const gradOutput = unequal(output);
      output.backward(gradOutput);
      const { input, weight, bias } = traced(c).backward(gradOutput);
      return (
        flawOf(input, gradOf(c.input)) === '' &&
        flawOf(weight, gradOf(c.weight)) === '' &&
        flawOf(bias, gradOf(c.bias)) === ''
      );
    }),
    runs,
  );
  t.end();
});

test('a cell of the padding tells which cell it copies, in every padding mode', (t) => {
  const sources = {
    reflect: (at: number, size: number) => (at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at),
    replicate: (at: number, size: number) => Math.min(Math.max(at, 0), size - 1),
    circular: (at: number, size: number) => (at + size) % size,
  };
  fc.assert(
    fc.property(convCase, fc.constantFrom('reflect', 'replicate', 'circular'), (c, mode) => {
      const [, , height, width] = c.input.shape;
      const padding = c.padding.map((size, axis) => Math.min(size, [height, width][axis] - 1)) as [number, number];
      const wide = F.pad(c.input, [padding[1], padding[1], padding[0], padding[0]], { mode });
      if (wide.shape[2] < c.dilation[0] * (c.kernel[0] - 1) + 1) return true;
      if (wide.shape[3] < c.dilation[1] * (c.kernel[1] - 1) + 1) return true;
      const fitting = { ...c, padding };
      const computed = F.conv2d(c.input, c.weight, c.bias, { ...optionsOf(fitting), paddingMode: mode });
      const made = traced(fitting, mode);
      if (flawOf(made, computed.toTypedArray()) !== '') return false;
      const numbers = c.input.toTypedArray();
      return [...made].every(({ taps, output }) =>
        taps.every(({ cell, source, isPadding, place: [, i, j] }) => {
          const [n, channel, inY, inX] = cell.index;
          const [y, x] = [sources[mode](inY, height), sources[mode](inX, width)];
          const held = numbers[((n * c.input.shape[1] + channel) * height + y) * width + x];
          const isOutside = y !== inY || x !== inX;
          return (
            inY === output.index[2] * c.stride[0] + i * c.dilation[0] - padding[0] &&
            inX === output.index[3] * c.stride[1] + j * c.dilation[1] - padding[1] &&
            cell.value === held &&
            isPadding === isOutside &&
            source?.index.join() === (isOutside ? [n, channel, y, x].join() : undefined)
          );
        }),
      );
    }),
    runs,
  );
  t.end();
});

test('a convolution whose kernel and geometry disagree by one cannot be explained', (t) => {
  const input = tensor([[[[1, 2, 3, 4, 5]], [[6, 7, 8, 9, 10]], [[1, 3, 5, 7, 9]], [[2, 4, 6, 8, 10]]]]);
  const sizes = convSizes('conv2d', input.shape, [2, 2, 1, 2], {
    stride: [1, 2],
    padding: [0, 1],
    dilation: [1, 2],
    groups: 2,
  });
  const weight = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const arrays = [input.toTypedArray(), weight, Float32Array.of(0, 0)];
  const stepBy = (from: RegExp, to: string) => {
    const element = new Function(
      `${kernel.helpers.join('\n')}\nreturn ${kernel.element.toString().replace(from, to)}`,
    )() as typeof kernel.element;
    for (let flat = 0; flat < sizes.outChannels * sizes.outWidth; flat++) {
      const { reads, value } = explainElement({ ...kernel, element }, arrays, { sizes }, flat);
      const sight = {
        sizes,
        flat,
        value,
        shape: [1, 2, 1, 3],
        scalars: [],
        reads: new Reads('conv2d', reads),
        arrays: {},
        making: undefined,
      };
      // The weights under the padding are looked up in the arrays; everything else comes from the reads.
      const given = { weight: { numbers: weight }, input: {}, bias: {} };
      viewConv2d({ ...sight, arrays: given } as unknown as Parameters<typeof viewConv2d>[0]);
      sight.reads.finish();
    }
  };

  stepBy(/nothing/, '');
  const planted = {
    stride: [/strideX,\s*paddingX,/, '(strideX + 1), paddingX,'],
    padding: [/strideX,\s*paddingX,/, 'strideX, paddingX + 1,'],
    dilation: [/tapX\s*\*\s*dilationX/, 'tapX * (dilationX + 1)'],
    groups: [/outChannel,\s*groupOutChannels/, 'outChannel + 1, groupOutChannels'],
    taps: [/dilationX,\s*kernelWidth\)/g, 'dilationX, kernelWidth - 1)'],
  } as const;
  for (const [what, [from, to]] of Object.entries(planted)) {
    t.match(kernel.element.toString(), from, `there is a ${what} to be changed`);
    t.throws(() => stepBy(from, to), /do not agree|which has \d+ elements/, `${what} off by one is noticed`);
  }
  t.end();
});

test('explaining runs a copy of the kernel, and leaves its own function alone', (t) => {
  const before = kernel.element;
  let calls = 0;
  const counting = {
    ...kernel,
    element: Object.assign(() => ++calls, { toString: () => before.toString() }) as unknown as typeof before,
  };
  const sizes = convSizes('conv2d', [1, 1, 1, 2], [1, 1, 1, 1], {
    stride: [1, 1],
    padding: [0, 0],
    dilation: [1, 1],
    groups: 1,
  });
  const { value } = explainElement(counting, [[3, 4], [2], [1]], { sizes }, 1);
  t.equal(value, 4 * 2 + 1);
  t.equal(calls, 0, 'the function that trains was not called');
  t.end();
});

/** Half-integers of which no two neighbours are equal: with ones, a misplaced gradient could pass. */
function unequal(like: Tensor): Tensor {
  const numbers = Array.from({ length: like.numel }, (_, i) => (((i * 7) % 11) - 5) / 2);
  return tensor(numbers, { dtype: like.dtype, device: like.device }).view(like.shape);
}

function gradOf({ grad }: Tensor): ArrayLike<number> {
  return grad instanceof Tensor ? grad.toTypedArray() : [];
}

test('explain asks an ordinary result, and says why where it cannot', (t) => {
  const x = tensor([[[[1, 2, 3, 4]]]]);
  const y = F.conv2d(x, tensor([[[[1, -1]]]]));
  const step: Step = explain(y, [0, 0, 0, 2]);
  t.equal(step.formula, '3·1 + 4·(−1) + 0 = −1');
  t.deepEqual(explain(F.conv2d(x.squeeze(0), tensor([[[[1, -1]]]])), 2).formula, step.formula, 'seen through a view');

  t.throws(
    () => explain(x, 0),
    /^GraphError: explain: the tensor \[1, 1, 1, 4\] was given, not computed: no operation made it/,
  );
  t.throws(
    () => explain(y, [0, 0, 1, 0]),
    /there is no cell \[0, 0, 1, 0\] in the output \[1, 1, 1, 3\]; the last is \[0, 0, 0, 2\], number 2/,
  );
  t.throws(
    () => explain(3 as never, 0),
    /^ArgumentError: explain: asks a tensor where its numbers come from, but this is 3/,
  );
  t.throws(() => explain(y, '0' as never), /^ArgumentError: explain: an index is a number, or a list of coordinates/);
  t.throws(
    () => trace.conv2d(x, x, { padding: 1 } as never),
    /^ArgumentError: trace: bias must be a tensor, but is {"padding":1}. Options come after it/,
  );
  t.doesNotThrow(() => noGrad(() => trace.conv2d(x, tensor([[[[1]]]]))).backward(), 'a trace keeps its own tape');
  t.throws(() => explain(y, 3), /there is no element 3 in the output \[1, 1, 1, 3\]/);
  x.add_(1);
  t.throws(() => explain(y, 0), /input 0 \[1, 1, 1, 4\] of conv2d was changed in place after .* \(version 1, then 0\)/);
  const large = F.conv2d(tensor(new Array(40_000).fill(1)).view([1, 1, 200, 200]), tensor([[[[1]]]]));
  t.throws(
    () => explain(large, 0),
    /have 40000 \+ 1 \+ 1 = 40002 numbers, too many to be remembered .* x\.to\('explain'\)/,
  );
  t.end();
});

test('a tensor whose numbers must be awaited says how it can be explained', (t) => {
  registerBackend(awaitedBackend('awaited explanations'));
  const x = tensor([[[[1, 2]]]], { device: 'awaited explanations' });
  const weight = tensor([[[[1]]]], { device: 'awaited explanations' });
  const told =
    /^DeviceError: (explain|trace): the numbers are on awaited explanations, .* await x\.toAsync\('explain'\)/;
  t.throws(() => explain(F.conv2d(x, weight), 0), told);
  t.throws(() => trace.conv2d(x, weight), told);
  t.end();
});

test("on device 'explain' the numbers of a whole training step can be asked", (t) => {
  const weight = tensor([[[[1, 2]]]], { device: 'explain', requiresGrad: true });
  const x = tensor([[[[1, 2, 3]]]], { device: 'explain' });
  const loss = F.conv2d(x, weight).sum();
  loss.backward();
  t.equal(loss.item(), 1 + 4 + 2 + 6);
  const { grad } = weight;
  t.equal(grad && explain(grad, 1).formula, '2·1 + 3·1 = 5');
  t.deepEqual(grad && explain(grad, 1).pass, 'gradient of weight');
  t.end();
});

test('what was changed in place after it was made is not explained by what made it', (t) => {
  const change = /was changed in place after mul made it \(version 1, then 0\)/;
  for (const changed of [
    (y: Tensor) => y.add_(100),
    (y: Tensor) => y.zero_(),
    (y: Tensor) => y.view([3, 1]).copy_(tensor([[7], [8], [9]])),
  ]) {
    const y = tensor([1, 2, 3]).mul(2);
    changed(y);
    t.throws(() => explain(y, 0), change);
    t.throws(() => explain(y.view([3, 1]), 0), change, 'through a view');
  }
  t.end();
});

test('an ordinary result is explained as a trace is: through its padding, and with its bias', (t) => {
  fc.assert(
    fc.property(convCase, fc.constantFrom('zeros', 'replicate'), (c, paddingMode) => {
      const options = { ...optionsOf(c), paddingMode };
      const y = F.conv2d(c.input, c.weight, c.bias, options);
      const steps = [...trace.conv2d(c.input, c.weight, c.bias, options)];
      return steps.every((step) => JSON.stringify(step) === JSON.stringify(explain(y, step.number)));
    }),
    { numRuns: 15 },
  );
  const x = tensor([[[[1, 2], [3, 4]]]]); // biome-ignore format: a picture
  const [weight, bias] = [tensor([[[[1, 10]]]]), tensor([0.5])];
  const made = F.convTranspose2d(x, weight, bias);
  for (const step of trace.convTranspose2d(x, weight, bias)) t.deepEqual(explain(made, step.number), step);
  x.add_(1);
  t.throws(() => explain(made, 0), /input 0 \[1, 1, 2, 2\] of convTranspose2d was changed in place/);
  t.end();
});

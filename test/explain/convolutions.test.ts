import fc from 'fast-check';
import test from 'tape';
import { explain, F, type Step, Tensor, tensor, trace } from '../../src/index.ts';
import { makingOf, noticed } from '../support/planted.ts';
import { flawsOf, unequal } from '../support/traced.ts';
import { type ConvCase, convCase, convTransposeCase } from '../support/windowArbitraries.ts';

const runs = { numRuns: 12 };
const movesOf = ({ stride, padding, dilation, groups }: ConvCase) => ({ stride, padding, dilation, groups });

test('a step of a transposed convolution shows the stamps that reach a cell', (t) => {
  const x = tensor([[[1, 2], [3, 4]]]); // biome-ignore format: a picture
  const weight = tensor([[[[1, 10], [100, 1000]]]]); // biome-ignore format: a picture
  const made = trace.convTranspose2d(x, weight, tensor([0.5]));
  const step = made.at([0, 1, 1]);
  t.equal(step.operation, 'convTranspose2d');
  t.equal(step.pass, 'forward');
  t.equal(step.formula, '4·1 + 3·10 + 2·100 + 1·1000 + 0.5 = 1234.5');
  t.deepEqual(
    step.taps.map(({ place, cell, factor }) => [place, cell.tensor, cell.index, factor?.tensor, factor?.index]),
    [
      [[0, 0, 0], 'input', [0, 1, 1], 'weight', [0, 0, 0, 0]],
      [[0, 0, 1], 'input', [0, 1, 0], 'weight', [0, 0, 0, 1]],
      [[0, 1, 0], 'input', [0, 0, 1], 'weight', [0, 0, 1, 0]],
      [[0, 1, 1], 'input', [0, 0, 0], 'weight', [0, 0, 1, 1]],
    ],
  ); // biome-ignore format: a table
  const back = made.backward();
  t.deepEqual(back.input.at(0).taps[0].cell.tensor, 'gradOutput');
  t.deepEqual(back.weight.at(0).taps.map(({ cell, factor }) => [cell.tensor, factor?.tensor])[0], ['gradOutput', 'input']); // biome-ignore format: short
  t.equal(back.bias.at(0).pass, 'gradient of bias');
  t.equal(explain(F.convTranspose2d(x, weight), [0, 0, 0]).formula, '1·1 = 1');
  t.end();
});

test('every cell and every gradient of a transposed convolution is explained', (t) => {
  fc.assert(
    fc.property(convTransposeCase, fc.boolean(), (c, hasBias) => {
      const { input, weight } = c;
      const bias = hasBias ? c.bias : undefined;
      const options = { ...movesOf(c), outputPadding: c.outputPadding };
      const output = F.convTranspose2d(input, weight, bias, options);
      const made = trace.convTranspose2d(input, weight, bias, options);
      const [images, , height, width] = input.shape;
      const isStamped = [...made].every(
        ({
          output: {
            index: [n, channel, y, x],
          },
          taps,
        }) => {
          // Every input cell whose stamp reaches this one, by the definition.
          const reaching: string[] = [];
          for (let inY = 0; inY < height; inY++) {
          for (let inX = 0; inX < width; inX++) {
            for (let i = 0; i < c.kernel[0]; i++) {
              for (let j = 0; j < c.kernel[1]; j++) {
                const atY = inY * c.stride[0] - c.padding[0] + i * c.dilation[0];
                const atX = inX * c.stride[1] - c.padding[1] + j * c.dilation[1];
                if (atY === y && atX === x) reaching.push(`${inY} ${inX} ${i} ${j}`);
              }
            }
          }
        } // biome-ignore format: loops
          const [groupIn, groupOut] = [input.shape[1] / c.groups, weight.shape[1]];
          const first = Math.floor(channel / groupOut) * groupIn;
          const found = taps.filter(({ isPadding }) => !isPadding);
          const names = found.map(({ cell, place }) => `${cell.index.slice(2).join(' ')} ${place.slice(1).join(' ')}`);
          return (
            n < images &&
            taps.length === groupIn * c.kernel[0] * c.kernel[1] &&
            found.every(
              ({ cell, place, factor }) =>
                cell.index[1] === first + place[0] &&
                factor?.index.join() === [cell.index[1], channel % groupOut, place[1], place[2]].join(),
            ) &&
            reaching.length * groupIn === found.length &&
            reaching.every((name) => names.filter((own) => own === name).length === groupIn)
          );
        },
      );
      return isStamped && flawsOf(made, output, { input, weight, ...(bias && { bias }) }) === '';
    }),
    runs,
  );
  t.end();
});

test('a single image has no images axis in the steps of its convolution', (t) => {
  fc.assert(
    fc.property(convCase, fc.constantFrom('zeros', 'replicate'), (c, paddingMode) => {
      const single = (x: Tensor) => {
        const made = x.detach().select(0, 0);
        made.requiresGrad = true;
        return made;
      };
      const input = single(c.input);
      const options = { ...movesOf(c), paddingMode } as const;
      const output = F.conv2d(input, c.weight, c.bias, options);
      const made = trace.conv2d(input, c.weight, c.bias, options);
      const hasThree = ({ output: at, taps }: Step) => at.index.length === 3 && taps.every(({ cell, source }) => cell.index.length === 3 && (source?.index.length ?? 3) === 3); // biome-ignore format: a rule
      return (
        flawsOf(made, output, { input, weight: c.weight, bias: c.bias }) === '' &&
        [...made].every(hasThree) &&
        hasThree(explain(output, 0))
      );
    }),
    runs,
  );
  t.end();
});

test('a row has no height in the steps of its convolution', (t) => {
  const row = tensor([[[1, 2, 3, 4]]]);
  const weight = tensor([[[1, -1]]]);
  const made = trace.conv1d(row, weight, tensor([0.5]), { padding: 1, stride: 2 });
  const step = made.at([0, 0, 0]);
  t.equal(step.operation, 'conv1d');
  t.equal(step.formula, '1·(−1) + 0.5 = −0.5');
  t.deepEqual(step.window, { tensor: 'input', first: [-1], size: [2], dilation: [1] });
  t.deepEqual(step.taps.map(({ place, cell, factor }) => [place, cell.index, factor?.index]), [[[0, 0], [0, 0, -1], [0, 0, 0]], [[0, 1], [0, 0, 0], [0, 0, 1]]]); // biome-ignore format: short
  t.deepEqual(made.backward().weight.at(0).taps.map(({ place, cell }) => [place, cell.index]), [[[0, 0], [0, 0, -1]], [[0, 1], [0, 0, 1]], [[0, 2], [0, 0, 3]]]); // biome-ignore format: short
  t.deepEqual(trace.convTranspose1d(row, weight).at(1).formula, '2·1 + 1·(−1) = 1');
  t.equal(trace.convTranspose1d(row, weight).at(1).operation, 'convTranspose1d');
  t.deepEqual(explain(F.conv1d(row.squeeze(0), weight), [0, 1]).output.index, [0, 1]);

  fc.assert(
    fc.property(convCase, fc.constantFrom('zeros', 'replicate'), (c, paddingMode) => {
      const flat = (x: Tensor) => {
        const made = x.detach().select(2, 0);
        made.requiresGrad = true;
        return made;
      };
      const [input, weights] = [flat(c.input), flat(c.weight)];
      const options = { stride: c.stride[1], padding: c.padding[1], dilation: c.dilation[1], groups: c.groups, paddingMode } as const; // biome-ignore format: a list
      const output = F.conv1d(input, weights, c.bias, options);
      return flawsOf(trace.conv1d(input, weights, c.bias, options), output, { input, weight: weights, bias: c.bias }) === ''; // biome-ignore format: a law
    }),
    runs,
  );
  t.end();
});

test("the gradient of a cell that padding copied shows what came back to each copy, in every padding mode and in 'same'", (t) => {
  const x = tensor([[[[1, 2, 3]]]]);
  const back = trace
    .conv2d(x, tensor([[[[1, 2]]]]), undefined, { padding: [0, 1], paddingMode: 'replicate' })
    .backward();
  const step = back.input.at([0, 0, 0, 0]);
  t.equal(step.formula, '1·1 + 1·2 + 1·1 = 4');
  t.deepEqual(step.partials, [
    { label: 'output channel 0, the cell at [0, 0]', sum: 3 },
    { label: 'output channel 0, its copy at [0, -1]', sum: 1 },
  ]);
  t.equal(step.kernel, 'conv2dGradInput');

  fc.assert(
    fc.property(convCase, fc.constantFrom('reflect', 'replicate', 'circular'), fc.boolean(), (c, paddingMode, same) => {
      const { input, weight, bias } = c;
      const [, , height, width] = input.shape;
      const padding = c.padding.map((size, axis) => Math.min(size, [height, width][axis] - 1)) as [number, number];
      const reach = (axis: 0 | 1) => c.dilation[axis] * (c.kernel[axis] - 1);
      const fits = same ? reach(0) < height && reach(1) < width : reach(0) < height + 2 * padding[0] && reach(1) < width + 2 * padding[1]; // biome-ignore format: a rule
      if (!fits) return true;
      const options = {
        ...movesOf(c),
        paddingMode,
        ...(same ? ({ padding: 'same', stride: 1 } as const) : { padding }),
      };
      const output = F.conv2d(input, weight, bias, options);
      return flawsOf(trace.conv2d(input, weight, bias, options), output, { input, weight, bias }) === '';
    }),
    runs,
  );
  t.end();
});

test('gradients and transposed convolutions whose kernel and geometry disagree by one cannot be explained', (t) => {
  const x = tensor(Array.from({ length: 4 * 5 * 5 }, (_, i) => ((i * 37) % 97) / 2))
    .view([1, 4, 5, 5])
    .to('explain');
  const weight = tensor(Array.from({ length: 4 * 2 * 9 }, (_, i) => ((i * 17) % 23) / 2)).view([4, 2, 3, 3]).to('explain'); // biome-ignore format: numbers
  x.requiresGrad = true;
  weight.requiresGrad = true;
  const output = F.conv2d(x, weight, undefined, { stride: 2, padding: 2, dilation: 2, groups: 2 });
  output.backward(unequal(output));
  const gradient = (of: Tensor) => {
    if (!(of.grad instanceof Tensor)) throw new TypeError('no gradient');
    return of.grad;
  };
  const planted: [of: Tensor, what: string, from: RegExp, to: string][] = [
    [gradient(x), 'stride', /strideX,\s*paddingX/, 'strideX + 1, paddingX'],
    [gradient(x), 'padding', /paddingX,\s*dilationX/, 'paddingX + 1, dilationX'],
    [gradient(x), 'dilation', /paddingX,\s*dilationX/, 'paddingX, dilationX + 1'],
    [gradient(x), 'groups', /inChannel,\s*groupInChannels/, 'inChannel + 1, groupInChannels'],
    [gradient(x), 'taps', /tapX\s*<\s*kernelWidth/, 'tapX < kernelWidth - 1'],
    [gradient(weight), 'stride', /pixel\s*\+=\s*strideX/, 'pixel += strideX + 1'],
    [gradient(weight), 'padding', /strideX,\s*paddingX/, 'strideX, paddingX + 1'],
    [gradient(weight), 'dilation', /paddingX,\s*dilationX/, 'paddingX, dilationX + 1'],
    [gradient(weight), 'groups', /outChannel,\s*groupOutChannels/, 'outChannel + 1, groupOutChannels'],
  ]; // biome-ignore format: a table
  for (const [of, what, from, to] of planted) {
    const making = makingOf(of);
    t.match(making.kernel.element.toString(), from, `${making.kernel.name} has a ${what} to be changed`);
    t.equal(noticed(making, of.shape, /$^/, ''), '', 'nothing is noticed before');
    t.notEqual(noticed(making, of.shape, from, to), '', `${what} off by one is noticed`);
  }
  t.end();
});

test('a padding whose kernel and geometry disagree, by one cell or by one mode, cannot be explained', (t) => {
  for (const mode of ['reflect', 'replicate', 'circular'] as const) {
    const x = tensor([[[[1, 2, 3, 4, 5]]]], { device: 'explain', requiresGrad: true });
    const padded = F.pad(x, [2, 1], { mode });
    padded.backward(unequal(padded));
    if (!(x.grad instanceof Tensor)) throw new TypeError('no gradient');
    const other = { reflect: 'mode + 1', replicate: 'mode - 1', circular: 'mode - 1' }[mode];
    const planted: [of: Tensor, what: string, from: RegExp, to: string][] = [
      [padded, 'mode', /inSize,\s*mode/, `inSize, ${other}`],
      [padded, 'padding', /outPlace\s*-\s*before/, 'outPlace - before - 1'],
      [x.grad, 'mode', /inSize,\s*mode/g, `inSize, ${other}`],
      [x.grad, 'padding', /here\s*\+\s*before/, 'here + before + 1'],
    ]; // biome-ignore format: a table
    for (const [of, what, from, to] of planted) {
      const making = makingOf(of);
      t.match(making.kernel.element.toString(), from, `${making.kernel.name} has a ${what} to be changed`);
      t.equal(noticed(making, of.shape, /$^/, ''), '', 'nothing is noticed before');
      t.notEqual(noticed(making, of.shape, from, to), '', `${mode}: ${what} off by one is noticed`);
    }
  }
  t.end();
});

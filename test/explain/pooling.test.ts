import fc from 'fast-check';
import test from 'tape';
import { explain, F, type Step, Tensor, type Trace, tensor, trace } from '../../src/index.ts';
import { makingOf, noticed } from '../support/planted.ts';
import { gradOf, unequal } from '../support/traced.ts';
import { flawOf } from '../support/traceLaws.ts';
import { type Pair, poolWindow, type WindowCase, windowOn } from '../support/windowArbitraries.ts';

type PoolCase = WindowCase & { readonly input: Tensor };

const runs = { numRuns: 15 };
const maxCases = windowOn(poolWindow, [2, 2]);
const avgCases = fc
  .tuple(windowOn(poolWindow, [2, 2]), fc.boolean(), fc.boolean(), fc.constantFrom(undefined, 1, 3, -2))
  .map(([c, ceilMode, countIncludePad, divisorOverride]) => ({ ...c, ceilMode, countIncludePad, divisorOverride }));
const image = () => tensor([[[[1, 3, 2], [3, -1, 0], [0.5, 1, 2]]]]); // biome-ignore format: a picture

/** What the taps of a window are by the definition: at which place, over which cell. */
function placesUnder([outY, outX]: readonly number[], { kernel, stride, padding, dilation }: WindowCase) {
  const places: { place: Pair; at: Pair }[] = [];
  for (let i = 0; i < kernel[0]; i++) {
    for (let j = 0; j < kernel[1]; j++) {
      const at = [outY * stride[0] - padding[0] + i * dilation[0], outX * stride[1] - padding[1] + j * dilation[1]];
      places.push({ place: [i, j], at: at as unknown as Pair });
    }
  }
  return places;
}

/** Whether the taps of a step are those, with the padding outside the image. */
function hasTaps({ output, taps }: Step, c: PoolCase, padding: number): boolean {
  const [, , height, width] = c.input.shape;
  const numbers = c.input.toTypedArray();
  const [n, channel, ...out] = output.index;
  const expected = placesUnder(out, c);
  return (
    taps.length === expected.length &&
    expected.every(({ place, at: [y, x] }, i) => {
      const { cell, isPadding, place: own } = taps[i];
      const isOutside = y < 0 || y >= height || x < 0 || x >= width;
      const held = isOutside ? padding : numbers[((n * c.input.shape[1] + channel) * height + y) * width + x];
      const isThere = cell.index.join() === [n, channel, y, x].join() && own.join() === place.join();
      return isThere && isPadding === isOutside && Object.is(cell.value, held);
    })
  );
}

/** Whether every input cell has, as taps, the windows over it: by each tap of the window one, where there is such a window. */
function hasWindows(made: Trace, c: PoolCase, [outHeight, outWidth]: readonly number[]): boolean {
  const [kernelHeight, kernelWidth] = c.kernel;
  return [...made].every(({ output: { index }, taps }) => {
    const [n, channel, y, x] = index;
    const over = new Map<string, string>();
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++) {
        for (const { place, at } of placesUnder([outY, outX], c)) {
          if (at[0] === y && at[1] === x) over.set(place.join(), [n, channel, outY, outX].join());
        }
      }
    }
    const found = taps.filter(({ isPadding }) => !isPadding);
    return (
      taps.length === kernelHeight * kernelWidth &&
      found.length === over.size &&
      found.every(({ place, cell }) => over.get(place.join()) === cell.index.join())
    );
  });
}

test('a step of a max pooling shows the window, −∞ in the padding, and the winner', (t) => {
  const step = trace.maxPool2d(image(), 2, { padding: 1, stride: 2 }).at([0, 0, 0, 1]);
  t.equal(step.formula, 'max(−∞, −∞, 3, 2) = 3');
  t.deepEqual(step.window, { tensor: 'input', first: [-1, 1], size: [2, 2], dilation: [1, 1] });
  t.deepEqual(
    step.taps.map(({ place, cell, isPadding, isWinner }) => [place, cell.index, cell.value, isPadding, isWinner]),
    [
      [[0, 0], [0, 0, -1, 1], -Infinity, true, false],
      [[0, 1], [0, 0, -1, 2], -Infinity, true, false],
      [[1, 0], [0, 0, 0, 1], 3, false, true],
      [[1, 1], [0, 0, 0, 2], 2, false, false],
    ],
  );
  t.equal(step.operation, 'maxPool2d');
  t.equal(step.kernel, 'maxPool2dIndices');
  t.end();
});

test('the formula of a max pooling tells the rules by which ties and NaN are decided', (t) => {
  const formula = (row: number[]) => trace.maxPool2d(tensor([[row]]), [1, row.length]).at(0).formula;
  t.equal(formula([1, 3, 2, 3]), 'max(1, 3, 2, 3) = 3: the first of 2');
  t.equal(formula([1, NaN, 2]), 'max(1, NaN, 2) = NaN: NaN beats every number');
  t.equal(formula([NaN, NaN, 2]), 'max(NaN, NaN, 2) = NaN: the last of 2 NaN');
  t.deepEqual(
    trace.maxPool2d(tensor([[[NaN, NaN, 2]]]), [1, 3]).at(0).taps.map(({ isWinner }) => isWinner),
    [false, true, false],
  ); // biome-ignore format: short
  t.equal(formula([-Infinity, -Infinity]), 'max(−∞, −∞) = −∞: the first of 2');
  t.end();
});

test('a step back through a max pooling asks every window over the cell whom it chose', (t) => {
  const back = trace.maxPool2d(image(), 2, { stride: 1 }).backward(tensor([[[[1, 2], [4, 8]]]])).input; // biome-ignore format: a picture
  t.equal(back.at([0, 0, 0, 1]).formula, '1 + 2 = 3: 2 of the 2 windows over it chose it');
  t.equal(back.at([0, 0, 1, 1]).formula, '0 = 0: none of the 4 windows over it chose it');
  t.equal(back.at([0, 0, 1, 0]).formula, '4 = 4: 1 of the 2 windows over it chose it');
  t.equal(back.at([0, 0, 2, 2]).formula, '8 = 8: the one window over it chose it');
  t.equal(back.at([0, 0, 0, 0]).formula, '0 = 0: the one window over it chose another');
  t.deepEqual(
    back.at([0, 0, 1, 0]).taps.map(({ place, cell, product, isPadding, isWinner }) => [place, cell.index, cell.value, product, isPadding, isWinner]),
    [
      [[1, 1], [0, 0, 0, -1], 0, 0, true, undefined],
      [[1, 0], [0, 0, 0, 0], 1, 0, false, false],
      [[0, 1], [0, 0, 1, -1], 0, 0, true, undefined],
      [[0, 0], [0, 0, 1, 0], 4, 4, false, true],
    ],
  ); // biome-ignore format: a table
  t.equal(trace.maxPool2d(image(), 1, { stride: 2 }).backward().input.at(1).formula, '0 = 0: no window lies over it');
  t.end();
});

test('every cell of a max pooling is explained once, by the taps of the definition', (t) => {
  fc.assert(
    fc.property(maxCases, fc.boolean(), (c, ceilMode) => {
      const options = { ...c, ceilMode };
      const { kernel, input, ...moves } = options;
      const made = trace.maxPool2d(input, kernel, moves);
      return (
        flawOf(made, F.maxPool2d(input, kernel, moves).toTypedArray()) === '' &&
        [...made].every((step) => hasTaps(step, c, -Infinity))
      );
    }),
    runs,
  );
  t.end();
});

test('every gradient of a max pooling is explained, by the windows that lay on the cell', (t) => {
  fc.assert(
    fc.property(maxCases, (c) => {
      const { kernel, input, ...moves } = c;
      input.grad = undefined;
      const output = F.maxPool2d(input, kernel, moves);
      const gradOutput = unequal(output);
      output.backward(gradOutput);
      const back = trace.maxPool2d(input, kernel, moves).backward(gradOutput).input;
      return flawOf(back, gradOf(input)) === '' && hasWindows(back, c, output.shape.slice(2));
    }),
    runs,
  );
  t.end();
});

test('a step of an average pooling shows the zeros that it counts, and those that it leaves out', (t) => {
  const x = tensor([[[[1, 2], [0, 0]]]]); // biome-ignore format: a picture
  t.equal(trace.avgPool2d(x, 2).at(0).formula, '(1 + 2 + 0 + 0) / 4 = 0.75');
  t.equal(trace.avgPool2d(x, 2, { padding: 1 }).at(0).formula, '(0 + 0 + 0 + 1) / 4 = 0.25');
  t.equal(trace.avgPool2d(x, 2, { padding: 1, countIncludePad: false }).at(0).formula, '1 / 1 = 1');
  t.equal(trace.avgPool2d(x, 2, { divisorOverride: -2 }).at(0).formula, '(1 + 2 + 0 + 0) / (−2) = −1.5');
  const beyond = trace.avgPool2d(tensor([[[1, 2, 3]]]), [1, 2], { ceilMode: true }).at(1);
  t.equal(beyond.formula, '3 / 1 = 3');
  t.deepEqual(beyond.taps.map(({ isPadding, isLeftOut }) => [isPadding, isLeftOut]), [[false, undefined], [true, true]]); // biome-ignore format: short
  t.equal(
    trace
      .avgPool2d(x, 2)
      .backward(tensor([[[[2]]]]))
      .input.at(3).formula,
    '2/4 = 0.5',
  );
  t.end();
});

test('every cell of an average pooling is explained once, and its divisor counts its taps', (t) => {
  fc.assert(
    fc.property(avgCases, (c) => {
      const { kernel, input, dilation: _, ...moves } = c;
      const made = trace.avgPool2d(input, kernel, moves);
      return (
        flawOf(made, F.avgPool2d(input, kernel, moves).toTypedArray()) === '' &&
        [...made].every((step) => {
          const counted = step.taps.filter(({ isLeftOut }) => !isLeftOut);
          const isPlain = c.divisorOverride === undefined;
          return (
            hasTaps(step, { ...c, dilation: [1, 1] }, 0) &&
            step.divisor === (isPlain ? counted.length : c.divisorOverride) &&
            (c.countIncludePad || counted.every(({ isPadding }) => !isPadding))
          );
        })
      );
    }),
    runs,
  );
  t.end();
});

test('every gradient of an average pooling is explained, by the shares of the windows over the cell', (t) => {
  fc.assert(
    fc.property(avgCases, (c) => {
      const { kernel, input, dilation: _, ...moves } = c;
      input.grad = undefined;
      const output = F.avgPool2d(input, kernel, moves);
      const gradOutput = unequal(output);
      output.backward(gradOutput);
      const forward = trace.avgPool2d(input, kernel, moves);
      const back = forward.backward(gradOutput).input;
      const divisors = [...back].every(({ taps }) =>
        taps.every(({ isPadding, divisor, cell }) => isPadding || divisor === forward.at(cell.index).divisor),
      );
      const window = { ...c, dilation: [1, 1] as const };
      return flawOf(back, gradOf(input)) === '' && hasWindows(back, window, output.shape.slice(2)) && divisors;
    }),
    runs,
  );
  t.end();
});

test('an adaptive pooling says where each of its windows starts and ends', (t) => {
  const step = trace.adaptiveAvgPool2d(tensor([[[[1, 2, 3, 4, 5]]]]), [1, 3]).at(1);
  t.deepEqual(step.window, {
    tensor: 'input',
    first: [0, 1],
    size: [1, 3],
    dilation: [1, 1],
    extent: ['⌊0·1/1⌋ = 0 to ⌈1·1/1⌉ = 1', '⌊1·5/3⌋ = 1 to ⌈2·5/3⌉ = 4'],
  });
  t.equal(step.formula, '(2 + 3 + 4) / 3 = 3');
  t.equal(trace.adaptiveMaxPool2d(tensor([[[1, 2, 3, 4, 5]]]), [1, 3]).at(1).formula, 'max(2, 3, 4) = 4');
  t.end();
});

const adaptiveCases = fc
  .tuple(windowOn(poolWindow, [2, 2]), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .map(([{ input }, height, width]) => ({ input, size: [height, width] as const }));

test('every cell and every gradient of both adaptive poolings is explained', (t) => {
  const starts = (place: number, size: number, count: number) => Math.floor((place * size) / count);
  const ends = (place: number, size: number, count: number) => Math.ceil(((place + 1) * size) / count);
  fc.assert(
    fc.property(adaptiveCases, fc.constantFrom('adaptiveMaxPool2d', 'adaptiveAvgPool2d'), ({ input, size }, name) => {
      const made = trace[name](input, size);
      input.grad = undefined;
      const output = F[name](input, size);
      const gradOutput = unequal(output);
      output.backward(gradOutput);
      const back = made.backward(gradOutput).input;
      const cellsOf = ({ output: { index } }: Step): string[] => {
        const [n, channel, outY, outX] = index;
        const [, , height, width] = input.shape;
        const cells: string[] = [];
        for (let y = starts(outY, height, size[0]); y < ends(outY, height, size[0]); y++) {
          for (let x = starts(outX, width, size[1]); x < ends(outX, width, size[1]); x++) {
            cells.push([n, channel, y, x].join());
          }
        }
        return cells;
      };
      const under = [...made].map(cellsOf);
      const isUnder = [...made].every(
        ({ taps }, i) => taps.map(({ cell }) => cell.index.join()).join(' ') === under[i].join(' '),
      );
      // The windows over a cell are those that it lies under.
      const isOver = [...back].every(({ output: { index }, taps }) => {
        const over = [...made].filter((_, i) => under[i].includes(index.join()));
        return taps.map(({ cell }) => cell.index.join()).join(' ') === over.map((s) => s.output.index.join()).join(' ');
      });
      return flawOf(made, output.toTypedArray()) === '' && flawOf(back, gradOf(input)) === '' && isUnder && isOver;
    }),
    runs,
  );
  t.end();
});

test('a single image has no images axis in its steps, and a row no height', (t) => {
  const step = trace.maxPool2d(image().squeeze(0), 2).at([0, 0, 0]);
  t.deepEqual(step.taps.map(({ cell }) => cell.index), [[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1]]); // biome-ignore format: short
  t.deepEqual(explain(F.avgPool2d(image().squeeze(0), 2), [0, 0, 0]).output.index, [0, 0, 0]);

  const row = tensor([[[1, 2, 5, 3]]]);
  for (const made of [
    trace.maxPool1d(row, 2, { stride: 1, padding: 1 }),
    trace.avgPool1d(row, 2, { stride: 1, padding: 1 }),
  ]) {
    const { window, taps, output, operation } = made.at([0, 0, 0]);
    t.deepEqual(window, { tensor: 'input', first: [-1], size: [2], dilation: [1] }, operation);
    t.deepEqual(taps.map(({ place, cell }) => [place, cell.index]), [[[0], [0, 0, -1]], [[1], [0, 0, 0]]]); // biome-ignore format: short
    t.deepEqual(output.index, [0, 0, 0]);
    t.deepEqual(made.backward().input.at(2).taps.map(({ place, cell }) => [place, cell.index]), [[[1], [0, 0, 2]], [[0], [0, 0, 3]]]); // biome-ignore format: short
  }
  t.equal(trace.maxPool1d(row, 2).at(1).operation, 'maxPool1d');
  t.equal(trace.adaptiveMaxPool1d(row, 3).at([0, 0, 1]).formula, 'max(2, 5) = 5');
  t.deepEqual(trace.adaptiveAvgPool1d(row, 3).at([0, 0, 1]).window?.extent, ['⌊1·4/3⌋ = 1 to ⌈2·4/3⌉ = 3']);
  t.end();
});

test('explain asks poolings of ordinary tensors, their indices, and what was flattened', (t) => {
  const x = image();
  t.equal(explain(F.maxPool2d(x, 2), 0).formula, 'max(1, 3, 3, −1) = 3: the first of 2');
  const [output, indices] = F.maxPool2d(x, 2, { returnIndices: true });
  t.equal(explain(output, 0).kernel, 'maxPool2dIndices');
  const asked = explain(indices, 0);
  t.equal(asked.formula, 'the place of max(1, 3, 3, −1) is [0, 1], number 1: the first of 2');
  t.equal(asked.result, 1);
  t.equal(explain(F.adaptiveMaxPool2d(x, 1), 0).formula, 'max(1, 3, 2, 3, −1, 0, 0.5, 1, 2) = 3: the first of 2');
  const flattened = explain(F.maxPool2d(x, 2, { stride: 1 }).flatten(1), [0, 2]);
  t.deepEqual(flattened.output.index, [0, 0, 1, 0], 'in the coordinates of the pooling');

  const there = x.to('explain');
  there.requiresGrad = true;
  F.maxPool2d(there, 2).sum().backward();
  t.equal(there.grad instanceof Tensor && explain(there.grad, 1).formula, '1 = 1: the one window over it chose it');
  t.end();
});

test('a pooling whose kernel and geometry disagree by one cannot be explained', (t) => {
  const x = tensor(Array.from({ length: 2 * 7 * 7 }, (_, i) => ((i * 37) % 97) / 2))
    .view([1, 2, 7, 7])
    .to('explain');
  x.requiresGrad = true;
  const max = F.maxPool2d(x, 3, { stride: 2, padding: 1, dilation: 2 });
  const avg = F.avgPool2d(x, 3, { stride: 2, padding: 1, ceilMode: true });
  const adapted = F.adaptiveAvgPool2d(x, [3, 2]);
  const gradients = [max, avg, adapted].map((output) => {
    x.grad = undefined;
    output.backward(unequal(output));
    return x.grad as unknown as Tensor;
  });
  const [indices] = makingOf(max).inputs.slice(1);
  const planted: [what: string, tensor: Tensor | undefined, from: RegExp, to: string][] = [
    ['stride', undefined, /outX,\s*0,\s*strideX/, 'outX, 0, strideX + 1'],
    ['padding', undefined, /strideX,\s*paddingX,/, 'strideX, paddingX - 1,'],
    ['dilation', undefined, /tapX\s*\*\s*dilationX/g, 'tapX * (dilationX - 1)'],
    ['taps', undefined, /dilationX,\s*kernelWidth\)/g, 'dilationX, kernelWidth - 1)'],
    ['winner', undefined, /value\s*>\s*largest/, 'value < largest'],
    ['window of the gradient', gradients[0], /\+\s*paddingX\s*\+\s*1/, '+ paddingX'],
    ['stride of the gradient', gradients[0], /0,\s*strideX/g, '0, strideX + 1'],
    ['cell of the gradient', gradients[0], /inY\s*\*\s*inWidth\s*\+\s*inX/, 'inY * inWidth + inX + 1'],
    ['average: stride', avg, /outX,\s*0,\s*strideX/, 'outX, 0, strideX + 1'],
    ['average: padding', avg, /0,\s*strideX,\s*paddingX/, '0, strideX, paddingX - 1'],
    ['average: taps', avg, /left\s*\+\s*kernelWidth/, 'left + kernelWidth - 1'],
    ['average: divisor', avg, /inWidth,\s*borderX/, 'inWidth, borderX - 1'],
    ['average: window of the gradient', gradients[1], /inX\s*-\s*kernelWidth\s*\+\s*1/, 'inX - kernelWidth'],
    ['average: share', gradients[1], /inWidth,\s*borderX/, 'inWidth, borderX - 1'],
    ['adaptive: start', adapted, /adaptiveStart\)?\(outX/, '$& + 1'],
    ['adaptive: end', adapted, /adaptiveEnd\)?\(outX/, '$& - 1'],
    ['adaptive: divisor', adapted, /endX\s*-\s*firstX/, 'endX - firstX + 1'],
    ['adaptive: share', gradients[2], /rows\s*\*\s*columns/, 'rows * (columns + 1)'],
  ]; // biome-ignore format: a table
  for (const [what, of, from, to] of planted) {
    const making = of === undefined ? indices.making : makingOf(of);
    if (making === undefined) throw new TypeError('nothing made this');
    const shape = of?.shape ?? max.shape;
    t.match(making.kernel.element.toString(), from, `there is a ${what} to be changed`);
    t.equal(noticed(making, shape, /$^/, ''), '', 'nothing is noticed before');
    t.notEqual(noticed(making, shape, from, to), '', `${what} off by one is noticed`);
  }
  t.end();
});

test('poolings in float32 are explained to the bit', (t) => {
  const numbers = Array.from({ length: 36 }, (_, i) => Math.sin(i) * 3);
  const x = tensor(numbers, { device: 'reference' }).view([1, 1, 6, 6]);
  x.requiresGrad = true;
  const options = { stride: 2, padding: 1 };
  const pairs = [
    () => [F.maxPool2d(x, 3, options), trace.maxPool2d(x, 3, options)] as const,
    () => [F.avgPool2d(x, 3, options), trace.avgPool2d(x, 3, options)] as const,
    () => [F.adaptiveAvgPool2d(x, 4), trace.adaptiveAvgPool2d(x, 4)] as const,
  ];
  for (const pair of pairs) {
    x.grad = undefined;
    const [output, made] = pair();
    t.equal(flawOf(made, output.toTypedArray()), '');
    const gradOutput = output.detach().mul(0.3);
    output.backward(gradOutput);
    t.equal(flawOf(made.backward(gradOutput).input, gradOf(x)), '');
  }
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { explain, F, matmul, type Step, Tensor, tensor, trace } from '../../src/index.ts';
import { tensorOf } from '../support/arbitraries.ts';
import { makingOf, noticed } from '../support/planted.ts';
import { flawsOf } from '../support/traced.ts';

const runs = { numRuns: 15 };
const size = fc.integer({ min: 1, max: 3 });
const pairs = ({ taps }: Step) =>
  taps.map(({ cell, factor }) => [cell.tensor, cell.index, factor?.tensor, factor?.index]);

test('a step of a matrix product shows which numbers met', (t) => {
  const a = tensor([[1, 2], [3, 4]]); // biome-ignore format: a picture
  const b = tensor([[5, 6], [7, 8]]); // biome-ignore format: a picture
  const made = trace.matmul(a, b);
  t.equal(made.at([1, 0]).formula, '3·5 + 4·7 = 43');
  t.deepEqual(pairs(made.at([1, 0])), [['input', [1, 0], 'other', [0, 0]], ['input', [1, 1], 'other', [1, 0]]]); // biome-ignore format: short
  t.deepEqual(pairs(trace.matmul(a, b, { transposeB: true }).at([1, 0])), [['input', [1, 0], 'other', [0, 0]], ['input', [1, 1], 'other', [0, 1]]]); // biome-ignore format: short
  t.deepEqual(pairs(made.backward().other.at([0, 1])), [['input', [0, 0], 'gradOutput', [0, 1]], ['input', [1, 0], 'gradOutput', [1, 1]]]); // biome-ignore format: short
  t.equal(made.backward().other.at(0).pass, 'gradient of other');
  t.equal(explain(matmul(tensor([1, 2]), tensor([3, 4]))).formula, '1·3 + 2·4 = 11');
  t.end();
});

/** A shape with its last two axes exchanged, if so. */
const turned = (shape: number[], isTurned: boolean) =>
  isTurned ? [...shape.slice(0, -2), shape[shape.length - 1], shape[shape.length - 2]] : shape;

const matmulCase = fc
  .record({ rows: size, inner: size, columns: size, batch: fc.constantFrom<[number[], number[]]>([[], []], [[2], [2]], [[2], []], [[], [2]], [[2], [1]], [[1], [2]]), transposeA: fc.boolean(), transposeB: fc.boolean() }) // biome-ignore format: a record
  .chain((c) =>
    fc.record({
      a: tensorOf(turned([...c.batch[0], c.rows, c.inner], c.transposeA)),
      b: tensorOf(turned([...c.batch[1], c.inner, c.columns], c.transposeB)),
      params: fc.constant({ transposeA: c.transposeA, transposeB: c.transposeB }),
    }),
  );

test('every cell and every gradient of a matrix product is explained, transposed and in batches', (t) => {
  fc.assert(
    fc.property(matmulCase, ({ a, b, params }) => {
      const output = matmul(a, b, params);
      const made = trace.matmul(a, b, params);
      const meets = [...made].every((step) => {
        const [row, column] = step.output.index.slice(-2);
        return step.taps.every(({ place: [i], cell, factor }) => {
          const [ofA, ofB] = [cell.index.slice(-2), factor?.index.slice(-2)];
          const expectedA = params.transposeA ? [i, row] : [row, i];
          const expectedB = params.transposeB ? [column, i] : [i, column];
          return ofA.join() === expectedA.join() && ofB?.join() === expectedB.join();
        });
      });
      return meets && flawsOf(made, output, { input: a, other: b }) === '';
    }),
    runs,
  );
  t.end();
});

test('a step of a linear layer shows what one neuron saw', (t) => {
  const x = tensor([[1, 2], [3, 4]]); // biome-ignore format: a picture
  const weight = tensor([[5, 6], [7, 8], [1, 1]]); // biome-ignore format: a picture
  const made = trace.linear(x, weight, tensor([1, 2, 3]));
  t.equal(made.at([0, 1]).formula, '1·7 + 2·8 + 2 = 25');
  t.deepEqual(pairs(made.at([0, 1])), [['input', [0, 0], 'weight', [1, 0]], ['input', [0, 1], 'weight', [1, 1]]]); // biome-ignore format: short
  const back = made.backward();
  t.deepEqual(pairs(back.input.at([0, 1]))[2], ['gradOutput', [0, 2], 'weight', [2, 1]]);
  t.deepEqual(pairs(back.weight.at([2, 1])), [['gradOutput', [0, 2], 'input', [0, 1]], ['gradOutput', [1, 2], 'input', [1, 1]]]); // biome-ignore format: short
  t.equal(back.weight.at(0).pass, 'gradient of weight');
  t.deepEqual(back.bias.at(2).taps.map(({ cell }) => cell.index), [[0, 2], [1, 2]]); // biome-ignore format: short
  t.equal(trace.linear(x, weight).at(0).operation, 'linear', 'without a bias too');
  const flattened = tensor([[[1, 2], [3, 4]]]).to('explain').flatten(1); // biome-ignore format: a picture
  const neuron = explain(F.linear(flattened, tensor([[1, 1, 1, 1]]).to('explain')), [0, 0]);
  t.deepEqual(neuron.taps[3].cell.index, [0, 3], 'what was flattened is counted along its row');
  t.end();
});

test('every cell and every gradient of a linear layer is explained', (t) => {
  const linearCase = fc.tuple(size, size, size, fc.boolean(), fc.constantFrom([], [2])).chain(([rows, inner, columns, hasBias, leading]) =>
    fc.record({ input: tensorOf([...leading, rows, inner]), weight: tensorOf([columns, inner]), bias: hasBias ? tensorOf([columns]) : fc.constant(undefined) })); // biome-ignore format: a record
  fc.assert(
    fc.property(linearCase, ({ input, weight, bias }) => {
      const output = F.linear(input, weight, bias);
      return flawsOf(trace.linear(input, weight, bias), output, { input, weight, ...(bias && { bias }) }) === '';
    }),
    runs,
  );
  t.end();
});

test('products of floats are explained to the bit where the sum is made in one go', (t) => {
  const random = (shape: number[]) => {
    const count = shape.reduce((product, length) => product * length, 1);
    const made = tensor(
      Array.from({ length: count }, (_, i) => Math.sin(i * 1.7 + count)),
      { device: 'reference' },
    ).view(shape);
    made.requiresGrad = true;
    return made;
  };
  for (const dtype of ['float32', 'float64'] as const) {
    const [x, weight, bias] = [random([3, 5]), random([4, 5]), random([4])].map((made) => {
      const typed = made.detach().to(dtype);
      typed.requiresGrad = true;
      return typed;
    });
    t.equal(flawsOf(trace.linear(x, weight, bias), F.linear(x, weight, bias), { input: x, weight, bias }), '', dtype);
  }
  t.end();
});

test('a matrix product whose kernel and strides disagree by one cannot be explained', (t) => {
  const [a, b] = [tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]), tensor([[[1, 2], [3, 5]], [[2, 3], [4, 7]]])]; // biome-ignore format: a picture
  const product = matmul(a.to('explain'), b.to('explain'));
  const neurons = F.linear(a.to('explain'), tensor([[1, 2], [3, 4], [5, 7]]).to('explain'), tensor([1, 2, 3]).to('explain')); // biome-ignore format: short
  const planted: [of: Tensor, what: string, from: RegExp, to: string][] = [
    [product, 'row', /row\s*\*\s*aRowStride/, '(row + 1) * aRowStride'],
    [product, 'step', /bPlace\s*\+=\s*bInnerStride/, 'bPlace += bInnerStride + 1'],
    [product, 'length', /i\s*<\s*inner/, 'i < inner - 1'],
    [product, 'batch', /batch\s*\*\s*bBatchStride/, '(1 - batch) * bBatchStride'],
    [neurons, 'row', /row\s*\*\s*inner/, '(row - 1) * inner'],
    [neurons, 'neuron', /neuron\s*\*\s*inner/, '(neuron - 1) * inner'],
    [neurons, 'length', /i\s*<\s*inner/, 'i < inner - 1'],
    [neurons, 'bias', /bias\[neuron\]/, 'bias[0]'],
  ]; // biome-ignore format: a table
  for (const [of, what, from, to] of planted) {
    const making = makingOf(of);
    t.match(making.kernel.element.toString(), from, `${making.kernel.name} has a ${what} to be changed`);
    t.equal(noticed(making, of.shape, /$^/, ''), '', 'nothing is noticed before');
    t.notEqual(noticed(making, of.shape, from, to), '', `${what} off by one is noticed`);
  }
  t.end();
});

test('a gradient of two ways, a sum and a mean say what was added', (t) => {
  const x = tensor([1, 2, 3], { device: 'explain', requiresGrad: true });
  const weight = tensor([10, 20, 30], { device: 'explain' });
  x.mul(weight).sum().add(x.relu().sum()).backward();
  const { grad } = x;
  const step = grad instanceof Tensor ? explain(grad, 0) : undefined;
  t.deepEqual(step?.partials.map(({ label }) => label).sort(), ['mul', 'reluGrad'], 'who sent the shares');
  t.equal(step?.taps.length, 2);

  const rows = tensor([[1, 2, 3], [3, 4, 5]]); // biome-ignore format: a picture
  t.equal(explain(rows.mean()).formula, '(1 + 2 + 3 + 3 + 4 + 5) / 6 = 3');
  t.deepEqual(explain(rows.sum(0), 1).taps.map(({ cell }) => cell.index), [[0, 1], [1, 1]]); // biome-ignore format: short
  t.deepEqual(explain(rows.mean(1), 1).taps.map(({ cell }) => cell.index), [[1, 0], [1, 1], [1, 2]]); // biome-ignore format: short
  const long = tensor(new Array(5000).fill(0.5)).to('explain');
  t.equal(explain(long.sum()).taps.length, 5000, 'a row that was filled up to be cut in parts');
  t.end();
});

test('a step of padding says which cell it copies', (t) => {
  const x = tensor([[[1, 2, 3]]]);
  const formulas = (options: NonNullable<Parameters<typeof F.pad>[2]>) => [...trace.pad(x, [1, 1], options)].map(({ formula }) => formula); // biome-ignore format: short
  t.deepEqual(formulas({ mode: 'reflect' })[0], 'input[0, 0, 1] = 2');
  t.deepEqual(formulas({ mode: 'replicate' })[4], 'input[0, 0, 2] = 3');
  t.deepEqual(formulas({ mode: 'circular' })[0], 'input[0, 0, 2] = 3');
  t.deepEqual(formulas({ value: -1 })[0], 'constant padding = −1');
  const [tap] = trace.pad(x, [1, 1], { mode: 'reflect' }).at(0).taps;
  t.deepEqual([tap.cell.index, tap.source?.index, tap.isPadding], [[0, 0, -1], [0, 0, 1], true]);
  t.deepEqual(trace.pad(x, [-1, 0]).at(0).taps[0].cell.index, [0, 0, 1], 'a cell was cut off before it');
  t.deepEqual(trace.pad(x, [1, 1], { mode: 'reflect' }).backward().input.at([0, 0, 1]).formula, '1 + 1 + 1 = 3');
  t.end();
});

test('every cell and every gradient of padding is explained, in every mode and along several axes', (t) => {
  const sources = {
    constant: (at: number, length: number) => (at >= 0 && at < length ? at : undefined),
    reflect: (at: number, length: number) => (at < 0 ? -at : at >= length ? 2 * (length - 1) - at : at),
    replicate: (at: number, length: number) => Math.min(Math.max(at, 0), length - 1),
    circular: (at: number, length: number) => (at + length) % length,
  };
  const amounts = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: -1, max: 2 })));
  fc.assert(
    fc.property(tensorOf([2, 3, 4]), amounts, fc.constantFrom('constant', 'reflect', 'replicate', 'circular'), (x, [left, right, top, bottom], mode) => {
      const padding = [left, right, top, bottom];
      const output = F.pad(x, padding, { mode, value: mode === 'constant' ? 9.5 : 0 });
      if (padding.every((amount) => amount === 0)) return true; // nothing is computed
      const made = trace.pad(x, padding, { mode, value: mode === 'constant' ? 9.5 : 0 });
      const isCut = padding.some((amount) => amount < 0);
      const copies = [...made].every(({ taps: [tap], output: { index } }) => {
        const [n, y, x] = [index[0], index[1] - top, index[2] - left];
        if (tap.cell.index.join() !== [n, y, x].join()) return false;
        const [fromY, fromX] = [sources[mode](y, 3), sources[mode](x, 4)];
        if (fromY === undefined || fromX === undefined) return tap.isPadding && tap.source === undefined && tap.cell.value === 9.5;
        const own = tap.source?.index ?? tap.cell.index;
        // What was cut off first is not there to be copied; the mirror stands elsewhere then.
        return isCut || own.join() === [n, fromY, fromX].join();
      });
      return copies && flawsOf(made, output, { input: x }) === '';
    }),
    runs,
  );
  t.end();
}); // biome-ignore format: a property

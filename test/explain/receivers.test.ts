import fc from 'fast-check';
import test from 'tape';
import { type OperationTrace, type Tensor, tensor, trace } from '../../src/index.ts';
import { unequal } from '../support/traced.ts';
import { convCase, convTransposeCase, poolWindow, windowOn } from '../support/windowArbitraries.ts';

const runs = { numRuns: 8 };

test('the gradient of a convolved cell goes to the cells and weights that its step multiplied, and to the bias', (t) => {
  const made = trace.conv2d(tensor([[[[1, 2, 3]]]]), tensor([[[[10, 20]]]]), tensor([0.5]));
  t.deepEqual(
    made.receivers([0, 0, 0, 1], tensor([[[[1, 4]]]])).map(({ receiver, factor, product }) => [receiver.tensor, receiver.index, factor?.value, product]),
    [
      ['gradInput', [0, 0, 0, 1], 10, 4 * 10],
      ['gradInput', [0, 0, 0, 2], 20, 4 * 20],
      ['gradWeight', [0, 0, 0, 0], 2, 4 * 2],
      ['gradWeight', [0, 0, 0, 1], 3, 4 * 3],
      ['gradBias', [0], undefined, 4],
    ],
  ); // biome-ignore format: a table
  t.throws(() => made.receivers(2), /receivers: there is no element 2 in the output \[1, 1, 1, 2\]/);
  t.end();
});

test('whom the gradient of a convolved cell goes to are the taps of its forward step', (t) => {
  fc.assert(
    fc.property(convCase, ({ input, weight, bias, kernel: _, ...moves }) => {
      const { stride, padding, dilation, groups } = moves;
      const made = trace.conv2d(input, weight, bias, { stride, padding, dilation, groups });
      return [...made].every(({ number, taps }) => {
        const named = (of: string) => made.receivers(number).filter(({ receiver }) => receiver.tensor === of);
        const read = taps.filter(({ isPadding }) => !isPadding);
        const sorted = (list: (string | undefined)[]) => list.sort().join(' ');
        return (
          sorted(named('gradInput').map((r) => `${r.receiver.index}×${r.product}`)) === sorted(read.map(({ cell, factor }) => `${cell.index}×${factor?.value}`)) &&
          sorted(named('gradWeight').map((r) => `${r.receiver.index}×${r.product}`)) === sorted(read.map(({ cell, factor }) => `${factor?.index}×${cell.value}`)) &&
          named('gradBias').length === 1
        );
      });
    }),
    runs,
  ); // biome-ignore format: a law
  t.end();
});

/** Whether what all output elements send makes up the gradients. */
function arrives(made: OperationTrace): boolean {
  const gradOutput = unequal(made.output.shape.length === 0 ? tensor(0, { dtype: 'float64' }) : zerosLike(made));
  const sums = new Map<string, number>();
  for (let number = 0; number < made.length; number++) {
    for (const { receiver, product } of made.receivers(number, gradOutput)) {
      const key = `${receiver.tensor} ${receiver.index}`;
      sums.set(key, (sums.get(key) ?? 0) + product);
    }
  }
  return Object.values(made.backward(gradOutput)).every((gradient) =>
    [...gradient].every(({ output: { tensor: of, index }, result }) => (sums.get(`${of} ${index}`) ?? 0) === result),
  );
}

function zerosLike({ output }: OperationTrace): Tensor {
  return tensor(Array.from(output.numbers, () => 0), { dtype: 'float64' }).view(output.shape); // biome-ignore format: short
}

test('what every output element sends makes up the gradients', (t) => {
  const pooled = windowOn(poolWindow, [2, 2]);
  const traces = [
    convCase.map(({ input, weight, bias, stride, groups }) => trace.conv2d(input, weight, bias, { stride, groups, padding: 1, paddingMode: 'replicate' })), // biome-ignore format: a row
    convTransposeCase.map(({ input, weight, bias, kernel: _, ...options }) => trace.convTranspose2d(input, weight, bias, options)), // biome-ignore format: a row
    pooled.map(({ input, kernel, ...options }) => trace.maxPool2d(input, kernel, options)),
    pooled.map(({ input, kernel, dilation: _, ...options }) => trace.avgPool2d(input, kernel, options)),
    pooled.map(({ input }) => trace.adaptiveAvgPool2d(input, [2, 3])),
    pooled.map(({ input }) => trace.pad(input, [1, 1, 1, 1], { mode: 'reflect' })),
    pooled.map(({ input }) => trace.matmul(input, input, { transposeB: true })),
    convCase.map(({ weight, bias }) => trace.linear(weight.detach().view([-1, 1]), bias.detach().view([-1, 1]), bias)),
  ];
  for (const made of traces) {
    fc.assert(fc.property(made, arrives), { numRuns: 4 });
  }
  t.end();
});

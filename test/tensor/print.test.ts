import { inspect } from 'node:util';
import test from 'tape';
import { registerBackend } from '../../src/backends/choose.ts';
import { tensor, zeros } from '../../src/tensor/create.ts';
import { setPrintOptions } from '../../src/tensor/print.ts';
import { pythonFixed, pythonScientific } from '../../src/tensor/printNumbers.ts';
import { arange } from '../../src/tensor/sequences.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';
import '../../src/tensor/methods.ts';

/** What PyTorch 2.13 prints; its int64 is our int32, and names after the numbers are ours. */
const printed: readonly (readonly [tensor: Tensor, text: string])[] = [
  [tensor(3), 'tensor(3.)'],
  [tensor(3.25), 'tensor(3.2500)'],
  [tensor([]), 'tensor([])'],
  [tensor([[], []]), 'tensor([], size=(2, 0))'],
  [zeros([0, 3]), 'tensor([], size=(0, 3))'],
  [tensor([], { dtype: 'int32' }), 'tensor([], dtype=int32)'],
  [
    tensor([
      [1, 2],
      [3, 4],
    ]),
    'tensor([[1., 2.],\n        [3., 4.]])',
  ],
  [
    tensor([
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ]),
    'tensor([[[1., 2.],\n         [3., 4.]],\n\n        [[5., 6.],\n         [7., 8.]]])',
  ],
  [tensor([[[[1], [1]]], [[[1], [1]]]]), 'tensor([[[[1.],\n          [1.]]],\n\n\n        [[[1.],\n          [1.]]]])'],
  [tensor([0.5, 100]), 'tensor([  0.5000, 100.0000])'],
  [tensor([1e-5, 1]), 'tensor([1.0000e-05, 1.0000e+00])'],
  [tensor([1, 2e8]), 'tensor([1.0000e+00, 2.0000e+08])'],
  [tensor([0.5, 500]), 'tensor([  0.5000, 500.0000])'],
  [tensor([1, 1001.5]), 'tensor([1.0000e+00, 1.0015e+03])'],
  [tensor([1, 1e5]), 'tensor([1.0000e+00, 1.0000e+05])'],
  [tensor([1e10]), 'tensor([1.0000e+10])'],
  [tensor([-1e-10]), 'tensor([-1.0000e-10])'],
  [tensor([123456.75]), 'tensor([123456.7500])'],
  [tensor([NaN, Infinity, -Infinity, 1]), 'tensor([nan, inf, -inf, 1.])'],
  [tensor([NaN, 1.5]), 'tensor([   nan, 1.5000])'],
  [tensor([NaN, 0]), 'tensor([nan, 0.])'],
  [tensor([-0, 0]), 'tensor([-0., 0.])'],
  [tensor([0.03125, 0.09375]), 'tensor([0.0312, 0.0938])'],
  [tensor([1 / 3, 2 / 3]), 'tensor([0.3333, 0.6667])'],
  [tensor([1, -20, 300], { dtype: 'int32' }), 'tensor([  1, -20, 300])'],
  [tensor([1, 255], { dtype: 'uint8' }), 'tensor([  1, 255], dtype=uint8)'],
  [tensor([true, false]), 'tensor([ True, False])'],
  [tensor([1.5], { dtype: 'float64' }), 'tensor([1.5000], dtype=float64)'],
  [
    arange(30),
    'tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,\n' +
      '        18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29])',
  ],
  [
    arange(12).div(4),
    'tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000, 1.2500, 1.5000, 1.7500, 2.0000,\n        2.2500, 2.5000, 2.7500])',
  ],
  [arange(1001), 'tensor([   0,    1,    2,  ...,  998,  999, 1000])'],
  [
    zeros([40, 30]),
    'tensor([[0., 0., 0.,  ..., 0., 0., 0.],\n        [0., 0., 0.,  ..., 0., 0., 0.],\n' +
      '        [0., 0., 0.,  ..., 0., 0., 0.],\n        ...,\n        [0., 0., 0.,  ..., 0., 0., 0.],\n' +
      '        [0., 0., 0.,  ..., 0., 0., 0.],\n        [0., 0., 0.,  ..., 0., 0., 0.]])',
  ],
  [tensor([1, 2], { requiresGrad: true }), 'tensor([1., 2.], requiresGrad=true)'],
  [tensor([1, 2], { requiresGrad: true }).add(1), 'tensor([2., 3.], madeBy=add)'],
];

test('a tensor prints as PyTorch prints it', (t) => {
  for (const [x, text] of printed) t.equal(String(x), text);
  t.end();
});

test('inspecting a tensor, as console.log and the debugger do, shows the same', (t) => {
  const x = tensor([1, 2.5]);
  t.equal(inspect(x), 'tensor([1.0000, 2.5000])');
  t.equal(inspect({ x }), '{ x: tensor([1.0000, 2.5000]) }');
  t.end();
});

test('what is said after the numbers moves to a new line where it would pass the 80th column', (t) => {
  const x = arange(9).div(8).double();
  t.equal(
    String(x),
    'tensor([0.0000, 0.1250, 0.2500, 0.3750, 0.5000, 0.6250, 0.7500, 0.8750, 1.0000],\n       dtype=float64)',
  );
  t.end();
});

test('setPrintOptions changes how tensors are printed, and resets what it does not name', (t) => {
  const x = arange(8).div(8);
  setPrintOptions({ precision: 2, threshold: 5, edgeitems: 1 });
  t.equal(String(x), 'tensor([0.00,  ..., 0.88])');
  setPrintOptions({ linewidth: 20 });
  t.equal(String(tensor([1, 2, 3, 4])), 'tensor([1., 2., 3.,\n        4.])');
  setPrintOptions({ sciMode: true });
  t.equal(String(tensor([1, 2.5])), 'tensor([1.0000e+00, 2.5000e+00])');
  setPrintOptions();
  t.equal(String(tensor([1, 2.5])), 'tensor([1.0000, 2.5000])');
  t.throws(
    () => setPrintOptions({ edgeItems: 2 } as object),
    /^ArgumentError: setPrintOptions: unknown option "edgeItems"; did you mean "edgeitems"\?$/,
  );
  t.end();
});

test('a tensor whose numbers must be awaited prints its device and size', (t) => {
  registerBackend(awaitedBackend('far away'));
  const x = tensor([[1, 2, 3]], { device: 'far away' });
  t.equal(String(x), "tensor(..., device='far away', size=(1, 3))");
  t.equal(String(x.gt(1)), "tensor(..., device='far away', size=(1, 3), dtype=bool)");
  t.end();
});

test('numbers are rounded as Python rounds them: ties to the even digit', (t) => {
  t.deepEqual(
    [0.5, 1.5, 2.5].map((value) => pythonFixed(value, 0)),
    ['0', '2', '2'],
  );
  t.deepEqual(
    [0.125, 0.375, -0.125, 1.005].map((value) => pythonFixed(value, 2)),
    ['0.12', '0.38', '-0.12', '1.00'],
  );
  t.equal(pythonFixed(-0, 1), '-0.0');
  t.equal(pythonFixed(1e22, 1), '10000000000000000000000.0');
  t.equal(pythonScientific(1.25, 1), '1.2e+00');
  t.equal(pythonScientific(9.96e-7, 1), '1.0e-06');
  t.equal(pythonScientific(1.5e123, 0), '2e+123');
  t.end();
});

test('a debugger is given one line with dtype, shape and values', (t) => {
  const line = (described: Tensor) =>
    (Reflect.get(described, Symbol.for('debug.description')) as () => string).call(described);
  const matrix = tensor([
    [1, 2],
    [3, 4],
  ]);
  t.equal(line(matrix), 'float32 [2, 2] [[1, 2], [3, 4]]');
  t.equal(line(tensor([[0.123456, Number.NaN]])), 'float32 [1, 2] [[0.1235, NaN]]', 'four digits tell enough');
  t.equal(line(tensor([true, false])), 'bool [2] [true, false]');
  t.equal(line(tensor(7, { dtype: 'int32' })), 'int32 [] 7');
  t.equal(line(zeros([2, 0])), 'float32 [2, 0] []');
  t.equal(line(zeros([3, 100])), 'float32 [3, 100] [[0, 0, 0, 0, 0, 0, 0, 0, … 300 numbers');
  const leaf = tensor([1], { requiresGrad: true });
  t.equal(line(leaf), 'float32 [1] [1], requiresGrad=true');
  t.equal(line(leaf.mul(2)), 'float32 [1] [2], madeBy=mul');
  t.end();
});

import fc from 'fast-check';
import test from 'tape';
import { tensor } from '../../../src/tensor/create.ts';
import { avgPool1d, avgPool2d } from '../../../src/tensor/functions/pooling.ts';
import { gradcheck } from '../../../src/tensor/gradcheck.ts';
import '../../../src/tensor/methods.ts';
import { guideInput } from '../../../src/explain/arithmeticCases.ts';
import { close } from '../../support/close.ts';
import { numbersOf } from '../../support/coordinates.ts';
import { poolWindow, windowOn } from '../../support/windowArbitraries.ts';
import { reader } from '../../support/windowDefinitions.ts';

const undilated = poolWindow.map((window) => ({ ...window, dilation: [1, 1] as const }));
const options = fc.record({
  ceilMode: fc.boolean(),
  countIncludePad: fc.boolean(),
  divisorOverride: fc.constantFrom(undefined, 2, -3),
});

test('avgPool2d is the mean of what the window covers', (t) => {
  const image = tensor([
    [
      [
        [1, 2],
        [3, 6],
      ],
    ],
  ]);
  t.deepEqual(avgPool2d(image, 2).toArray(), [[[[(1 + 2 + 3 + 6) / 4]]]]);
  const figure = avgPool2d(tensor([[guideInput]]), 3, { stride: 1 }).toTypedArray();
  t.deepEqual(
    Array.from(figure, (value) => value.toFixed(1)),
    ['1.7', '1.7', '1.7', '1.0', '1.2', '1.8', '1.1', '0.8', '1.3'],
    'the figure of the guide to convolution arithmetic',
  );
  t.end();
});

test('padding counts as zeros, or not at all; cells beyond it never count', (t) => {
  const row = tensor([[[[4, 8]]]]);
  const around = { stride: 1, padding: [0, 1] } as const;
  t.deepEqual(avgPool2d(row, [1, 2], around).toArray(), [[[[(0 + 4) / 2, (4 + 8) / 2, (8 + 0) / 2]]]]);
  t.deepEqual(avgPool2d(row, [1, 2], { ...around, countIncludePad: false }).toArray(), [[[[4, 6, 8]]]]);
  t.deepEqual(
    avgPool2d(tensor([[[[4, 8, 3]]]]), [1, 2], { ceilMode: true }).toArray(),
    [[[[6, 3]]]],
    'one cell, over 1',
  );
  t.end();
});

test('divisorOverride wins over both, and may be negative', (t) => {
  t.deepEqual(avgPool2d(tensor([[[[4, 8]]]]), [1, 2], { divisorOverride: -3 }).toArray(), [[[[(4 + 8) / -3]]]]);
  t.end();
});

test('avgPool2d sums what its window covers and divides by the rule, for every parameter', (t) => {
  fc.assert(
    fc.property(windowOn(undilated), options, ({ input, kernel, stride, padding }, chosen) => {
      const output = avgPool2d(input, kernel, { stride, padding, ...chosen });
      const pixel = reader(input);
      const [, , height, width] = input.shape;
      const border = chosen.countIncludePad ? padding : [0, 0];
      const expected = numbersOf(output.shape, ([n, c, y, x]) => {
        let [sum, cells] = [0, 0];
        for (let i = 0; i < kernel[0]; i++) {
          for (let j = 0; j < kernel[1]; j++) {
            const inY = y * stride[0] + i - padding[0];
            const inX = x * stride[1] + j - padding[1];
            sum += pixel(n, c, inY, inX);
            if (inY >= -border[0] && inY < height + border[0] && inX >= -border[1] && inX < width + border[1]) cells++;
          }
        }
        return sum / (chosen.divisorOverride ?? cells);
      });
      return output.toTypedArray().every((value: number, i: number) => close(value, expected[i], 9));
    }),
    { numRuns: 80 },
  );
  t.pass();
  t.end();
});

test('the gradient of avgPool2d equals finite differences', (t) => {
  fc.assert(
    fc.property(windowOn(undilated), options, ({ input, kernel, stride, padding }, chosen) =>
      gradcheck((x) => avgPool2d(x, kernel, { stride, padding, ...chosen }), [input]),
    ),
    { numRuns: 50 },
  );
  t.pass();
  t.end();
});

test('a row is an image of height 1, and a single image a batch of one', (t) => {
  t.deepEqual(avgPool1d(tensor([[[1, 3, 5, 7]]]), 2).toArray(), [[[2, 6]]]);
  t.deepEqual(avgPool1d(tensor([[4, 8]]), [2], { stride: 1, padding: 1, countIncludePad: false }).toArray(), [
    [4, 6, 8],
  ]);
  t.deepEqual(
    avgPool2d(
      tensor([
        [
          [1, 2],
          [3, 6],
        ],
      ]),
      2,
    ).toArray(),
    [[[3]]],
  );
  t.end();
});

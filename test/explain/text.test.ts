import { inspect } from 'node:util';
import fc from 'fast-check';
import test from 'tape';
import { numberText } from '../../src/explain/formula.ts';
import { explainText } from '../../src/explain/text/explainText.ts';
import { widthOf, wrapped, written } from '../../src/explain/text/line.ts';
import { numberFormat } from '../../src/explain/text/numberFormat.ts';
import { traceLines } from '../../src/explain/text/traceLines.ts';
import { explain, F, type Trace, tensor, trace } from '../../src/index.ts';
import { type ConvCase, convCase } from '../support/windowArbitraries.ts';

const image = tensor([[[[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]]]); // biome-ignore format: a picture
const weight = tensor([[[[0, 1, 2], [2, 2, 0], [0, 1, 2]]]]); // biome-ignore format: a picture
const bias = tensor([0.5]);

test('a step is printed as window × weights = products, their sum, and the formula', (t) => {
  const step = trace.conv2d(image, weight, bias, { padding: 1, stride: 2 }).at(0);
  t.equal(
    explainText(step),
    `
conv2d, forward: step 1 of 9   ( ) is padding
input[0, 0]          weight[0, 0]   products
     −1    0    1       0  1  2      0  1  2
−1  (0)  (0)  (0)    0  0  1  2      0  0  0
 0  (0)   3    3   × 1  2  2  0   =  0  6  0
 1  (0)   0    0     2  0  1  2      0  0  0
channel 0: 6 + bias 0.5 = 6.5
output[0, 0, 0, 0] = 3·2 + 3·0 + 0·1 + 0·2 + 0.5 = 6.5`.trimStart(),
  );
  t.end();
});

test('a reflected padding tells which cell each of its cells copies', (t) => {
  const step = trace.conv2d(image, weight, undefined, { padding: 1, paddingMode: 'reflect' }).at(1);
  t.match(explainText(step), /padding copies \(−1, 0\) ← \(1, 0\), \(−1, 1\) ← \(1, 1\), \(−1, 2\) ← \(1, 2\)\n/);
  t.end();
});

test('a max pooling marks its winner, and its gradient says who chose whom', (t) => {
  const steps = trace.maxPool2d(tensor([[[[1, 4, 2], [4, 3, 0], [5, 1, 2]]]]), 2, { stride: 2, padding: 1 }); // biome-ignore format: a picture
  t.equal(
    explainText(steps.at(3)),
    `
maxPool2d, forward: step 4 of 4
input[0, 0]
    1   2
1  *3   0
2   1   2
output[0, 0, 1, 1] = max(3, 0, 1, 2) = 3`.trimStart(),
  );
  const back = explainText(steps.backward().input.at(0));
  t.match(back, /gradInput\[0, 0, 0, 0\] = 1: the one window over it chose it$/);
  t.match(
    explainText(steps.backward().input.at(5)),
    /gradInput\[0, 0, 1, 2\] = 0: the one window over it chose another$/,
  );
  t.end();
});

test('console.log prints a step as text; JSON and comparison see plain data', (t) => {
  const step = explain(F.conv2d(image, weight), [0, 0, 1, 1]);
  t.equal(inspect(step), explainText(step));
  t.equal(inspect(step, { colors: true }), explainText(step, { colour: true }));
  t.match(inspect({ in: { a: { step } } }), /step: \[conv2d, forward: step 5 of 9\]/);
  t.deepEqual(JSON.parse(JSON.stringify(step)), { ...step });
  t.deepEqual(Object.getOwnPropertySymbols({ ...step }), []);
  t.end();
});

test('a screen shows the padded input with the window, kernel, products, the output so far, sum and formula', (t) => {
  const steps = trace.conv2d(image, weight, bias, { padding: 1, stride: 2 });
  t.equal(
    text(steps, 4, { width: 80, height: 16 }).join('\n'),
    `
input[0, 0]                  weight[0, 0]   products       output[0, 0]
   −1   0  1  2  3  4   5       0  1  2       0   1   2          0     1     2
−1  0   0  0  0  0  0   0    0  0  1  2       0   1   6    0   6.5  17.5   3.5
      ┌───────────────┐    × 1  2  2  0   =   2   4   0  → 1   8.5 [17.5]    ·
 0  0 │ 3  3  2  1  0 │ 0    2  0  1  2       0   0   4    2     ·     ·     ·
 1  0 │ 0 [0  1  3] 1 │ 0
 2  0 │ 3 [1  2  2] 3 │ 0
 3  0 │ 2 [0  0  2] 2 │ 0
 4  0 │ 2  0  0  0  1 │ 0
      └───────────────┘
 5  0   0  0  0  0  0   0

channel 0: 17 + bias 0.5 = 17.5
output[0, 0, 1, 1] = 0·0 + 1·1 + 3·2 + 1·2 + 2·2 + 2·0 + 0·0 + 0·1 + 2·2 + 0.5
  = 17.5`.trimStart(),
  );
  t.end();
});

const sizes = fc.record({ width: fc.integer({ min: 40, max: 130 }), height: fc.integer({ min: 12, max: 45 }) });

test('no line is wider and no screen higher than the terminal, and the result is always there', (t) => {
  fc.assert(
    fc.property(convCase, sizes, fc.nat(), fc.nat(9), fc.nat(3), (c, size, at, plane, which) => {
      const made = waysOf(c);
      const steps = made[which % made.length];
      const number = at % steps.length;
      const lines = traceLines(steps, number, { ...size, group: plane });
      const told = lines
        .map((line) => written(line, false))
        .join(' ')
        .replace(/\s+/g, ' ');
      return (
        lines.length <= size.height &&
        lines.every((line) => widthOf(line) <= size.width) &&
        told.endsWith(`= ${numberText(steps.at(number).result)}`)
      );
    }),
    { numRuns: 60 },
  );
  t.end();
});

test('an explanation keeps to its width and tells the whole formula', (t) => {
  fc.assert(
    fc.property(convCase, fc.integer({ min: 40, max: 120 }), fc.nat(), fc.nat(3), (c, width, at, which) => {
      const made = waysOf(c);
      const steps = made[which % made.length];
      const step = steps.at(at % steps.length);
      const lines = explainText(step, { width }).split('\n');
      const told = lines.join(' ').replace(/\s+/g, ' ');
      return lines.every((line) => line.length <= width) && told.includes(step.formula.replace(/^(\S+) = \1/, '$1'));
    }),
    { numRuns: 60 },
  );
  t.end();
});

test('colours add nothing but colours', (t) => {
  const step = trace.conv2d(image, weight, bias, { padding: 1 }).at(3);
  const coloured = explainText(step, { colour: true });
  t.ok(coloured.includes('\u001b[1;36m'));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
  const plain = coloured.replace(/\u001b\[[\d;]*m/g, '');
  t.deepEqual(
    plain.split('\n').map((line) => line.trimEnd()),
    explainText(step).split('\n'),
  );
  t.equal(written([{ text: 'a\u001b[2Jb\n' }], false), 'a?[2Jb?', 'what a name brings along cannot steer a terminal');
  t.end();
});

test('the numbers of a grid have the same decimals: as few as tell them, or three digits of the largest', (t) => {
  const texts = (values: number[]) => values.map(numberFormat(values).text);
  t.deepEqual(texts([1, -2, 10]), ['1', '−2', '10']);
  t.deepEqual(texts([0.5, -2, 10]), ['0.5', '−2.0', '10.0']);
  t.deepEqual(texts([1 / 3, -2 / 3]), ['0.333', '−0.667']);
  t.deepEqual(texts([Math.PI, -100 / 3]), ['3.1', '−33.3']);
  t.deepEqual(texts([Number.NEGATIVE_INFINITY, Number.NaN, 4]), ['−∞', 'NaN', '4']);
  t.deepEqual(texts([1e-6, 2e9]), ['1.00e-6', '2.00e+9']);
  t.deepEqual(texts([-0]), ['0']);
  t.end();
});

test('text is broken at spaces, but not between an option and its value, and of too much the end stays', (t) => {
  t.deepEqual(wrapped('aa bb cc', 5), ['aa bb', '  cc']);
  t.deepEqual(wrapped('f({ stride: 2 })', 11), ['f({', '  stride: 2', '  })']);
  t.deepEqual(wrapped('1 + 2 + 3 + 4 = 10', 7, { most: 2 }), ['1 + 2 …', '  = 10']);
  t.deepEqual(wrapped('abcdefgh', 4, { indent: 0 }), ['abcd', 'efgh']);
  t.end();
});

test('every operation is shown whole in 80 × 24: what it read, and what came of it', (t) => {
  const matrix = tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a picture
  const made = {
    conv2d: trace.conv2d(image, weight, bias, { dilation: 2 }),
    convTranspose2d: trace.convTranspose2d(image, weight, bias, { stride: 2, padding: 1, outputPadding: 1 }),
    maxPool2d: trace.maxPool2d(image, 3, { stride: 2, padding: 1 }),
    avgPool2d: trace.avgPool2d(image, 2, { ceilMode: true }),
    adaptiveMaxPool2d: trace.adaptiveMaxPool2d(image, [2, 3]),
    adaptiveAvgPool2d: trace.adaptiveAvgPool2d(image, [3, 2]),
    pad: trace.pad(image, [1, 2, 0, 1], { mode: 'replicate' }),
    matmul: trace.matmul(matrix, matrix.transpose(0, 1)),
    linear: trace.linear(matrix, matrix, tensor([1, 2])),
  };
  for (const [name, forward] of Object.entries(made)) {
    for (const [way, steps] of Object.entries({ forward, ...forward.backward() })) {
      for (const number of [0, steps.length >> 1, steps.length - 1]) {
        const lines = text(steps, number, { width: 80, height: 21 });
        const { output, result } = steps.at(number);
        const said = lines.join(' ').replace(/\s+/g, ' ');
        const isTold =
          said.includes(`${output.tensor}[${output.index.join(', ')}] = `) && said.includes(numberText(result));
        const isMarked = lines.some((line) => /\[ *\S/.test(line));
        if (!isTold || !isMarked || lines.some((line) => line.length > 80)) t.fail(`${name} ${way} ${number}: ${said}`);
      }
    }
  }
  t.end();
});

/** A convolution forward, and its gradients. */
function waysOf({ input, weight, bias, stride, padding, dilation, groups }: ConvCase): Trace[] {
  const forward = trace.conv2d(input, weight, bias, { stride, padding, dilation, groups });
  return [forward, ...Object.values(forward.backward())];
}

function text(steps: Trace, number: number, size: { width: number; height: number }): string[] {
  return traceLines(steps, number, { ...size, group: 0 }).map((line) => written(line, false));
}

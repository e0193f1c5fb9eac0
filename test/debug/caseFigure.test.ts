import test from 'tape';
import { caseFigure, shownCase } from '../../src/debug/caseFigure.ts';
import { trace } from '../../src/debug/trace.ts';
import { type ArithmeticCase, arithmeticCases } from '../../src/explain/arithmeticCases.ts';
import { figure } from '../../src/explain/figure/figure.ts';
import { ones, tensor } from '../../src/tensor/create.ts';

/** The cells of a picture with one of these marks, each with the number in it. */
function cells(svg: string, ...marks: readonly string[]): string[] {
  const drawn = svg.matchAll(/<g class="(\w+)">.*?<text class="value[^>]*>([^<]*)</g);
  return [...drawn].filter(([, mark]) => marks.includes(mark)).map(([, , text]) => text);
}

/** Whether every element that is opened is closed, in order. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, end, name, empty] of svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
    if (empty === '/') continue;
    if (end === '') open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}

const named = (name: string) => arithmeticCases.find((one) => one.name === name) as ArithmeticCase;

test('a figure shows the window on the padded input, the kernel, and the output so far', (t) => {
  const svg = caseFigure(named('numerical_padding_strides'), 1);
  t.deepEqual(cells(svg, 'paddingTap'), ['0', '0', '0'], 'the window stands in the first row, and reaches out of it');
  t.deepEqual(cells(svg, 'tap'), ['3', '2', '1', '0', '1', '3']);
  t.deepEqual(cells(svg, 'weight'), ['0', '1', '2', '2', '2', '0', '0', '1', '2']);
  t.deepEqual(cells(svg, 'done'), ['6']);
  t.deepEqual(cells(svg, 'now'), ['17'], 'as in the figure of the guide');
  t.equal(cells(svg, 'open').length, 7);
  t.equal(cells(svg, 'padding').length + 3, 4 * 5 + 4, 'the padding is drawn all around');
  t.equal([...svg.matchAll(/class="frame"/g)].length, 1);
  t.match(svg, /<title>conv2d, forward: step 2 of 9<\/title>/);
  t.match(
    svg,
    /<desc>In the corners .* covers 9 cells, 3 of them in the padding\. output\[0, 0, 0, 1\] = .* = 17<\/desc>/,
  );
  t.match(svg, /prefers-color-scheme: dark/);
  t.end();
});

test('every step of every case is drawn as it was computed', (t) => {
  const problems: string[] = [];
  let drawn = 0;
  for (const arithmetic of arithmeticCases) {
    const source = shownCase(arithmetic);
    for (let number = 0; number < source.output.numbers.length; number++) {
      const svg = figure(source, number);
      const step = source.at(number);
      // Without a window (transposed convolution) a tap outside of the input is one that the stride steps over.
      const read = step.taps.filter(({ isPadding }) => step.window !== undefined || !isPadding);
      const isRight =
        isWellFormed(svg) &&
        cells(svg, 'tap', 'paddingTap', 'winner').length === read.length &&
        cells(svg, 'winner').length ===
          (arithmetic.operation.includes('Max') || arithmetic.operation === 'maxPool2d' ? 1 : 0) &&
        cells(svg, 'done').length === number &&
        Number(cells(svg, 'now')[0].replace('−', '-')) === Number(source.output.numbers[number].toPrecision(3));
      if (!isRight) problems.push(`${arithmetic.name} ${number}`);
      drawn++;
    }
  }
  t.deepEqual(problems, [], `${drawn} figures`);
  t.end();
});

test('a large tensor is drawn around the window, and says which part that is', (t) => {
  const steps = trace.conv2d(ones([1, 6, 40, 40]), ones([2, 6, 3, 3]), undefined, { padding: 1 });
  const svg = figure(steps, 2 * 1600 - 1);
  t.match(svg, />input \[0, 3\] of \[1, 6, 40, 40\], rows 29–40, columns 29–40</);
  t.match(svg, />output \[0, 1\] of \[1, 2, 40, 40\], rows 28–39, columns 28–39</);
  t.equal(cells(svg, 'tap').length, 4 * 4, 'four channels, and no more');
  t.end();
});

test('a row of numbers, a gradient, and a caption with every special character', (t) => {
  t.deepEqual(cells(figure(trace.maxPool1d(tensor([[1, 2, 3, 4]]), 2), 1), 'tap', 'winner'), ['3', '4']);
  const { input } = trace
    .conv2d(
      ones([1, 1, 3, 3]),
      tensor([
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      ]),
    )
    .backward();
  const svg = figure(input, 0, { caption: 'a < b & "c" > d' });
  t.deepEqual(cells(svg, 'weight'), ['1']);
  t.deepEqual(cells(svg, 'idle'), ['2', '3', '4'], 'weights that never met the first pixel');
  t.match(svg, /a &lt; b &amp; &quot;c&quot; &gt; d/);
  t.ok(isWellFormed(svg));
  t.end();
});

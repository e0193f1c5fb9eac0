import test from 'tape';
import {
  ArgumentError,
  F,
  GraphError,
  nn,
  ones,
  printTape,
  type Tensor,
  tapeGraph,
  tensor,
  zeros,
} from '../../src/index.ts';
import { thrown } from '../support/thrown.ts';
import { CNNNet } from '../support/tutorialNet.ts';

// Steps count through the whole program, so the texts of these tests begin at the step that comes next.

/** The text with its steps counted from 1, and one space where there are several. */
function fromOne(text: string): string {
  const first = Math.min(...[...text.matchAll(/#(\d+)/g)].map(([, step]) => Number(step)));
  return text.replace(/#(\d+)/g, (_, step: string) => `#${Number(step) - first + 1}`).replace(/ +/g, ' ');
}

/** A width that has as much room beside the steps as `width` has where they have two digits. */
function columns(width: number, { node }: Tensor): number {
  return width + String(node?.step).length - 2;
}

const widest = (text: string) => Math.max(...text.split('\n').map(({ length }) => length));

/** b = a + a, c = b + b: the smallest tape with an order that matters. */
function doubledTwice() {
  const a = tensor([1, 2], { requiresGrad: true });
  const b = a.add(a);
  return { a, b, c: b.add(b) };
}

test('the tape of b = a + a, c = b + b is two additions', (t) => {
  const { a, b, c } = doubledTwice();
  t.equal(
    fromOne(printTape(c, { names: { a, b, c } })),
    [
      '# operation operands → result saved',
      '#1 add a [2] + a [2] → b [2] -',
      '#2 add #1 [2] + #1 [2] → c [2] -',
      '2 operations, 1 leaf. Nothing has to be saved for backward.',
      'leaves: a [2]',
    ].join('\n'),
  );
  t.end();
});

test('going back, an entry has received all its shares before its turn', (t) => {
  const { a, c } = doubledTwice();
  const lines = fromOne(printTape(c, { names: { a }, order: 'backward' })).split('\n');
  t.deepEqual(lines.slice(0, 4), [
    'turn of has received shares from sends shares to',
    '#2 add (backward starts here) #1 twice',
    '#1 add #2 twice a twice',
    'a #1 twice (kept in grad)',
  ]);
  t.end();
});

test('in every order of turns, senders stand before receivers: y·y + y, whichever way is found first', (t) => {
  for (const swapped of [false, true]) {
    const x = tensor([3], { requiresGrad: true });
    const y = x.exp();
    const square = y.mul(y);
    const [, ...lines] = printTape(swapped ? y.add(square) : square.add(y), { order: 'backward', names: { x } }).split(
      '\n',
    );
    const turns = lines.filter((line) => /^(#|x )/.test(line));
    t.deepEqual(
      turns.map((line) => line.split(/\s+/)[line.startsWith('#') ? 1 : 0]),
      ['add', 'mul', 'exp', 'x'],
    );
    t.match(turns[2], swapped ? /twice/ : /#\d+ twice/, 'the square sends two shares');
    t.match(turns[2], /exp +#\d+( twice)?, #\d+( twice)? +x$/, 'and the sum one');
  }
  t.end();
});

test('bytes that several lines keep are counted at the first', (t) => {
  const x = tensor([1, 2, 3], { requiresGrad: true });
  const positive = x.relu(); // keeps its output
  const squared = positive.mul(positive); // keeps its inputs, which are that output
  const graph = tapeGraph(squared);
  t.equal(graph.savedBytes, 3 * 4, 'three float32, once');
  t.match(fromOne(printTape(squared)), /#1 relu .* 12 B\n#2 mul .* #1's\n/);
  t.match(
    printTape(squared).replace(/\s+/g, ' '),
    /Saved for backward: 12 B\. "#\d+'s" are numbers that step \d+ saves too/,
  );
  t.end();
});

test('what backward frees is shown as freed, and retained gradients and hooks are named', (t) => {
  const x = tensor([1, 2], { requiresGrad: true });
  const y = x.exp();
  y.retainGrad();
  y.registerHook(() => undefined);
  const loss = y.sum();
  t.match(printTape(loss), /→ \[2\] \(keeps grad, 1 hook\) +8 B/);
  loss.backward();
  t.match(printTape(loss), /→ \[2\] \(has grad, 1 hook\) +freed/);
  t.match(printTape(loss), /What was saved for backward is freed/);
  t.match(printTape(loss, { names: { x } }), /leaves: x \[2\] \(has grad\)/);
  t.end();
});

test('the tape of the tutorial net fits 80 columns and calls parameters by their paths', (t) => {
  const net = new CNNNet();
  const loss = F.crossEntropy(net(zeros([4, 3, 32, 32])), tensor([1, 2, 3, 4], { dtype: 'int32' }));
  const text = fromOne(printTape(loss, { net, width: columns(80, loss) }));
  t.deepEqual(text.split('\n').slice(0, 5), [
    '# operation operands → result saved',
    '#1 conv2d [4,3,32,32] × conv1.weight + conv1.bias → [4,8,28,28] 51.6 kB', // (3,072·4 + 600)·4 bytes
    '#2 relu #1 → [4,8,28,28] 100.4 kB',
    '#3 maxPool2d #2 → [4,8,14,14] 25.1 kB',
    '#4 conv2d #3 × conv2.weight + conv2.bias → [4,16,12,12] 29.7 kB',
  ]);
  t.match(text.replace(/\s+/g, ' '), /leaves: conv1\.weight \[8,3,5,5\], conv1\.bias \[8\], conv2\.weight/);
  for (const width of [30, 40, 60, 80]) {
    t.ok(widest(printTape(loss, { net, width })) <= width, `${width} columns`);
    t.ok(widest(printTape(loss, { net, width, order: 'backward' })) <= width, `${width} columns, backward`);
  }
  t.match(printTape(loss, { net, width: 130 }), /× conv1\.weight \[8,3,5,5\] \+ conv1\.bias \[8\] →/);
  t.end();
});

test('where a line is too long, the path of its second parameter is shortened, and nowhere else', (t) => {
  const net = new nn.Sequential(new CNNNet());
  const output = net(zeros([64, 3, 32, 32]));
  const text = printTape(output, { net, width: columns(80, output) });
  t.match(text, /× 0\.conv1\.weight \+ …bias → \[64,8,28,28\]/);
  t.match(text, /× 0\.fc1\.weight \+ 0\.fc1\.bias → \[64,128\]/);
  t.end();
});

test('100,000 operations are printed in a few lines, without a stack overflow', (t) => {
  let chain: Tensor = tensor([1], { requiresGrad: true });
  for (let i = 0; i < 100_000; i++) chain = chain.neg();
  for (const order of ['forward', 'backward'] as const) {
    const text = printTape(chain, { lines: 6, order });
    t.ok(text.split('\n').length < 12, order);
    t.match(text, order === 'forward' ? /… 99,994 operations more …/ : /… 99,995 entries more …/);
  }
  t.end();
});

test('a leaf alone has a tape of no operation; a tensor without a gradient has none', (t) => {
  t.match(printTape(ones([2], { requiresGrad: true })), /^0 operations, 1 leaf\.\nleaves: leaf 1 \[2\]$/);
  t.match(
    thrown(GraphError, () => printTape(ones([2]))),
    /printTape: this tensor has no tape: it does not require a gradient/,
  );
  t.match(
    thrown(ArgumentError, () => printTape(ones([2], { requiresGrad: true }), { widht: 3 } as object)),
    /did you mean "width"/,
  );
  t.end();
});

test('the graph has every operation once, inputs before their readers, and an edge for every input', (t) => {
  const shared = new nn.Linear(3, 3);
  const x = ones([2, 3]);
  const { nodes, edges } = tapeGraph(shared(shared(x).relu()).sum(), { net: shared });
  t.deepEqual(
    nodes.map((node) => (node.kind === 'operation' ? node.operation : node.kind === 'leaf' ? node.name : 'data')),
    ['data', 'weight', 'bias', 'linear', 'relu', 'linear', 'sum'],
    'the parameters of a layer that is called twice stand once',
  );
  const places = new Map(nodes.map(({ id }, i) => [id, i]));
  t.ok(edges.every(({ from, to }) => Number(places.get(from)) < Number(places.get(to))));
  t.equal(edges.length, 3 + 1 + 3 + 1);
  t.deepEqual(JSON.parse(JSON.stringify({ nodes, edges })), { nodes, edges }, 'it is plain JSON');
  t.end();
});

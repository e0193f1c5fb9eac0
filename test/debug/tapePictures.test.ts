import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import test from 'tape';
import { layOut } from '../../src/debug/tape/layout.ts';
import {
  ArgumentError,
  type TapeGraph,
  type Tensor,
  tapeGraph,
  tapeToDot,
  tapeToMermaid,
  tapeToSvg,
  tensor,
} from '../../src/index.ts';
import { thrown } from '../support/thrown.ts';

/** b = a + a, with steps that no other test changes. */
const doubled: TapeGraph = {
  nodes: [
    { kind: 'leaf', id: 'leaf1', name: 'a', shape: [2], dtype: 'float32', hasGrad: false, hooks: 0 },
    {
      kind: 'operation',
      id: 'op7',
      step: 7,
      operation: 'add',
      name: 'b',
      shape: [2],
      dtype: 'float32',
      inputs: ['leaf1', 'leaf1'],
      saved: [],
      isFreed: false,
      retainsGrad: false,
      hasGrad: false,
      hooks: 0,
    },
  ],
  edges: [
    { from: 'leaf1', to: 'op7', input: 0 },
    { from: 'leaf1', to: 'op7', input: 1 },
  ],
  savedBytes: 0,
};

/** A name with everything that the three languages treat in a way of their own. */
const hostile = '"<b> \\n &amp; #x; ]\n] </script>\u0000\'';

/** The tape of a name. */
function namedTape(name: string): TapeGraph {
  const x = tensor([1], { requiresGrad: true });
  return tapeGraph(x.exp(), { names: { [name]: x } });
}

test('a tape in DOT has a node for each line and an arrow for each input', (t) => {
  t.equal(
    tapeToDot(doubled),
    `digraph tape {
  node [shape=box, fontname="monospace", fontsize=11];
  leaf1 [label="a\\n[2]", style=filled, fillcolor="#dcfce7"];
  op7 [label="b = #7 add\\n[2]", style="rounded,filled", fillcolor="#dbeafe"];
  leaf1 -> op7;
  leaf1 -> op7;
}`,
  );
  t.end();
});

test('a tape in Mermaid is the same, with quoted texts and numbered entities', (t) => {
  t.equal(
    tapeToMermaid(doubled),
    `flowchart TD
  leaf1(["a<br/>[2]"])
  op7["b = #35;7 add<br/>[2]"]
  leaf1 --> op7
  leaf1 --> op7`,
  );
  const [, leaf] = tapeToMermaid(namedTape(hostile)).split('\n');
  t.match(leaf, /^ {2}leaf1\(\["[\w .,:[\]=→#;]*<br\/>\[1\]"\]\)$/u, 'nothing of the name can end the text');
  t.end();
});

test('Graphviz accepts what we write in its language', (t) => {
  for (const graph of [doubled, namedTape(hostile)]) {
    const { error, status, stderr } = spawnSync('dot', ['-Tsvg'], { input: tapeToDot(graph), encoding: 'utf8' });
    if (error !== undefined) {
      t.comment('there is no dot on this machine');
      t.match(tapeToDot(graph), /label="(?:[^"\\]|\\.)*"/, 'at least, quotes are closed');
    } else {
      t.equal(status, 0, stderr);
    }
  }
  t.end();
});

/** The names of the elements, in order. @throws Error unless every one is closed in its turn. */
function elementsOf(xml: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  const rest = xml.replace(
    /<(\/?)(\w+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, closing, name: string, _attributes, empty) => {
      if (closing === '/') {
        if (open.pop() !== name) throw new Error(`</${name}> closes another element`);
      } else {
        names.push(name);
        if (empty !== '/') open.push(name);
      }
      return '';
    },
  );
  if (open.length > 0 || /[<>]/.test(rest)) throw new Error(`not closed: ${open.join()} ${rest.slice(0, 80)}`);
  if (/&(?!(?:amp|lt|gt|quot);)/.test(rest) || /\p{Cc}/u.test(rest.replaceAll('\n', '')))
    throw new Error('not escaped');
  return names;
}

test('the SVG is well-formed, has a title, a box for each node and a line for each input, whatever the names', (t) => {
  for (const graph of [doubled, namedTape(hostile)]) {
    const svg = tapeToSvg(graph);
    const names = elementsOf(svg);
    t.deepEqual(names.slice(0, 2), ['svg', 'title']);
    t.equal(names.filter((name) => name === 'g').length, graph.nodes.length);
    t.equal(svg.match(/class="edge"/g)?.length, graph.edges.length);
  }
  t.match(tapeToSvg(doubled), /<title>Tape: 1 operation, 1 leaf, 0 B saved for backward<\/title>/);
  t.match(tapeToSvg(doubled), /prefers-color-scheme: dark/);
  t.throws(() => elementsOf('<svg><g></svg>'), 'the reader sees what is not closed');
  t.throws(() => elementsOf('<svg><text>a & b</text></svg>'), 'and what is not escaped');
  t.end();
});

/** Tapes of up to 14 additions, each of any two results or leaves before it. */
const tapes = fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { minLength: 1, maxLength: 14 }).map((pairs) => {
  const tensors: Tensor[] = [1, 2, 3].map((value) => tensor(value, { requiresGrad: value > 1 }));
  for (const [a, b] of pairs) tensors.push(tensors[a % tensors.length].add(tensors[b % tensors.length]));
  return tapeGraph(tensors.slice(1).reduce((sum, next) => sum.add(next)));
});

test('in a picture no two boxes overlap, and every operation lies below what it reads', (t) => {
  fc.assert(
    fc.property(tapes, (graph) => {
      const { boxes, routes, width, height } = layOut(graph);
      const apart = boxes.every((a, i) =>
        boxes.slice(i + 1).every((b) => {
          const [dx, dy] = [Math.abs(a.x - b.x), Math.abs(a.y - b.y)];
          return dx >= (a.width + b.width) / 2 - 1e-6 || dy >= (a.height + b.height) / 2 - 1e-6;
        }),
      );
      const inside = boxes.every(
        (box) => box.x > box.width / 2 && box.x + box.width / 2 < width && box.y > 0 && box.y + box.height / 2 < height,
      );
      const down = routes.every(({ from, to, isShort }) => (isShort ? from.x < to.x : from.y + 20 < to.y));
      const drawn = new Set(routes.map(({ from, to }) => `${from.node.id} → ${to.node.id}`));
      const asked = new Set(graph.edges.map(({ from, to }) => `${from} → ${to}`));
      const isWhole = asked.size === drawn.size && [...asked].every((edge) => drawn.has(edge));
      return apart && inside && down && isWhole;
    }),
    { numRuns: 40 },
  );
  t.pass('for random tapes');
  t.end();
});

test('a long edge passes beside the boxes between its ends', (t) => {
  fc.assert(
    fc.property(tapes, (graph) => {
      const { boxes, routes } = layOut(graph);
      return routes.every(({ via }) =>
        via.every(({ x, top, bottom }) =>
          boxes.every((box) => box.y < top || box.y > bottom || Math.abs(box.x - x) >= box.width / 2),
        ),
      );
    }),
    { numRuns: 40 },
  );
  t.pass('for random tapes');
  t.end();
});

test('what is too large for a picture is refused, with what to do', (t) => {
  let chain: Tensor = tensor([1], { requiresGrad: true });
  for (let i = 0; i < 2000; i++) chain = chain.neg();
  const graph = tapeGraph(chain);
  t.match(
    thrown(ArgumentError, () => tapeToSvg(graph)),
    /a picture holds 2000 nodes, but this tape has 2001/,
  );
  t.equal(tapeToDot(graph).split('\n').length, 2 + 2001 + 2000 + 1);
  t.end();
});

import { withoutMiddle } from './forwardText.ts';
import type { TapeGraph, TapeLeaf, TapeNode, TapeOperation } from './graph.ts';
import { countText, cutEnd, cutFront, wrap } from './words.ts';

/** An entry of the tape and the shares of gradients that go in and out. */
interface Visit {
  readonly node: TapeOperation | TapeLeaf;
  /** From whom, with how many shares each. */
  readonly receives: ReadonlyMap<string, number>;
  readonly sends: ReadonlyMap<string, number>;
}

/**
 * The way back along the tape, a line an entry: whose shares have arrived when its turn comes, and whom it sends shares
 * to. Step numbers fall, leaves come last; so every entry waits for all that read its result.
 */
export function backwardText(graph: TapeGraph, { width, lines }: { width: number; lines: number }): string {
  const visits = visitsOf(graph);
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const nameOf = (id: string) => nameText(byId.get(id) as TapeNode);
  const { shown, left, gapAt } = withoutMiddle(visits, lines);
  const rows = [
    ['turn of', 'has received shares from', 'sends shares to'],
    ...shown.map(({ node, receives, sends }) => [
      node.kind === 'operation' ? `#${node.step} ${cutEnd(node.operation, 16)}` : nameText(node),
      receives.size === 0 ? '(backward starts here)' : sharesText(receives, nameOf),
      node.kind === 'leaf'
        ? '(kept in grad)'
        : `${sharesText(sends, nameOf)}${node.retainsGrad ? ' (kept in grad)' : ''}`,
    ]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  const room = Math.max(20, width - widths[0] - 4);
  const received = Math.max(Math.min(widths[1], room - widths[2]), Math.min(widths[1], room >> 1));
  const table = rows.map(([turn, receives, sends]) =>
    `${turn.padEnd(widths[0])}  ${cutEnd(receives, received).padEnd(received)}  ${cutEnd(sends, room - received)}`.trimEnd(),
  );
  if (left > 0) table.splice(1 + gapAt, 0, `… ${countText(left, 'entry', 'entries')} more …`);
  return [...table.map((line) => cutEnd(line, width)), ...wrap(reason.split(' '), width, '')].join('\n');
}

const reason =
  'A gradient is complete, and goes on, when everyone who read the result has sent a share. Who reads a result has a ' +
  'higher step than who made it: from the highest step down, nobody is too early.';

/** Entries last step first, then leaves. An input that needs no gradient is sent nothing. */
function visitsOf({ nodes, edges }: TapeGraph): Visit[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const visits = new Map<string, { node: Visit['node']; receives: Map<string, number>; sends: Map<string, number> }>();
  for (const node of nodes) {
    if (node.kind !== 'data') visits.set(node.id, { node, receives: new Map(), sends: new Map() });
  }
  for (const { from, to } of edges) {
    if (byId.get(from)?.kind === 'data') continue;
    count(visits.get(to)?.sends, from);
    count(visits.get(from)?.receives, to);
  }
  const all = [...visits.values()];
  const operations = all.filter(({ node }) => node.kind === 'operation').reverse();
  return [...operations, ...all.filter(({ node }) => node.kind === 'leaf')];
}

function count(counts: Map<string, number> | undefined, id: string): void {
  counts?.set(id, (counts.get(id) ?? 0) + 1);
}

/** `#3 twice, #4`. */
function sharesText(shares: ReadonlyMap<string, number>, nameOf: (id: string) => string): string {
  if (shares.size === 0) return '(nobody)';
  return [...shares]
    .map(([id, times]) => nameOf(id) + (times === 1 ? '' : times === 2 ? ' twice' : ` ${times} times`))
    .join(', ');
}

function nameText(node: TapeNode): string {
  return node.kind === 'operation' ? `#${node.step}` : node.kind === 'leaf' ? cutFront(node.name, 24) : '';
}

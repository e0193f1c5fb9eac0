import { linesOf } from './drawing.ts';
import type { TapeGraph, TapeNode, TapeOperation } from './graph.ts';

/** A box in the picture. */
export interface Box {
  readonly node: TapeNode;
  readonly lines: readonly string[];
  /** Of the centre. */
  x: number;
  y: number;
  readonly width: number;
  readonly height: number;
}

/** What a layer holds: a box with the small ones beside it, or a place where a long edge passes. */
export interface Slot {
  readonly box: Box | undefined;
  readonly beside: readonly Box[];
  /** How far it reaches from its centre. */
  readonly left: number;
  readonly right: number;
  readonly layer: number;
  x: number;
  /** Its neighbours in the layers above and below. */
  readonly above: Slot[];
  readonly below: Slot[];
}

/** An edge from slot to slot, one layer at a time. */
export interface Draft {
  readonly from: Slot;
  readonly to: Slot;
  readonly via: readonly Slot[];
}

/** Pixels between neighbours in a layer. */
export const gap = 22;

/** In pixels; the letters of a 12 px monospace font are about 7.3 wide. */
const letter = 7.3;
const lineHeight = 15;

/** A leaf that more operations read is drawn beside each of them, for so many lines can be followed. */
const mostLines = 3;

/** Layers from the top, with the edges between them; nothing is in its place yet. */
export function layersOf(graph: TapeGraph): { layers: Slot[][]; drafts: Draft[]; boxes: Box[] } {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const readers = readersIn(graph);
  const beside = besideReaders(graph, readers);
  const depths = depthsIn(graph, readers, new Set([...beside.values()].flat()));
  const boxes: Box[] = [];
  const addBox = (id: string, isSmall: boolean): Box => {
    const box = boxFor(byId.get(id) as TapeNode, isSmall);
    boxes.push(box);
    return box;
  };
  const layers: Slot[][] = [];
  const addSlot = (slot: Slot): Slot => {
    layers[slot.layer] ??= [];
    layers[slot.layer].push(slot);
    return slot;
  };
  const slots = new Map<string, Slot>();
  for (const [id, layer] of depths) {
    const box = addBox(id, false);
    const small = (beside.get(id) ?? []).map((other) => addBox(other, true));
    const reach = small.length === 0 ? 0 : gap + Math.max(...small.map(({ width }) => width));
    const half = box.width / 2;
    slots.set(id, addSlot({ box, beside: small, left: half + reach, right: half, layer, x: 0, above: [], below: [] }));
  }
  const drafts = graph.edges.flatMap(({ from, to }) => {
    const [start, end] = [slots.get(from), slots.get(to)];
    return start === undefined || end === undefined ? [] : [drafted(start, end, addSlot)];
  });
  return { layers, drafts, boxes };
}

/** Who reads what. */
function readersIn({ edges }: TapeGraph): Map<string, Set<string>> {
  const readers = new Map<string, Set<string>>();
  for (const { from, to } of edges) readers.set(from, (readers.get(from) ?? new Set()).add(to));
  return readers;
}

/** What stands beside each operation: leaves and data that it alone reads, and those that very many read. */
function besideReaders({ nodes }: TapeGraph, readers: ReadonlyMap<string, Set<string>>): Map<string, string[]> {
  const operations = nodes.filter((node): node is TapeOperation => node.kind === 'operation');
  const made = new Set(operations.map(({ id }) => id));
  const count = (id: string) => readers.get(id)?.size ?? 0;
  return new Map(
    operations.map(({ id, inputs }) => {
      const own = [...new Set(inputs)].filter((input) => {
        return !made.has(input) && (count(input) === 1 || count(input) > mostLines);
      });
      // What reads nothing but leaves has one of them above it, so that the picture begins with an input.
      const top = inputs.every((input) => own.includes(input)) ? own.find((input) => count(input) === 1) : undefined;
      return [id, own.filter((input) => input !== top)];
    }),
  );
}

/** The layer of each node that has one: below the last of its inputs; a leaf right above its first reader. */
function depthsIn(
  { nodes }: TapeGraph,
  readers: ReadonlyMap<string, Set<string>>,
  isBeside: ReadonlySet<string>,
): Map<string, number> {
  const depths = new Map<string, number>();
  for (const node of nodes) {
    if (node.kind !== 'operation') continue;
    const above = node.inputs.filter((id) => !isBeside.has(id));
    depths.set(node.id, 1 + above.reduce((most, id) => Math.max(most, depths.get(id) ?? 0), 0));
  }
  for (const { kind, id } of nodes) {
    if (kind === 'operation' || isBeside.has(id)) continue;
    const first = [...(readers.get(id) ?? [])].reduce((least, to) => Math.min(least, depths.get(to) ?? 1), Infinity);
    depths.set(id, Number.isFinite(first) ? first - 1 : 0);
  }
  // Where all inputs stand beside their readers, nothing is above the first operations.
  const top = [...depths.values()].reduce((least, depth) => Math.min(least, depth), Infinity);
  return new Map([...depths].map(([id, depth]) => [id, depth - top]));
}

function boxFor(node: TapeNode, isSmall: boolean): Box {
  const lines = isSmall ? [linesOf(node).join(' ')] : linesOf(node);
  const width = Math.max(...lines.map(({ length }) => length)) * letter + (isSmall ? 14 : 22);
  return { node, lines, x: 0, y: 0, width, height: lines.length * lineHeight + (isSmall ? 6 : 12) };
}

/** Leads an edge through the layers between its ends. */
function drafted(from: Slot, to: Slot, addSlot: (slot: Slot) => Slot): Draft {
  const via: Slot[] = [];
  let last = from;
  for (let layer = from.layer + 1; layer <= to.layer; layer++) {
    const isEnd = layer === to.layer;
    const pass = { box: undefined, beside: [], left: 7, right: 7, layer, x: 0, above: [], below: [] };
    const next = isEnd ? to : addSlot(pass);
    if (!isEnd) via.push(next);
    last.below.push(next);
    next.above.push(last);
    last = next;
  }
  return { from, to, via };
}

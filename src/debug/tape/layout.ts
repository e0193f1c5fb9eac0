import { linesOf } from './drawing.ts';
import type { TapeGraph, TapeNode } from './graph.ts';

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

/** A line from one box to another, through points that keep it clear of the boxes between them. */
export interface Route {
  readonly from: Box;
  readonly to: Box;
  /** Places in the layers in between. */
  readonly via: readonly { readonly x: number; readonly top: number; readonly bottom: number }[];
  /** Whether it comes from the side: from a leaf that stands beside its only reader. */
  readonly isShort: boolean;
}

export interface Layout {
  readonly boxes: readonly Box[];
  readonly routes: readonly Route[];
  readonly width: number;
  readonly height: number;
}

/** In pixels; the letters of a 12 px monospace font are about 7.3 wide. */
const letter = 7.3;
const lineHeight = 15;
const gap = 22;
const layerGap = 34;
const margin = 24;

/** What a layer holds: a box with the small ones beside it, or a place where a long edge passes. */
interface Slot {
  readonly id: string;
  readonly box: Box | undefined;
  readonly beside: readonly Box[];
  /** How far it reaches from its centre. */
  readonly left: number;
  readonly right: number;
  readonly layer: number;
  x: number;
  readonly above: Slot[];
  readonly below: Slot[];
}

/**
 * Places for the nodes of a tape: every operation one layer below the last of those it reads (the longest path), with
 * the parameters and data that only it reads to its left. Layers are ordered so that edges seldom cross, then every box
 * moves below its inputs, as far as there is room, and a long edge gets a lane.
 *
 * Source: Sugiyama, Tagawa, Toda, "Methods for visual understanding of hierarchical system structures" (1981).
 */
export function layOut(graph: TapeGraph): Layout {
  const { layers, routes, boxes } = layersOf(graph);
  for (let sweep = 0; sweep < 8; sweep++) {
    orderBy(layers, sweep % 2 === 0 ? 'above' : 'below');
  }
  for (const layer of layers) place(layer, layer.map(belowOwnInputs));
  const lanes = new Map<Slot, number>();
  for (const { from, via } of routes) {
    const furthest = via.reduce((most, { x }) => (Math.abs(x - from.x) > Math.abs(most - from.x) ? x : most), from.x);
    for (const slot of via) lanes.set(slot, furthest);
  }
  for (const layer of layers)
    place(
      layer,
      layer.map((slot) => lanes.get(slot) ?? belowOwnInputs(slot)),
    );
  return finish(layers, routes, boxes);
}

/** A leaf that more operations read is drawn beside each of them, for so many lines can be followed. */
const mostLines = 3;

interface Draft {
  readonly from: Slot;
  readonly to: Slot;
  readonly via: readonly Slot[];
}

function layersOf({ nodes, edges }: TapeGraph) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const readers = new Map<string, Set<string>>();
  for (const { from, to } of edges) readers.set(from, (readers.get(from) ?? new Set()).add(to));
  const isOperation = (id: string) => byId.get(id)?.kind === 'operation';
  const beside = new Map<string, string[]>();
  const isBeside = new Set<string>();
  for (const node of nodes) {
    if (node.kind !== 'operation') continue;
    const inputs = [...new Set(node.inputs)];
    const isRepeated = (id: string) => (readers.get(id)?.size ?? 1) > mostLines;
    const own = inputs.filter((id) => !isOperation(id) && (readers.get(id)?.size === 1 || isRepeated(id)));
    // What reads nothing but leaves has the first of them above it, so that the picture begins with an input.
    const top = inputs.every((id) => own.includes(id)) ? own.find((id) => !isRepeated(id)) : undefined;
    const small = own.filter((id) => id !== top);
    beside.set(node.id, small);
    for (const id of small) isBeside.add(id);
  }

  const depth = new Map<string, number>();
  for (const node of nodes) {
    if (node.kind === 'operation') {
      const above = node.inputs.filter((id) => !isBeside.has(id));
      depth.set(node.id, 1 + above.reduce((most, id) => Math.max(most, depth.get(id) ?? 0), 0));
    }
  }
  for (const node of nodes) {
    if (node.kind === 'operation' || isBeside.has(node.id)) continue;
    const reader = [...(readers.get(node.id) ?? [])].reduce(
      (least, id) => Math.min(least, depth.get(id) ?? 1),
      Infinity,
    );
    depth.set(node.id, Number.isFinite(reader) ? reader - 1 : 0);
  }

  // Where all inputs stand beside their readers, nothing is above the first operations.
  const first = Math.min(...new Set(depth.values()));
  const boxes: Box[] = [];
  const boxOf = (id: string, isSmall: boolean): Box => {
    const node = byId.get(id) as TapeNode;
    const lines = isSmall ? [linesOf(node).join(' ')] : linesOf(node);
    const width = Math.max(...lines.map(({ length }) => length)) * letter + (isSmall ? 14 : 22);
    const box = { node, lines, x: 0, y: 0, width, height: lines.length * lineHeight + (isSmall ? 6 : 12) };
    boxes.push(box);
    return box;
  };
  const layers: Slot[][] = [];
  const slots = new Map<string, Slot>();
  const addSlot = (slot: Slot) => {
    layers[slot.layer] = [...(layers[slot.layer] ?? []), slot];
    return slot;
  };
  for (const [id, place] of depth) {
    const layer = place - first;
    const box = boxOf(id, false);
    const small = (beside.get(id) ?? []).map((other) => boxOf(other, true));
    const reach = small.length === 0 ? 0 : gap + Math.max(...small.map(({ width }) => width));
    const half = box.width / 2;
    slots.set(
      id,
      addSlot({ id, box, beside: small, left: half + reach, right: half, layer, x: 0, above: [], below: [] }),
    );
  }

  const routes: Draft[] = [];
  for (const { from, to } of edges) {
    const [start, end] = [slots.get(from), slots.get(to)];
    if (start === undefined || end === undefined) continue;
    const via: Slot[] = [];
    let last = start;
    for (let layer = start.layer + 1; layer <= end.layer; layer++) {
      const next: Slot =
        layer === end.layer
          ? end
          : addSlot({ id: '', box: undefined, beside: [], left: 7, right: 7, layer, x: 0, above: [], below: [] });
      if (next !== end) via.push(next);
      last.below.push(next);
      next.above.push(last);
      last = next;
    }
    routes.push({ from: start, to: end, via });
  }
  return { layers, routes, boxes };
}

/** Sorts every layer by the mean place of its neighbours in the layer before. */
function orderBy(layers: readonly Slot[][], side: 'above' | 'below'): void {
  for (const layer of side === 'above' ? layers : layers.toReversed()) {
    const places = new Map<Slot, number>();
    layer.forEach((slot, i) => {
      const neighbours = slot[side];
      const sum = neighbours.reduce((total, { x }) => total + x, 0);
      places.set(slot, neighbours.length === 0 ? i : sum / neighbours.length);
    });
    layer.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    layer.forEach((slot, i) => {
      slot.x = i; // while layers are ordered, x is a place in a row
    });
  }
}

/** Where a box would like to be: below what it reads from the layer above; a line that passes by, straight. */
function belowOwnInputs({ above }: Slot): number {
  const boxes = above.filter(({ box }) => box !== undefined);
  const inputs = boxes.length > 0 ? boxes : above;
  return inputs.reduce((sum, { x }) => sum + x, 0) / Math.max(1, inputs.length);
}

/**
 * Moves the boxes of a layer as near to their wishes as their order and distances allow: the least sum of squares. Boxes
 * that want to overlap are joined to a block, which wants to be where its members want to be in the mean; a line that
 * passes by gives way to boxes.
 */
function place(layer: readonly Slot[], wishes: readonly number[]): void {
  const offsets: number[] = [];
  layer.forEach((slot, i) => {
    offsets.push(i === 0 ? 0 : offsets[i - 1] + layer[i - 1].right + gap + slot.left);
  });
  const blocks: { sum: number; weight: number; count: number }[] = [];
  wishes.forEach((wish, i) => {
    const weight = layer[i].box === undefined ? 0.01 : 1;
    let block = { sum: weight * (wish - offsets[i]), weight, count: 1 };
    for (let before = blocks.at(-1); before !== undefined; before = blocks.at(-1)) {
      if (before.sum / before.weight <= block.sum / block.weight) break;
      block = {
        sum: before.sum + block.sum,
        weight: before.weight + block.weight,
        count: before.count + block.count,
      };
      blocks.pop();
    }
    blocks.push(block);
  });
  let i = 0;
  for (const { sum, weight, count } of blocks) {
    for (let k = 0; k < count; k++, i++) layer[i].x = sum / weight + offsets[i];
  }
}

/** From places along each layer to the picture's coordinates. */
function finish(layers: readonly Slot[][], drafts: readonly Draft[], boxes: readonly Box[]): Layout {
  const left = layers.flat().reduce((least, slot) => Math.min(least, slot.x - slot.left), Infinity) - margin;
  const right = layers.flat().reduce((most, slot) => Math.max(most, slot.x + slot.right), -Infinity) + margin;
  const spans: { top: number; bottom: number }[] = [];
  const routes: Route[] = [];
  let y = margin;
  for (const layer of layers) {
    const stack = (slot: Slot) => slot.beside.reduce((sum, { height }) => sum + height + 4, 0);
    const height = Math.max(...layer.map((slot) => Math.max(slot.box?.height ?? 0, stack(slot))));
    const middle = y + height / 2;
    for (const slot of layer) {
      const { box, beside } = slot;
      if (box === undefined) continue;
      box.x = slot.x - left;
      box.y = middle;
      let top = middle - stack(slot) / 2 + 2;
      for (const small of beside) {
        small.x = box.x - box.width / 2 - gap - small.width / 2;
        small.y = top + small.height / 2;
        top += small.height + 4;
        routes.push({ from: small, to: box, via: [], isShort: true });
      }
    }
    spans.push({ top: y, bottom: y + height });
    y += height + layerGap;
  }
  for (const { from, to, via } of drafts) {
    if (from.box === undefined || to.box === undefined) continue;
    const points = via.map(({ x, layer }) => ({ x: x - left, ...spans[layer] }));
    routes.push({ from: from.box, to: to.box, via: points, isShort: false });
  }
  return { boxes, routes, width: right - left, height: y - layerGap + margin };
}

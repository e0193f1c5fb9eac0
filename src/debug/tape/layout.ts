import type { TapeGraph } from './graph.ts';
import { type Box, type Draft, gap, layersOf, type Slot } from './layers.ts';

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

/** In pixels. */
const layerGap = 34;
const margin = 24;

/**
 * Places for the nodes of a tape: every operation one layer below the last of those it reads (the longest path), with
 * the parameters and data that only it reads to its left. Layers are ordered so that edges seldom cross, then every box
 * moves below its inputs, as far as there is room, and a long edge gets a lane.
 *
 * Source: Sugiyama, Tagawa, Toda, "Methods for visual understanding of hierarchical system structures" (1981).
 */
export function layOut(graph: TapeGraph): Layout {
  const { layers, drafts, boxes } = layersOf(graph);
  for (let sweep = 0; sweep < 8; sweep++) {
    orderBy(layers, sweep % 2 === 0 ? 'above' : 'below');
  }
  for (const layer of layers) place(layer, layer.map(belowOwnInputs));
  const lanes = new Map<Slot, number>();
  for (const { from, via } of drafts) {
    const furthest = via.reduce((most, { x }) => (Math.abs(x - from.x) > Math.abs(most - from.x) ? x : most), from.x);
    for (const slot of via) lanes.set(slot, furthest);
  }
  for (const layer of layers)
    place(
      layer,
      layer.map((slot) => lanes.get(slot) ?? belowOwnInputs(slot)),
    );
  return finish(layers, drafts, boxes);
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

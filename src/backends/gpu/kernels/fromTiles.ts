import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, QuadArray, Threads } from './lane.ts';

// Tiles are what threads of two by two results leave behind; the last step of a lowering puts them in row-major order.

const sizes = ['rows', 'rowPairs', 'height', 'columnPairs'] as const;

/** The rows of a convolution are output channels, and each is a plane of `height` lines; other rows have one line. */
export type FromTilesSizes = SizesNamed<typeof sizes>;

/**
 * Tiles of two rows and two columns, in order.
 *
 *   tiles    [batch, rowPairs, height, columnPairs, 2, 2]
 *   output   [batch, rows, height, columns]
 *   threads  [columns, height, batch · rows]
 */
export const fromTiles: LaneKernel<FromTilesSizes> = {
  name: 'fromTiles',
  inputs: ['tiles'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 1,
  quads: ['tiles'],
};

function element(this: Threads<FromTilesSizes>, tiles: QuadArray): number {
  const { rows, rowPairs, height, columnPairs } = this.constants;
  const batch = Math.floor((this.thread.z + 0.5) / rows);
  const row = this.thread.z - batch * rows;
  const rowPair = Math.floor((row + 0.5) / 2);
  const columnPair = Math.floor((this.thread.x + 0.5) / 2);
  const tile = tiles[((batch * rowPairs + rowPair) * height + this.thread.y) * columnPairs + columnPair];
  if (row > rowPair * 2) return this.thread.x > columnPair * 2 ? tile[3] : tile[2];
  return this.thread.x > columnPair * 2 ? tile[1] : tile[0];
}

const biasedSizes = [...sizes, 'biasRows', 'biasStride'] as const;

/** Row r and column c get number r modulo `biasRows` + c · `biasStride` of the bias. */
export type BiasedFromTilesSizes = SizesNamed<typeof biasedSizes>;

/** The same, and a bias added. */
export const biasedFromTiles: LaneKernel<BiasedFromTilesSizes> = {
  name: 'biasedFromTiles',
  inputs: ['tiles', 'bias'],
  sizes: biasedSizes,
  scalars: [],
  element: biasedElement,
  helpers: [],
  lanes: 1,
  quads: ['tiles'],
};

function biasedElement(this: Threads<BiasedFromTilesSizes>, tiles: QuadArray, bias: FlatArray): number {
  const { rows, rowPairs, height, columnPairs, biasRows, biasStride } = this.constants;
  const batch = Math.floor((this.thread.z + 0.5) / rows);
  const row = this.thread.z - batch * rows;
  const rowPair = Math.floor((row + 0.5) / 2);
  const columnPair = Math.floor((this.thread.x + 0.5) / 2);
  const tile = tiles[((batch * rowPairs + rowPair) * height + this.thread.y) * columnPairs + columnPair];
  const around = Math.floor((this.thread.z + 0.5) / biasRows);
  const added = bias[this.thread.z - around * biasRows + this.thread.x * biasStride];
  if (row > rowPair * 2) return (this.thread.x > columnPair * 2 ? tile[3] : tile[2]) + added;
  return (this.thread.x > columnPair * 2 ? tile[1] : tile[0]) + added;
}

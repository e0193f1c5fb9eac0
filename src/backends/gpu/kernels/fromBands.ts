import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

// Bands are what threads of four results leave behind: the second half of a lowering puts them in row-major order.
// Threads [columns, rows, batch] each write the element of their row and column.

const sizes = ['rows', 'columns', 'bands'] as const;

/** `bands` is ⌈rows / 4⌉ for bands of rows, ⌈columns / 4⌉ for bands of columns. */
export type FromBandsSizes = SizesNamed<typeof sizes>;

/** Bands of four rows, [batch, bands, columns, 4], as [batch, rows, columns]. What is beyond the last row is left out. */
export const fromRowBands: LaneKernel<FromBandsSizes> = {
  name: 'fromRowBands',
  inputs: ['banded'],
  sizes,
  scalars: [],
  element: rowElement,
  helpers: [],
  lanes: 1,
};

function rowElement(this: Threads<FromBandsSizes>, banded: FlatArray): number {
  const band = Math.floor((this.thread.y + 0.5) / 4);
  const inBand = this.thread.y - 4 * band;
  return banded[((this.thread.z * this.constants.bands + band) * this.constants.columns + this.thread.x) * 4 + inBand];
}

/** Bands of four columns, [batch, bands, rows, 4], as [batch, rows, columns]. */
export const fromColumnBands: LaneKernel<FromBandsSizes> = {
  name: 'fromColumnBands',
  inputs: ['banded'],
  sizes,
  scalars: [],
  element: columnElement,
  helpers: [],
  lanes: 1,
};

function columnElement(this: Threads<FromBandsSizes>, banded: FlatArray): number {
  const band = Math.floor((this.thread.x + 0.5) / 4);
  const inBand = this.thread.x - 4 * band;
  return banded[((this.thread.z * this.constants.bands + band) * this.constants.rows + this.thread.y) * 4 + inBand];
}

/** The same as `fromRowBands`, and a number for each column added. */
export const biasedFromRowBands: LaneKernel<FromBandsSizes> = {
  name: 'biasedFromRowBands',
  inputs: ['banded', 'bias'],
  sizes,
  scalars: [],
  element: biasedRowElement,
  helpers: [],
  lanes: 1,
};

function biasedRowElement(this: Threads<FromBandsSizes>, banded: FlatArray, bias: FlatArray): number {
  const band = Math.floor((this.thread.y + 0.5) / 4);
  const inBand = this.thread.y - 4 * band;
  const place = ((this.thread.z * this.constants.bands + band) * this.constants.columns + this.thread.x) * 4 + inBand;
  return banded[place] + bias[this.thread.x];
}

/** The same as `fromColumnBands`, and a number for each column added. */
export const biasedFromColumnBands: LaneKernel<FromBandsSizes> = {
  name: 'biasedFromColumnBands',
  inputs: ['banded', 'bias'],
  sizes,
  scalars: [],
  element: biasedColumnElement,
  helpers: [],
  lanes: 1,
};

function biasedColumnElement(this: Threads<FromBandsSizes>, banded: FlatArray, bias: FlatArray): number {
  const band = Math.floor((this.thread.x + 0.5) / 4);
  const inBand = this.thread.x - 4 * band;
  const place = ((this.thread.z * this.constants.bands + band) * this.constants.rows + this.thread.y) * 4 + inBand;
  return banded[place] + bias[this.thread.x];
}

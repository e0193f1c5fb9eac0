import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

// Bands are what threads of four results leave behind; the last step of a lowering puts them in row-major order.

const sizes = ['rows', 'columns', 'bands', 'pitch'] as const;

/**
 * `pitch` is how many columns (or rows, where columns are in bands) a band has, those included that are only there to
 * make its threads a multiple of 4.
 */
export type FromBandsSizes = SizesNamed<typeof sizes>;

/**
 * Bands of four rows, [batch, bands, pitch, 4], as [batch, rows, columns].
 *
 *   threads  [rows · columns, 1, batch]
 */
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
  const row = Math.floor((this.thread.x + 0.5) / this.constants.columns);
  const column = this.thread.x - row * this.constants.columns;
  const band = Math.floor((row + 0.5) / 4);
  const bandOfAll = this.thread.z * this.constants.bands + band;
  return banded[(bandOfAll * this.constants.pitch + column) * 4 + row - 4 * band];
}

/** Bands of four columns, [batch, bands, pitch, 4], as [batch, rows, columns]. */
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
  const row = Math.floor((this.thread.x + 0.5) / this.constants.columns);
  const column = this.thread.x - row * this.constants.columns;
  const band = Math.floor((column + 0.5) / 4);
  const bandOfAll = this.thread.z * this.constants.bands + band;
  return banded[(bandOfAll * this.constants.pitch + row) * 4 + column - 4 * band];
}

/** `fromRowBands`, and a number for each column added. */
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
  const row = Math.floor((this.thread.x + 0.5) / this.constants.columns);
  const column = this.thread.x - row * this.constants.columns;
  const band = Math.floor((row + 0.5) / 4);
  const bandOfAll = this.thread.z * this.constants.bands + band;
  return banded[(bandOfAll * this.constants.pitch + column) * 4 + row - 4 * band] + bias[column];
}

/** `fromColumnBands`, and a number for each column added. */
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
  const row = Math.floor((this.thread.x + 0.5) / this.constants.columns);
  const column = this.thread.x - row * this.constants.columns;
  const band = Math.floor((column + 0.5) / 4);
  const bandOfAll = this.thread.z * this.constants.bands + band;
  return banded[(bandOfAll * this.constants.pitch + row) * 4 + column - 4 * band] + bias[column];
}

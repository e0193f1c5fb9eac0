import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

// Bands are what threads of four results leave behind; the last step of a lowering puts them in row-major order.

const rowSizes = ['bands', 'pitch'] as const;

/** `pitch` is how many columns a band has, those included that are only there to make its threads a multiple of 4. */
export type FromRowBandsSizes = SizesNamed<typeof rowSizes>;

/**
 * Bands of four rows, [batch, bands, pitch, 4], as [batch, rows, columns].
 *
 *   threads  [columns, rows, batch]
 */
export const fromRowBands: LaneKernel<FromRowBandsSizes> = {
  name: 'fromRowBands',
  inputs: ['banded'],
  sizes: rowSizes,
  scalars: [],
  element: rowElement,
  helpers: [],
  lanes: 1,
};

function rowElement(this: Threads<FromRowBandsSizes>, banded: FlatArray): number {
  let place = this.output.x;
  const band = Math.floor((this.thread.y + 0.5) / 4);
  place += ((this.thread.z * this.constants.bands + band) * this.constants.pitch - band) * 4 - this.output.x;
  place += this.thread.x * 4 + this.thread.y - 1;
  place++;
  return banded[place];
}

/** `fromRowBands`, and a number for each column added. */
export const biasedFromRowBands: LaneKernel<FromRowBandsSizes> = {
  name: 'biasedFromRowBands',
  inputs: ['banded', 'bias'],
  sizes: rowSizes,
  scalars: [],
  element: biasedRowElement,
  helpers: [],
  lanes: 1,
};

function biasedRowElement(this: Threads<FromRowBandsSizes>, banded: FlatArray, bias: FlatArray): number {
  let place = this.output.x;
  const band = Math.floor((this.thread.y + 0.5) / 4);
  place += ((this.thread.z * this.constants.bands + band) * this.constants.pitch - band) * 4 - this.output.x;
  place += this.thread.x * 4 + this.thread.y - 1;
  place++;
  return banded[place] + bias[this.thread.x];
}

const columnSizes = ['rows', 'bands', 'pitch'] as const;

/** `pitch` is how many rows a band has, those included that are only there to make its threads a multiple of 4. */
export type FromColumnBandsSizes = SizesNamed<typeof columnSizes>;

/**
 * Bands of four columns, [batch, bands, pitch, 4], as [batch, rows, columns], columns = 4 · bands.
 *
 *   threads  [4, bands, batch · rows]
 */
export const fromColumnBands: LaneKernel<FromColumnBandsSizes> = {
  name: 'fromColumnBands',
  inputs: ['banded'],
  sizes: columnSizes,
  scalars: [],
  element: columnElement,
  helpers: [],
  lanes: 1,
};

function columnElement(this: Threads<FromColumnBandsSizes>, banded: FlatArray): number {
  let place = this.output.x;
  const batch = Math.floor((this.thread.z + 0.5) / this.constants.rows);
  const row = this.thread.z - batch * this.constants.rows;
  place += ((batch * this.constants.bands + this.thread.y) * this.constants.pitch + row) * 4 - this.output.x;
  place += this.thread.x - 1;
  place++;
  return banded[place];
}

/** `fromColumnBands`, and a number for each column added. */
export const biasedFromColumnBands: LaneKernel<FromColumnBandsSizes> = {
  name: 'biasedFromColumnBands',
  inputs: ['banded', 'bias'],
  sizes: columnSizes,
  scalars: [],
  element: biasedColumnElement,
  helpers: [],
  lanes: 1,
};

function biasedColumnElement(this: Threads<FromColumnBandsSizes>, banded: FlatArray, bias: FlatArray): number {
  let place = this.output.x;
  const batch = Math.floor((this.thread.z + 0.5) / this.constants.rows);
  const row = this.thread.z - batch * this.constants.rows;
  place += ((batch * this.constants.bands + this.thread.y) * this.constants.pitch + row) * 4 - this.output.x;
  place += this.thread.x - 1;
  place++;
  return banded[place] + bias[this.thread.y * 4 + this.thread.x];
}

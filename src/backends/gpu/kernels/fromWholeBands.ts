import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = ['pitch'] as const;

/** `pitch` is how many columns a band has, those included that are only there to make its threads a multiple of 4. */
export type FromWholeBandsSizes = SizesNamed<typeof sizes>;

/**
 * Bands of four rows, where no band has rows to leave out. It needs no division, and so it is much faster than
 * `fromRowBands`.
 *
 *   banded   [bands, pitch, 4]
 *   output   [bands, 4, columns], which is [rows, columns]
 *   threads  [columns, 4, bands]
 */
export const fromWholeBands: LaneKernel<FromWholeBandsSizes> = {
  name: 'fromWholeBands',
  inputs: ['banded'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 1,
};

function element(this: Threads<FromWholeBandsSizes>, banded: FlatArray): number {
  return banded[(this.thread.z * this.constants.pitch + this.thread.x) * 4 + this.thread.y];
}

const biasedSizes = ['pitch', 'imageBands'] as const;

/** `imageBands` is how many bands there are before the rows begin again. */
export type BiasedFromWholeBandsSizes = SizesNamed<typeof biasedSizes>;

/** The same, and a number for each of 4 · imageBands rows added. */
export const biasedFromWholeBands: LaneKernel<BiasedFromWholeBandsSizes> = {
  name: 'biasedFromWholeBands',
  inputs: ['banded', 'bias'],
  sizes: biasedSizes,
  scalars: [],
  element: biasedElement,
  helpers: [],
  lanes: 1,
};

function biasedElement(this: Threads<BiasedFromWholeBandsSizes>, banded: FlatArray, bias: FlatArray): number {
  const image = Math.floor((this.thread.z + 0.5) / this.constants.imageBands);
  const row = (this.thread.z - image * this.constants.imageBands) * 4 + this.thread.y;
  return banded[(this.thread.z * this.constants.pitch + this.thread.x) * 4 + this.thread.y] + bias[row];
}

import type { SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = [
  'inHeight',
  'inWidth',
  'groupInChannels',
  'kernelHeight',
  'kernelWidth',
  'dilationY',
  'dilationX',
] as const;

export type TapPlacesSizes = SizesNamed<typeof sizes>;

/**
 * Where each tap of a window lies, counted in elements of the input from the window's first tap on. What is beyond the
 * last tap stands for the last.
 *
 *   output   [groupInChannels · kernelHeight · kernelWidth, and more]
 *   threads  [as many, 1, 1]
 */
export const tapPlaces: LaneKernel<TapPlacesSizes> = {
  name: 'tapPlaces',
  inputs: [],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 1,
};

function element(this: Threads<TapPlacesSizes>): number {
  const windowSize = this.constants.kernelHeight * this.constants.kernelWidth;
  const number = Math.min(this.thread.x, this.constants.groupInChannels * windowSize - 1);
  const channel = Math.floor((number + 0.5) / windowSize);
  const tap = number - channel * windowSize;
  const tapY = Math.floor((tap + 0.5) / this.constants.kernelWidth);
  const tapX = tap - tapY * this.constants.kernelWidth;
  const row = channel * this.constants.inHeight + tapY * this.constants.dilationY;
  return row * this.constants.inWidth + tapX * this.constants.dilationX;
}

import type { FlatArray, SizesNamed } from '../../../kernels/kernel.ts';
import type { LaneKernel, Threads } from './lane.ts';

const sizes = ['start', 'inner', 'innerStride', 'stepStride', 'rows', 'pitch', 'rowStride', 'batchStride'] as const;

/** `pitch` is how many rows an entry of the batch gets; strides are in elements, and may be negative. */
export type QuadRowsSizes = SizesNamed<typeof sizes>;

/**
 * Rows cut into fours, as WebGL likes to read them: zeros fill up the last four of a row, and the last rows of a batch.
 * Each row may have several steps, such as the taps of a window: then the numbers of one step lie together.
 *
 *   numbers  [batch, rows, steps, inner], by strides, from `start` on
 *   output   [batch, pitch, steps, innerQuads, 4]
 *   threads  [innerQuads, steps, batch · pitch]
 */
export const quadRows: LaneKernel<QuadRowsSizes> = {
  name: 'quadRows',
  inputs: ['numbers'],
  sizes,
  scalars: [],
  element,
  helpers: [],
  lanes: 4,
};

function element(this: Threads<QuadRowsSizes>, numbers: FlatArray): number[] {
  const { start, inner, innerStride, stepStride, rows, pitch, rowStride, batchStride } = this.constants;
  const batch = Math.floor((this.thread.z + 0.5) / pitch);
  const row = this.thread.z - batch * pitch;
  if (row >= rows) return [0, 0, 0, 0];

  // Which of the four lie before the end of the row?
  const first = this.thread.x * 4;
  const place = start + batch * batchStride + row * rowStride + this.thread.y * stepStride + first * innerStride;
  let second = 0;
  let third = 0;
  let fourth = 0;
  if (first + 1 < inner) second = numbers[place + innerStride];
  if (first + 2 < inner) third = numbers[place + innerStride * 2];
  if (first + 3 < inner) fourth = numbers[place + innerStride * 3];
  return [numbers[place], second, third, fourth];
}

import type { ConvSizes } from '../kernels/window/convSizes.ts';
import type { Shape } from '../shape/rowMajor.ts';
import type { Making } from './backend.ts';
import { flatIndex } from './reads.ts';
import { sightOf } from './view.ts';
import { viewConv2d } from './views/conv2d.ts';

/** A place of a matrix that is not zero. */
export interface MatrixEntry {
  readonly row: number;
  readonly column: number;
  readonly value: number;
  /** Which weights stand there, by their flat indices. Several, where a padding shows one pixel to more than one tap: they add up. */
  readonly weights: readonly number[];
}

/**
 * The matrix that a convolution multiplies an image with, read off its windows: in the row of an output cell, the weight
 * under which an input cell lay stands in the column of that cell. Row by row, and in each by column.
 *
 * @param making how conv2d made the output of one image.
 * @param image [1, channels, height, width]; before it was padded, where the padding copies.
 */
export function convEntries(making: Making, image: Shape, weight: Shape): MatrixEntry[] {
  const entries: MatrixEntry[] = [];
  for (let row = 0; row < making.request.length; row++) {
    const sight = sightOf<ConvSizes>(making, row, [making.request.length]);
    const found = new Map<number, { value: number; weights: number[] }>();
    for (const { cell, source, factor, isPadding } of viewConv2d(sight).taps) {
      if (factor === undefined || (isPadding && source === undefined)) continue; // nothing was read there
      const column = flatIndex((source ?? cell).index, image);
      const entry = found.get(column) ?? { value: 0, weights: [] };
      entry.value += factor.value;
      entry.weights.push(flatIndex(factor.index, weight));
      found.set(column, entry);
    }
    sight.reads.finish();
    const ordered = [...found].sort(([one], [other]) => one - other);
    for (const [column, entry] of ordered) entries.push({ row, column, ...entry });
  }
  return entries;
}

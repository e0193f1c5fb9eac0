import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import type { DType } from '../../dtype.ts';
import { gather } from '../../kernels/index/gather.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import { argMax } from '../../kernels/reduce/argMax.ts';
import { argMin } from '../../kernels/reduce/argMin.ts';
import type { ReduceSizes } from '../../kernels/reduce/reduceSizes.ts';
import { wholeIndex } from '../../kernels/reduce/wholeIndex.ts';
import { fill, foldedShape, highest, longestRow, lowest, partsOf, rowsAlong } from './fold.ts';

/** Which of two kernels finds the place, and what never wins against a number that comes before it. */
interface Search {
  readonly kernel: Kernel<ReduceSizes>;
  neutral(dtype: DType): number;
}

/** Where along one axis the largest number stands, as int32; the axis remains with size 1. No gradient. */
export const argmax = indexOf('argmax', { kernel: argMax, neutral: lowest });

/** Where along one axis the smallest number stands, as int32; the axis remains with size 1. No gradient. */
export const argmin = indexOf('argmin', { kernel: argMin, neutral: highest });

function indexOf(name: string, search: Search): Operation<{ readonly axis: number }> {
  return {
    name,
    forward(run, [input], { axis }) {
      const { storage } = find(run, input, rowsAlong(input.shape, axis), search);
      return { output: { shape: foldedShape(input.shape, [axis]), storage }, saved: {} };
    },
  };
}

/** The winner of every row. In a long row, the parts have winners, and among those the first of the best wins. */
function find(run: Run, input: NdArray, { outer, size, inner }: ReduceSizes, search: Search): NdArray {
  const { parts, length } = partsOf(size, longestRow);
  const filled = fill(run, input, { outer, size, inner, parts, length }, search);
  const partRows = { outer: outer * parts, size: length, inner };
  const within = run(search.kernel, [filled], { sizes: partRows, shape: [outer * parts, inner], dtype: 'int32' });
  if (parts === 1) return within;

  const best = run(gather, [filled, within], {
    sizes: { inSize: length, outSize: 1, inner },
    shape: [outer, parts, inner],
    dtype: input.storage.dtype,
  });
  const part = find(run, best, { outer, size: parts, inner }, search);
  return run(wholeIndex, [part, within], {
    sizes: { outer, parts, inner, length },
    shape: [outer, inner],
    dtype: 'int32',
  });
}

import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import { deviationSums } from '../../kernels/norm/deviationSums.ts';
import type { NormSizes, NormSumSizes } from '../../kernels/norm/normSizes.ts';
import { scale } from '../../kernels/pointwise/scale.ts';
import { likeInput } from '../form.ts';
import { sumAxes } from '../reduce/sum.ts';

/** How an input is seen by a norm: see `NormSizes`. outer · groups · groupInner is the number of elements. */
export interface Grouping extends NormSizes {
  readonly outer: number;
}

/** No piece of a group that one thread adds up is longer. */
const longestPiece = 4096;

/** How many numbers share one mean. */
export function countOf({ outer, groupInner }: Grouping): number {
  return outer * groupInner;
}

/** The mean of every group [groups]. Not differentiable: `normalize` knows how the mean moves with the input. */
export const groupMean: Operation<Grouping> = {
  name: 'groupMean',
  forward(run, [{ storage }], grouping) {
    const { outer, groups, groupInner } = grouping;
    const total = sumAxes(run, { shape: [outer, groups, groupInner], storage }, [0, 2]);
    return { output: divided(run, total, grouping), saved: {} };
  },
};

/** The biased variance of every group [groups]: the mean of (x − mean)². Not differentiable, for the same reason. */
export const groupVariance: Operation<Grouping> = {
  name: 'groupVariance',
  forward(run, [input, mean], grouping) {
    return { output: divided(run, groupSums(run, deviationSums, [input, mean], grouping), grouping), saved: {} };
  },
};

function divided(run: Run, { storage }: NdArray, grouping: Grouping): NdArray {
  const total = { shape: [grouping.groups], storage };
  return run(scale, [total], likeInput(total, [1, countOf(grouping)]));
}

/** The sums that a kernel makes of pieces, added up for every group: [groups]. */
export function groupSums(
  run: Run,
  kernel: Kernel<NormSumSizes>,
  inputs: readonly NdArray[],
  { outer, groups, groupInner, features, featureInner }: Grouping,
): NdArray {
  const pieceLength = largestDivisor(groupInner);
  const pieces = groupInner / pieceLength;
  const { storage } = sumAxes(
    run,
    run(kernel, inputs, {
      sizes: { pieceLength, pieces, groups, features, featureInner },
      shape: [outer, groups, pieces],
      dtype: inputs[0].storage.dtype,
    }),
    [0, 2],
  );
  return { shape: [groups], storage };
}

/** The largest divisor of `size` that is no longer than a piece may be. */
function largestDivisor(size: number): number {
  let divisor = Math.max(1, Math.min(size, longestPiece));
  while (size % divisor !== 0) divisor--;
  return divisor;
}

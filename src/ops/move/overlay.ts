import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { overlay as kernel } from '../../kernels/move/overlay.ts';
import { zeros } from '../zeros.ts';
import { type AxisCut, cutSizes, takeAlong } from './cutting.ts';

/**
 * A tensor with a piece of it replaced, at the places of a cut along one axis: what writing into a slice gives.
 *
 *   output[…, start + k·step, …] = source[…, k, …], and the input elsewhere
 *
 * The source's gradient is cut out from there; the input's is 0 there, for nothing of it remains.
 */
export const overlay: Operation<AxisCut> = {
  name: 'overlay',
  forward(run, [input, source], params) {
    return { output: overlayAlong(run, input, source, params), saved: {} };
  },
  backward(run, { gradOutput, inputs: [, source], params, wants }) {
    return [
      wants[0] ? overlayAlong(run, gradOutput, zeros(run, source, gradOutput), params) : undefined,
      wants[1] ? takeAlong(run, gradOutput, params) : undefined,
    ];
  },
};

function overlayAlong(run: Run, input: NdArray, source: NdArray, axisCut: AxisCut): NdArray {
  const { shape, storage } = input;
  return run(kernel, [input, source], { sizes: cutSizes(shape, axisCut), shape, dtype: storage.dtype });
}

import type { Operation } from '../../autograd/operation.ts';
import { type AxisCut, placeAlong, takeAlong } from './cutting.ts';

/**
 * A piece put into zeros, at the places of a cut of one axis.
 *
 *   output[…, start + k·step, …] = input[…, k, …], and 0 elsewhere
 *
 * The gradient is cut out from there: `place` and `cut` are each other's.
 */
export const place: Operation<AxisCut> = {
  name: 'place',
  forward(run, [input], params) {
    return { output: placeAlong(run, input, params), saved: {} };
  },
  backward(run, { gradOutput, params }) {
    return [takeAlong(run, gradOutput, params)];
  },
};

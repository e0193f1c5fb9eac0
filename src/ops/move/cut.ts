import type { Operation } from '../../autograd/operation.ts';
import { type Cut, isWhole } from '../../shape/cut.ts';
import { placeAlong, readCuts } from './cutting.ts';

/**
 * The elements that one cut per axis takes: `narrow`, `select`, `flip`, `x[1:7:2]`. A copy.
 *
 *   output[k₀, k₁, …] = input[start₀ + k₀·step₀, start₁ + k₁·step₁, …]
 *
 * No element is read twice, so the gradient is put back where it was cut from, axis by axis, and what was not read
 * gets 0. Whoever calls this has checked that every cut lies inside its axis.
 */
export const cut: Operation<{ readonly cuts: readonly Cut[] }> = {
  name: 'cut',
  forward(run, [input], { cuts }) {
    return { output: readCuts(run, input, cuts), saved: {} };
  },
  backward(run, { gradOutput, inputs: [{ shape }], params: { cuts } }) {
    let gradient = gradOutput;
    cuts.forEach((cutHere, axis) => {
      if (!isWhole(cutHere, shape[axis])) {
        gradient = placeAlong(run, gradient, { axis, cut: cutHere, size: shape[axis] });
      }
    });
    return [gradient];
  },
};

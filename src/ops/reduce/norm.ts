import type { NdArray } from '../../backends/storage.ts';
import { absPower, normGrad, root } from '../../kernels/reduce/norm.ts';
import { likeInput } from '../form.ts';
import { type FoldParams, reduction } from './keepdim.ts';
import { repeatTo } from './repeatTo.ts';
import { sumAxes } from './sum.ts';

/** `p` is finite: the infinite norms are a maximum and a minimum. */
export interface NormParams extends FoldParams {
  readonly p: number;
}

/**
 * (Σ |x|^p)^(1/p) over some axes, which remain with size 1. For p = 0, how many numbers are not 0.
 *
 * The gradient is sign(x) · (|x| / norm)^(p − 1), and 0 where x or the norm is 0.
 */
export const norm = reduction<NormParams, { input: NdArray; output: NdArray }>({
  name: 'norm',
  forward(run, [input], { axes, p }) {
    const powers = run(absPower, [input], likeInput(input, [p]));
    const total = sumAxes(run, powers, axes);
    const output = run(root, [total], likeInput(total, [p]));
    return { output, saved: { input, output } };
  },
  backward(run, { gradOutput, params: { p }, saved: { input, output } }) {
    const { shape } = input;
    const gradients = repeatTo(run, gradOutput, shape);
    return [run(normGrad, [gradients, input, repeatTo(run, output, shape)], likeInput(input, [p]))];
  },
});

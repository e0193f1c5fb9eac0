import type { Operation } from '../../autograd/operation.ts';
import { band as kernel } from '../../kernels/move/band.ts';
import { likeInput } from '../form.ts';

/** Which diagonals are kept, by column − row. */
export interface BandParams {
  readonly lowest: number;
  readonly highest: number;
}

/** Matrices (the last two axes) with zeros off a band of diagonals. The gradient is zero off the same band. */
export const band: Operation<BandParams> = {
  name: 'band',
  forward(run, [input], params) {
    const [rows, columns] = input.shape.slice(-2);
    return { output: run(kernel, [input], { ...likeInput(input), sizes: { rows, columns, ...params } }), saved: {} };
  },
  backward(run, { gradOutput, params }) {
    return [band.forward(run, [gradOutput], params).output];
  },
};

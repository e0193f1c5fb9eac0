import type { Operation } from '../../autograd/operation.ts';
import { rowMajorStrides } from '../../shape/rowMajor.ts';
import { readStrided } from './read.ts';

/**
 * Axes in another order: output axis k is input axis `dims[k]`. A copy.
 *
 * The gradient is put back by the inverse order.
 */
export const permute: Operation<{ readonly dims: readonly number[] }> = {
  name: 'permute',
  forward(run, [input], { dims }) {
    const shape = dims.map((axis) => input.shape[axis]);
    const strides = rowMajorStrides(input.shape);
    const output = readStrided(run, input, { shape, strides: dims.map((axis) => strides[axis]) });
    return { output, saved: {} };
  },
  backward(run, { gradOutput, params: { dims } }) {
    const inverse = dims.map((_, axis) => dims.indexOf(axis));
    return [permute.forward(run, [gradOutput], { dims: inverse }).output];
  },
};

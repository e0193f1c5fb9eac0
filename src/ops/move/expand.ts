import type { Operation } from '../../autograd/operation.ts';
import { rowMajorStrides, type Shape } from '../../shape/rowMajor.ts';
import { sumTo } from '../reduce/sumTo.ts';
import { readStrided } from './read.ts';

/**
 * Repeats axes of size 1 (and new ones in front) to fill `shape`: what broadcasting does. A copy.
 *
 * Every input element was read several times, so its gradient is the sum over those copies.
 */
export const expand: Operation<{ readonly shape: Shape }> = {
  name: 'expand',
  isPart: true,
  forward(run, [input], { shape }) {
    const added = shape.length - input.shape.length;
    const inputStrides = rowMajorStrides(input.shape);
    const strides = shape.map((_, axis) => {
      const from = axis - added;
      return from < 0 || input.shape[from] === 1 ? 0 : inputStrides[from];
    });
    return { output: readStrided(run, input, { shape, strides }), saved: {} };
  },
  backward(run, { gradOutput, inputs: [input] }) {
    return [sumTo(run, gradOutput, input.shape)];
  },
};

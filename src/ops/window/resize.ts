import type { Operation } from '../../autograd/operation.ts';
import { resizeCubic, resizeCubicGrad } from '../../kernels/window/resizeCubic.ts';
import { resizeLinear, resizeLinearGrad } from '../../kernels/window/resizeLinear.ts';
import { resizeNearest, resizeNearestGrad } from '../../kernels/window/resizeNearest.ts';
import { addressable } from '../../shape/checkShape.ts';
import { elementCount, type Shape } from '../../shape/rowMajor.ts';

/** The two kernels of each way to find a value between cells. */
const ways = {
  nearest: { kernel: resizeNearest, gradient: resizeNearestGrad },
  linear: { kernel: resizeLinear, gradient: resizeLinearGrad },
  cubic: { kernel: resizeCubic, gradient: resizeCubicGrad },
} as const;

/** How one axis is resized. */
export interface ResizeParams {
  readonly axis: number;
  /** Cells of the axis afterwards. */
  readonly size: number;
  readonly way: keyof typeof ways;
  /** Output position o lies at o·scale + shift of the input. */
  readonly scale: number;
  readonly shift: number;
}

/**
 * Gives one axis another size. A picture is resized axis by axis.
 *
 * Every output cell is a weighted sum of input cells, and each of those receives its weight of the gradient.
 */
export const resize: Operation<ResizeParams> = {
  name: 'resize',
  forward(run, [input], params) {
    const { axis, size, way, scale, shift } = params;
    const shape = addressable('interpolate', [...input.shape.slice(0, axis), size, ...input.shape.slice(axis + 1)]);
    const request = { sizes: sizesOf(input.shape, params), scalars: [scale, shift], shape, dtype: input.storage.dtype };
    return { output: run(ways[way].kernel, [input], request), saved: {} };
  },
  backward(run, { gradOutput, inputs: [{ shape, dtype }], params }) {
    const { way, scale, shift } = params;
    const request = { sizes: sizesOf(shape, params), scalars: [scale, shift], shape, dtype };
    return [run(ways[way].gradient, [gradOutput], request)];
  },
};

function sizesOf(input: Shape, { axis, size }: ResizeParams) {
  return { inSize: input[axis], outSize: size, inner: elementCount(input.slice(axis + 1)) };
}

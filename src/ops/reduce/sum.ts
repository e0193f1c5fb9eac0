import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import { strided, stridedSizes } from '../../kernels/move/strided.ts';
import { sum as kernel } from '../../kernels/reduce/sum.ts';
import { elementCount, rowMajorStrides, type Shape } from '../../shape/rowMajor.ts';

/** Longer rows are summed in parts, so that the rounding error and the length of one thread's work stay bounded. */
const longestRow = 4096;

/**
 * The sum over some axes, which remain with size 1.
 *
 * Every summed element has the same share in the result, so the gradient is repeated along those axes.
 */
export const sum: Operation<{ readonly axes: readonly number[] }> = {
  name: 'sum',
  forward(run, [input], { axes }) {
    return { output: sumAxes(run, input, axes), saved: {} };
  },
  backward(run, { gradOutput, inputs: [{ shape, dtype }] }) {
    const strides = rowMajorStrides(gradOutput.shape).map((stride, axis) =>
      gradOutput.shape[axis] === 1 ? 0 : stride,
    );
    return [run(strided, [gradOutput], { sizes: stridedSizes(shape, strides), shape, dtype })];
  },
};

/** Sums over `axes` (each named once, ascending), leaving size 1 in their place. */
export function sumAxes(run: Run, input: NdArray, axes: readonly number[]): NdArray {
  let result = input;
  // Neighbouring axes are one row of the [outer, size, inner] view; the last run of neighbours first.
  for (let end = axes.length; end > 0; ) {
    let start = end - 1;
    while (start > 0 && axes[start - 1] === axes[start] - 1) start--;
    result = sumRows(run, result, axes[start], axes[end - 1] + 1);
    end = start;
  }
  return result;
}

/** Sums over the neighbouring axes from `first` up to, not including, `end`. */
function sumRows(run: Run, input: NdArray, first: number, end: number): NdArray {
  const outer = elementCount(input.shape.slice(0, first));
  const size = elementCount(input.shape.slice(first, end));
  const inner = elementCount(input.shape.slice(end));
  const shape: Shape = input.shape.map((length, axis) => (axis >= first && axis < end ? 1 : length));
  const { dtype } = input.storage;
  const parts = partsOf(size);
  if (parts === 1) {
    return run(kernel, [input], { sizes: { outer, size, inner }, shape, dtype });
  }
  const partial = run(kernel, [input], {
    sizes: { outer: outer * parts, size: size / parts, inner },
    shape: [outer, parts, inner],
    dtype,
  });
  return run(kernel, [partial], { sizes: { outer, size: parts, inner }, shape, dtype });
}

/** Into how many equal parts a row is cut: the fewest that divide it and are short enough; 1 if none is. */
function partsOf(size: number): number {
  for (let parts = Math.ceil(size / longestRow); parts <= Math.min(size, longestRow); parts++) {
    if (parts > 1 && size % parts === 0) return parts;
    if (parts === 1) return 1;
  }
  return 1;
}

import type { Operation } from '../autograd/operation.ts';
import type { NdArray } from '../backends/storage.ts';
import { linear as kernel } from '../kernels/linear.ts';
import { matmul, product } from '../kernels/matmul.ts';
import { rowMajor, transposed } from '../shape/matrix.ts';
import { elementCount } from '../shape/rowMajor.ts';
import { sumAxes } from './reduce/sum.ts';

/**
 * input · weightᵀ + bias: one operation, because every training step goes through it.
 *
 *   input   [..., inFeatures]: its rows are all the vectors along the last axis
 *   weight  [outFeatures, inFeatures]
 *   bias    [outFeatures], may be absent
 *   output  [..., outFeatures]
 *
 * From dY: the gradient of the input is dY · weight, that of the weight dYᵀ · input, that of the bias the sum of the
 * rows of dY.
 */
export const linear: Operation<object, { input: NdArray; weight: NdArray }> = {
  name: 'linear',
  forward(run, [input, weight, bias]) {
    const [columns, inner] = weight.shape;
    const leading = input.shape.slice(0, -1);
    const rows = elementCount(leading);
    const shape = [...leading, columns];
    const { dtype } = input.storage;
    const saved = { input, weight };
    if (bias === undefined) {
      const sizes = product(rowMajor(rows, inner), transposed(rowMajor(columns, inner)));
      return { output: run(matmul, [input, weight], { sizes, shape, dtype }), saved };
    }
    const sizes = { rows, inner, columns };
    return { output: run(kernel, [input, weight, bias], { sizes, shape, dtype }), saved };
  },
  backward(run, { gradOutput, saved: { input, weight }, wants }) {
    const [outFeatures, inFeatures] = weight.shape;
    const rows = elementCount(input.shape.slice(0, -1));
    const Y = rowMajor(rows, outFeatures);
    const W = rowMajor(outFeatures, inFeatures);
    const X = rowMajor(rows, inFeatures);
    const gradInput = () =>
      run(matmul, [gradOutput, weight], { sizes: product(Y, W), shape: input.shape, dtype: input.storage.dtype });
    const gradWeight = () => {
      const sizes = product(transposed(Y), X);
      return run(matmul, [gradOutput, input], { sizes, shape: weight.shape, dtype: weight.storage.dtype });
    };
    const gradBias = () => {
      const summed = sumAxes(run, { shape: [rows, outFeatures], storage: gradOutput.storage }, [0]);
      return { shape: [outFeatures], storage: summed.storage };
    };
    return [
      wants[0] ? gradInput() : undefined,
      wants[1] ? gradWeight() : undefined,
      ...(wants.length < 3 ? [] : [wants[2] ? gradBias() : undefined]),
    ];
  },
};

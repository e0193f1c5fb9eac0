import type { Operation } from '../autograd/operation.ts';
import type { NdArray } from '../backends/storage.ts';
import { matmul as kernel, product } from '../kernels/matmul.ts';
import { type Matrix, rowMajor, shared, transposed } from '../shape/matrix.ts';
import { sumTo } from './reduce/sumTo.ts';

/** How the operands lie. A transposed one is read where it is, through its strides. */
export interface MatmulParams {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * A matrix product for every batch entry; an operand whose batch is 1 serves all of them.
 *
 *   a  [batch or 1, rows, inner]      (transposeA: [batch or 1, inner, rows])
 *   b  [batch or 1, inner, columns]   (transposeB: [batch or 1, columns, inner])
 *   c  [batch, rows, columns] = a · b
 *
 * From dC: the gradient of a is dC · bᵀ, that of b is aᵀ · dC; the gradient of a transposed operand is the transpose of
 * that, which is the product with the factors exchanged and transposed. A shared operand adds up the gradients of all
 * batch entries.
 */
export const matmul: Operation<MatmulParams, { a: NdArray; b: NdArray }> = {
  name: 'matmul',
  forward(run, [a, b], params) {
    const [A, B] = operands(a, b, params);
    const batch = Math.max(a.shape[0], b.shape[0]);
    const shape = [batch, A.rows, B.columns];
    return { output: run(kernel, [a, b], { sizes: product(A, B), shape, dtype: a.storage.dtype }), saved: { a, b } };
  },
  backward(run, { gradOutput, saved: { a, b }, params, wants }) {
    const [A, B] = operands(a, b, params);
    const [batch, rows, columns] = gradOutput.shape;
    const C = rowMajor(rows, columns);

    /** left · right for every batch entry, summed over the batch where `like` had one matrix for all. */
    const gradient = (left: NdArray, L: Matrix, right: NdArray, R: Matrix, like: NdArray): NdArray => {
      const shape = [batch, ...like.shape.slice(1)];
      const full = run(kernel, [left, right], { sizes: product(L, R), shape, dtype: like.storage.dtype });
      return sumTo(run, full, like.shape);
    };
    const gradA = () =>
      params.transposeA ? gradient(b, B, gradOutput, transposed(C), a) : gradient(gradOutput, C, b, transposed(B), a);
    const gradB = () =>
      params.transposeB ? gradient(gradOutput, transposed(C), a, A, b) : gradient(a, transposed(A), gradOutput, C, b);
    return [wants[0] ? gradA() : undefined, wants[1] ? gradB() : undefined];
  },
};

function operands(a: NdArray, b: NdArray, { transposeA, transposeB }: MatmulParams): [Matrix, Matrix] {
  return [operand(a, transposeA), operand(b, transposeB)];
}

function operand({ shape: [batch, rows, columns] }: NdArray, transpose = false): Matrix {
  const matrix = batch === 1 ? shared(rowMajor(rows, columns)) : rowMajor(rows, columns);
  return transpose ? transposed(matrix) : matrix;
}

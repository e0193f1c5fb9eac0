import type { Operation } from '../autograd/operation.ts';
import type { Run } from '../backends/run.ts';
import type { NdArray } from '../backends/storage.ts';
import { matmul as kernel, product } from '../kernels/matmul.ts';
import { type Matrix, rowMajor, shared, transposed } from '../shape/matrix.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import { sumAxes } from './reduce/sum.ts';

/** How the operands lie. A transposed one is read where it is, through its strides. */
export interface MatmulParams {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

interface Params extends MatmulParams {
  /** The batch axes of the product. */
  readonly batch: Shape;
}

/**
 * A matrix product for every batch entry; an operand with one matrix serves all of them.
 *
 *   a  [batch…, rows, inner]      (transposeA: [batch…, inner, rows])
 *   b  [batch…, inner, columns]   (transposeB: [batch…, columns, inner])
 *   c  [batch…, rows, columns] = a · b
 *
 * The operands have equally many matrices, or one of them has one.
 *
 * From dC: the gradient of a is dC · bᵀ, that of b is aᵀ · dC; the gradient of a transposed operand is the transpose of
 * that, which is the product with the factors exchanged and transposed. A shared operand adds up the gradients of all
 * batch entries.
 */
export const matmul: Operation<Params, { a: NdArray; b: NdArray }> = {
  name: 'matmul',
  forward(run, [a, b], params) {
    const { A, B } = layoutOf(a, b, params);
    const [rows] = matrixShape(a, params.transposeA);
    const shape = [...params.batch, rows, B.columns];
    return { output: run(kernel, [a, b], { sizes: product(A, B), shape, dtype: a.storage.dtype }), saved: { a, b } };
  },
  backward(run, { gradOutput, saved: { a, b }, params, wants }) {
    const { A, B, batch } = layoutOf(a, b, params);
    const C = rowMajor(A.rows, B.columns);
    const gradA = () =>
      params.transposeA
        ? multiply(run, { left: b, L: B, right: gradOutput, R: transposed(C), batch, like: a })
        : multiply(run, { left: gradOutput, L: C, right: b, R: transposed(B), batch, like: a });
    const gradB = () =>
      params.transposeB
        ? multiply(run, { left: gradOutput, L: transposed(C), right: a, R: A, batch, like: b })
        : multiply(run, { left: a, L: transposed(A), right: gradOutput, R: C, batch, like: b });
    return [wants[0] ? gradA() : undefined, wants[1] ? gradB() : undefined];
  },
};

interface Factors {
  readonly left: NdArray;
  readonly L: Matrix;
  readonly right: NdArray;
  readonly R: Matrix;
  readonly batch: number;
  readonly like: NdArray;
}

/** left · right for every batch entry, summed over the batch where `like` had one matrix for all. */
function multiply(run: Run, { left, L, right, R, batch, like }: Factors): NdArray {
  const { shape, storage } = like;
  const perEntry = [batch, L.rows, R.columns];
  const full = run(kernel, [left, right], { sizes: product(L, R), shape: perEntry, dtype: storage.dtype });
  const summed = storage.length === full.storage.length ? full : sumAxes(run, full, [0]);
  return { shape, storage: summed.storage };
}

interface Layout {
  readonly A: Matrix;
  readonly B: Matrix;
  /** How many products there are. */
  readonly batch: number;
}

/** How the kernel reads the operands. */
function layoutOf(a: NdArray, b: NdArray, { transposeA, transposeB }: MatmulParams): Layout {
  const batchA = batchCount(a);
  const batchB = batchCount(b);
  const [rows, inner] = matrixShape(a);
  const B = operand(b, batchB, transposeB);
  if (batchB === 1 && !transposeA) {
    // All matrices of a meet the same b: they are one tall matrix.
    return { A: rowMajor(batchA * rows, inner), B, batch: 1 };
  }
  return { A: operand(a, batchA, transposeA), B, batch: batchA === 1 ? batchB : batchA };
}

function operand(array: NdArray, batch: number, transpose = false): Matrix {
  const matrix = rowMajor(...matrixShape(array));
  const lying = batch === 1 ? shared(matrix) : matrix;
  return transpose ? transposed(lying) : lying;
}

/** Rows and columns: the last two axes, exchanged where `transpose` says so. */
function matrixShape({ shape }: NdArray, transpose = false): [rows: number, columns: number] {
  const rows = shape[shape.length - 2];
  const columns = shape[shape.length - 1];
  return transpose ? [columns, rows] : [rows, columns];
}

function batchCount({ shape }: NdArray): number {
  return elementCount(shape.slice(0, -2));
}

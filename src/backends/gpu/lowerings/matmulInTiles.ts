import type { LinearSizes } from '../../../kernels/linear.ts';
import type { MatmulSizes } from '../../../kernels/matmul.ts';
import { biasedFromTiles, fromTiles } from '../kernels/fromTiles.ts';
import { matmulTiles } from '../kernels/matmulTiles.ts';
import { quadRows } from '../kernels/quadRows.ts';
import { ifItFits, type Plan, type Source, type Step, step } from './plan.ts';

// WebGL: matrix products in tiles of two rows and two columns, both operands read four numbers at a time.

/** One of the two matrices: `count` rows of the first, or `count` columns of the second. */
interface Operand {
  readonly source: Source;
  readonly count: number;
  readonly batch: number;
  readonly batchStride: number;
  readonly stride: number;
  readonly innerStride: number;
}

export function matmulInTiles(sizes: MatmulSizes, length: number): Plan | undefined {
  const { rows, columns, inner } = sizes;
  const batch = length / (rows * columns);
  const a: Operand = {
    source: { input: 0 },
    count: rows,
    batch: sizes.aBatchStride === 0 ? 1 : batch,
    batchStride: sizes.aBatchStride,
    stride: sizes.aRowStride,
    innerStride: sizes.aInnerStride,
  };
  const b: Operand = {
    source: { input: 1 },
    count: columns,
    batch: sizes.bBatchStride === 0 ? 1 : batch,
    batchStride: sizes.bBatchStride,
    stride: sizes.bColumnStride,
    innerStride: sizes.bInnerStride,
  };
  return inTiles(a, b, inner, batch);
}

export function linearInTiles({ rows, inner, columns }: LinearSizes): Plan | undefined {
  const whole = { batch: 1, batchStride: 0, stride: inner, innerStride: 1 };
  const input: Operand = { ...whole, source: { input: 0 }, count: rows };
  const weight: Operand = { ...whole, source: { input: 1 }, count: columns };
  return inTiles(input, weight, inner, 1, { input: 2 });
}

function inTiles(a: Operand, b: Operand, inner: number, batch: number, bias?: Source): Plan | undefined {
  const { count: rows } = a;
  const { count: columns } = b;
  if (rows < 3 || columns < 3) return undefined; // putting the operands in fours would cost as much as the product
  const innerQuads = Math.ceil(inner / 4);
  const rowPairs = Math.ceil(rows / 2);
  const columnPairs = Math.ceil(columns / 2);
  const pairs = { rowPairs, columnPairs };
  const order = { rows, height: 1, ...pairs };
  const threads = [columns, 1, batch * rows] as const;
  return ifItFits([
    quads(a, inner),
    quads(b, inner),
    step(matmulTiles, [{ step: 0 }, { step: 1 }], { innerQuads, ...pairs, rowBatch: a.batch, columnBatch: b.batch }, [
      columnPairs,
      1,
      batch * rowPairs,
    ]),
    bias
      ? step(biasedFromTiles, [{ step: 2 }, bias], { ...order, biasRows: 1, biasStride: 1 }, threads)
      : step(fromTiles, [{ step: 2 }], order, threads),
  ]);
}

/** An operand in fours along the inner dimension, and an even number of rows or columns of it. */
function quads({ source, count, batch, batchStride, stride, innerStride }: Operand, inner: number): Step {
  const pitch = 2 * Math.ceil(count / 2);
  const innerQuads = Math.ceil(inner / 4);
  return step(
    quadRows,
    [source],
    { start: 0, inner, innerStride, stepStride: 0, rows: count, pitch, rowStride: stride, batchStride },
    [innerQuads, 1, batch * pitch],
  );
}

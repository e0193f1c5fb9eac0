import type { LinearSizes } from '../../../kernels/linear.ts';
import type { MatmulSizes } from '../../../kernels/matmul.ts';
import { biasedFromColumnBands, biasedFromRowBands, fromColumnBands, fromRowBands } from '../kernels/fromBands.ts';
import { matmulBands } from '../kernels/matmulBands.ts';
import { paddedMatrix } from '../kernels/paddedMatrix.ts';
import { ifItFits, type Plan, roundedUp, type Source, type Step, step } from './plan.ts';

// Mode webasm: matrix products in bands of four rows, or of four columns.

/** One of the two matrices: `count` rows of the first, or `count` columns of the second. */
interface Operand {
  readonly source: Source;
  readonly count: number;
  readonly batchStride: number;
  readonly stride: number;
  readonly innerStride: number;
}

/** Below this many products one plain kernel is as fast as two or three. */
const fewestProducts = 4096;

export function matmulInBands(sizes: MatmulSizes, length: number): Plan | undefined {
  const { rows, columns, inner } = sizes;
  const batch = length / (rows * columns);
  const a: Operand = {
    source: { input: 0 },
    count: rows,
    batchStride: sizes.aBatchStride,
    stride: sizes.aRowStride,
    innerStride: sizes.aInnerStride,
  };
  const b: Operand = {
    source: { input: 1 },
    count: columns,
    batchStride: sizes.bBatchStride,
    stride: sizes.bColumnStride,
    innerStride: sizes.bInnerStride,
  };
  return inBands(a, b, inner, batch);
}

export function linearInBands({ rows, inner, columns }: LinearSizes): Plan | undefined {
  const input: Operand = { source: { input: 0 }, count: rows, batchStride: 0, stride: inner, innerStride: 1 };
  const weight: Operand = { source: { input: 1 }, count: columns, batchStride: 0, stride: inner, innerStride: 1 };
  return inBands(input, weight, inner, 1, { input: 2 });
}

function inBands(a: Operand, b: Operand, inner: number, batch: number, bias?: Source): Plan | undefined {
  const { count: rows } = a;
  const { count: columns } = b;
  if (batch * rows * columns * inner < fewestProducts) return undefined;
  const byRows = cost(rows, columns);
  const byColumns = cost(columns, rows);
  if (4 * Math.min(byRows, byColumns) > rows * columns) return undefined; // most of each band would be empty

  const isByRows = byRows <= byColumns;
  const [banded, other] = isByRows ? [a, b] : [b, a];
  const bands = Math.ceil(banded.count / 4);
  const steps: Step[] = [];
  let whole = banded;
  if (banded.count % 4 !== 0) {
    steps.push(padded(banded, inner, batch));
    whole = {
      source: { step: 0 },
      count: 4 * bands,
      batchStride: banded.batchStride === 0 ? 0 : 4 * bands * inner,
      stride: inner,
      innerStride: 1,
    };
  }
  steps.push(
    step(
      matmulBands,
      [whole.source, other.source],
      {
        inner,
        rowBatchStride: whole.batchStride,
        rowStride: whole.stride,
        rowInnerStride: whole.innerStride,
        columnBatchStride: other.batchStride,
        columnStride: other.stride,
        columnInnerStride: other.innerStride,
      },
      [other.count, bands, batch],
    ),
  );
  const inOrder = bias
    ? isByRows
      ? biasedFromRowBands
      : biasedFromColumnBands
    : isByRows
      ? fromRowBands
      : fromColumnBands;
  const last: Source = { step: steps.length - 1 };
  steps.push(step(inOrder, bias ? [last, bias] : [last], { rows, columns, bands }, [columns, rows, batch]));
  return ifItFits(steps);
}

/** What bands of the one take, with lanes along the other: vectors of four, and the rest one by one. */
function cost(banded: number, other: number): number {
  return Math.ceil(banded / 4) * (Math.floor(other / 4) + (other % 4));
}

function padded({ source, count, batchStride, stride, innerStride }: Operand, inner: number, batch: number): Step {
  const sizes = { rows: count, inner, batchStride, rowStride: stride, innerStride };
  return step(paddedMatrix, [source], sizes, [inner, roundedUp(count), batchStride === 0 ? 1 : batch]);
}

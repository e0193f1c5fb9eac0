import type { LinearSizes } from '../../../kernels/linear.ts';
import type { MatmulSizes } from '../../../kernels/matmul.ts';
import { biasedFromColumnBands, biasedFromRowBands, fromColumnBands, fromRowBands } from '../kernels/fromBands.ts';
import { fromWholeBands } from '../kernels/fromWholeBands.ts';
import { matmulBands } from '../kernels/matmulBands.ts';
import { paddedMatrix } from '../kernels/paddedMatrix.ts';
import { ifItFits, type Plan, roundedUp, type Source, type Step, step } from './plan.ts';

// Modes webasm and webgpu: matrix products in bands of four rows, or of four columns.

/** One of the two matrices: `count` rows of the first, or `count` columns of the second. */
interface Operand {
  readonly source: Source;
  readonly count: number;
  readonly batchStride: number;
  readonly stride: number;
  readonly innerStride: number;
}

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
  if (4 * vectors(rows, columns) > rows * columns) return undefined; // most of each vector would be empty

  // What is in bands must come in fours, or the rows are copied. What is not is gathered: best from neighbouring numbers.
  const isByRows = columns % 4 !== 0 || (rows % 4 === 0 && (b.innerStride === 1 || a.innerStride !== 1));
  const [banded, other] = isByRows ? [a, b] : [b, a];
  const bands = Math.ceil(banded.count / 4);
  const pitch = roundedUp(other.count);
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
        columnCount: other.count,
        rowBatchStride: whole.batchStride,
        rowStride: whole.stride,
        rowInnerStride: whole.innerStride,
        columnBatchStride: other.batchStride,
        columnStride: other.stride,
        columnInnerStride: other.innerStride,
      },
      [pitch, bands, batch],
    ),
  );
  const last: Source = { step: steps.length - 1 };
  const inputs = bias ? [last, bias] : [last];
  if (!isByRows) {
    const kernel = bias ? biasedFromColumnBands : fromColumnBands;
    steps.push(step(kernel, inputs, { rows, bands, pitch }, [4, bands, batch * rows]));
  } else if (bias) {
    steps.push(step(biasedFromRowBands, inputs, { bands, pitch }, [columns, rows, batch]));
  } else if (rows % 4 !== 0) {
    steps.push(step(fromRowBands, inputs, { bands, pitch }, [columns, rows, batch]));
  } else {
    steps.push(step(fromWholeBands, inputs, { pitch }, [columns, 4, bands * batch]));
  }
  return ifItFits(steps);
}

/** How many bands of four vectors of four a matrix takes. */
function vectors(rows: number, columns: number): number {
  return Math.ceil(rows / 4) * Math.ceil(columns / 4);
}

function padded({ source, count, batchStride, stride, innerStride }: Operand, inner: number, batch: number): Step {
  const sizes = { rows: count, inner, batchStride, rowStride: stride, innerStride };
  return step(paddedMatrix, [source], sizes, [inner, roundedUp(count), batchStride === 0 ? 1 : batch]);
}

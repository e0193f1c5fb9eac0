import type { Operation } from '../../autograd/operation.ts';
import type { Run } from '../../backends/run.ts';
import type { NdArray } from '../../backends/storage.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import type { ReduceSizes } from '../../kernels/reduce/reduceSizes.ts';
import { cumprodGrad, cumprod as cumprodKernel } from '../../kernels/scan/cumprod.ts';
import { cumsum as cumsumKernel } from '../../kernels/scan/cumsum.ts';
import { addPartsBefore, type JoinPartsSizes, mulPartsBefore } from '../../kernels/scan/joinParts.ts';
import { readStrided } from '../move/read.ts';
import { fill, partsOf, rowsAlong, unfill } from '../reduce/fold.ts';

/** The axis that is gone along. */
export interface AxisParams {
  readonly axis: number;
}

/** A kernel that goes along rows, and how its results for parts of a row become those of the whole. */
interface Scan {
  readonly kernel: Kernel<ReduceSizes>;
  readonly join: Kernel<JoinPartsSizes>;
  neutral(): number;
}

const sumScan: Scan = { kernel: cumsumKernel, join: addPartsBefore, neutral: () => 0 };
const prodScan: Scan = { kernel: cumprodKernel, join: mulPartsBefore, neutral: () => 1 };

/** The kernel makes each element from the start of its row: in parts of 64, a row of 4,096 costs 128 additions each. */
const longestPart = 64;

/**
 * Σ of everything up to here along one axis; same shape.
 *
 * An element is in its own sum and all later ones, so its gradient is the sum of the gradients from here to the end:
 * the same operation, read from the other end.
 */
export const cumsum: Operation<AxisParams> = {
  name: 'cumsum',
  forward(run, [input], { axis }) {
    return { output: scanAxis(run, input, axis, sumScan), saved: {} };
  },
  backward(run, { gradOutput, params: { axis } }) {
    const summed = scanAxis(run, reversed(run, gradOutput, axis), axis, sumScan);
    return [reversed(run, summed, axis)];
  },
};

/**
 * Π of everything up to here along one axis; same shape.
 *
 * The gradient is the sum, over its own product and all later ones, of the product of the other factors; nothing is
 * divided, so zeros are no special case. (It goes through the whole row for every element.)
 */
export const cumprod: Operation<AxisParams, { input: NdArray }> = {
  name: 'cumprod',
  forward(run, [input], { axis }) {
    return { output: scanAxis(run, input, axis, prodScan), saved: { input } };
  },
  backward(run, { gradOutput, params: { axis }, saved: { input } }) {
    const { shape, storage } = input;
    return [run(cumprodGrad, [gradOutput, input], { sizes: rowsAlong(shape, axis), shape, dtype: storage.dtype })];
  },
};

function scanAxis(run: Run, input: NdArray, axis: number, scan: Scan): NdArray {
  const { storage } = scanRows(run, input, rowsAlong(input.shape, axis), scan);
  return { shape: input.shape, storage };
}

/** Goes along parts, then along what the parts come to, and joins the two. */
function scanRows(run: Run, input: NdArray, { outer, size, inner }: ReduceSizes, scan: Scan): NdArray {
  const { parts, length } = partsOf(size, longestPart);
  const { dtype } = input.storage;
  const shape = [outer, parts, length, inner];
  const step = { outer, size, inner, parts, length };
  const filled = fill(run, input, step, scan);
  const within = run(scan.kernel, [filled], { sizes: { outer: outer * parts, size: length, inner }, shape, dtype });
  if (parts === 1) return within;

  const lasts = readStrided(run, within, {
    shape: [outer, parts, inner],
    strides: [parts * length * inner, length * inner, 1],
    offset: (length - 1) * inner,
  });
  const totals = scanRows(run, lasts, { outer, size: parts, inner }, scan);
  const joined = run(scan.join, [within, totals], { sizes: { parts, length, inner }, shape, dtype });
  return unfill(run, joined, step);
}

/** One axis from its end to its start. */
function reversed(run: Run, array: NdArray, axis: number): NdArray {
  const { outer, size, inner } = rowsAlong(array.shape, axis);
  const walk = { shape: [outer, size, inner], strides: [size * inner, -inner, 1], offset: (size - 1) * inner };
  return array.storage.length === 0 ? array : { shape: array.shape, storage: readStrided(run, array, walk).storage };
}

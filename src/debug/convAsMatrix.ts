import { type DType, newArray } from '../dtype.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { broughtHere } from '../explain/backend.ts';
import { convEntries, type MatrixEntry } from '../explain/convEntries.ts';
import { explainDevice } from '../explain/device.ts';
import { matrixPicture } from '../explain/matrixPicture.ts';
import { elementCount, type Shape, sameShape } from '../shape/rowMajor.ts';
import { zeros } from '../tensor/create.ts';
import { fromArray } from '../tensor/fromArray.ts';
import type { Conv2dOptions } from '../tensor/functions/convolution.ts';
import { functional as F } from '../tensor/methods.ts';
import { Tensor } from '../tensor/tensor.ts';
import { makingOf } from './explainedArray.ts';

const mostEntries = 1_000_000; // each is an object, made of a tap that is one too
const mostNumbers = 2 ** 26; // 256 MB of float32

/** What a `ConvMatrix` is made of. */
export interface ConvMatrixParts {
  readonly entries: readonly MatrixEntry[];
  /** [channels, height, width] of what it is multiplied with. */
  readonly inputShape: Shape;
  /** [channels, height, width] of the product. */
  readonly outputShape: Shape;
  readonly weightShape: Shape;
  /** Of the weights, and so of the dense matrix. */
  readonly dtype: DType;
  readonly device: string;
}

/** So many parameters, and why: '9 · 16 = 144'. */
export interface ParameterCount {
  readonly count: number;
  readonly product: string;
}

/**
 * A convolution as the matrix of the dense layer that it replaces: a row for each output cell, a column for each input
 * cell, and hardly anything in it but zeros and the same few weights. It is sparse: `entries` are what is not zero.
 */
export class ConvMatrix implements ConvMatrixParts {
  readonly rows: number;
  readonly columns: number;
  readonly entries: readonly MatrixEntry[];
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly weightShape: Shape;
  readonly dtype: DType;
  readonly device: string;
  /** How many times each weight stands in the matrix, by its flat index: how many places share it. */
  readonly uses: readonly number[];

  constructor({ entries, inputShape, outputShape, weightShape, dtype, device }: ConvMatrixParts) {
    this.rows = elementCount(outputShape);
    this.columns = elementCount(inputShape);
    this.entries = entries;
    this.inputShape = inputShape;
    this.outputShape = outputShape;
    this.weightShape = weightShape;
    this.dtype = dtype;
    this.device = device;
    const uses = new Array<number>(elementCount(weightShape)).fill(0);
    for (const { weights } of entries) for (const weight of weights) uses[weight]++;
    this.uses = uses;
  }

  /** How many different weights stand in it. A weight that only ever lies on the padding does not. */
  get distinctWeights(): number {
    return this.uses.filter((count) => count > 0).length;
  }

  /** How many of its numbers are zero because no weight joins the two cells. */
  get zeros(): number {
    return this.rows * this.columns - this.entries.length;
  }

  /** What there is to be learnt: by a dense layer between the same cells, and by the convolution. Both without biases. */
  get parameters(): { readonly dense: ParameterCount; readonly convolution: ParameterCount } {
    return { dense: productOf([this.rows, this.columns]), convolution: productOf(this.weightShape) };
  }

  /**
   * Rows and columns exchanged: it takes the gradient of the output to the gradient of the input. That product *is* the
   * transposed convolution.
   */
  transposed(): ConvMatrix {
    const entries = this.entries.map(({ row, column, ...entry }) => ({ row: column, column: row, ...entry }));
    entries.sort((one, other) => one.row - other.row || one.column - other.column);
    return new ConvMatrix({ ...this, entries, inputShape: this.outputShape, outputShape: this.inputShape });
  }

  /**
   * The matrix times an image: the convolution without its bias.
   *
   *   input   [...images, ...inputShape]; every image is multiplied alone
   *   output  [...images, ...outputShape]
   *
   * It is not recorded for backward; `F.linear(input.flatten(1), matrix.toDense())` computes the same, and is.
   *
   * @throws ShapeError if the input's last axes are not `inputShape`. DeviceError if its numbers must be awaited.
   */
  multiply(input: Tensor): Tensor {
    const { rows, columns, entries, inputShape, outputShape } = this;
    const images = input.shape.slice(0, Math.max(0, input.ndim - inputShape.length));
    if (!sameShape(input.shape.slice(images.length), inputShape)) {
      const rule = `the matrix has a column for each cell of [${inputShape.join(', ')}]`;
      throw new ShapeError('convAsMatrix', rule, { input: input.shape });
    }
    const { device, dtype } = input;
    const numbers = input.toTypedArray();
    const sums = new Float64Array(elementCount(images) * rows);
    for (let image = 0; image < elementCount(images); image++) {
      for (const { row, column, value } of entries)
        sums[image * rows + row] += value * numbers[image * columns + column];
    }
    const output = newArray(dtype, sums.length);
    output.set(sums);
    return fromArray(output, [...images, ...outputShape], { device, dtype });
  }

  /**
   * The weight of the dense layer: [rows, columns], as `nn.Linear(columns, rows)` has it.
   *
   * @throws ArgumentError if that has more than 67 million numbers.
   */
  toDense(): Tensor {
    const { rows, columns, dtype, device } = this;
    if (rows * columns > mostNumbers) {
      const rule = `the matrix has ${productOf([rows, columns]).product} numbers, and at most ${mostNumbers} are written out`;
      throw new ArgumentError(
        'convAsMatrix',
        `${rule}; its ${this.entries.length} entries and multiply() need no more`,
      );
    }
    const numbers = newArray(dtype, rows * columns);
    for (const { row, column, value } of this.entries) numbers[row * columns + column] = value;
    return fromArray(numbers, [rows, columns], { dtype, device });
  }

  /** A picture in 80 columns, with a letter for each weight. */
  toString(): string {
    const { rows, columns, entries, zeros, distinctWeights } = this;
    const { product } = productOf([rows, columns]);
    const title = `${product} numbers: ${zeros} zeros, and ${distinctWeights} weights in ${entries.length} places`;
    return [title, '', ...matrixPicture({ rows, columns, entries })].join('\n');
  }
}

/**
 * The convolution with these weights, on images of this shape, as a matrix: what `F.conv2d` does to an image, written
 * as what a dense layer would do. It is read off the steps of the convolution, from what its kernel reads.
 *
 *     const matrix = convAsMatrix(tensor([[[[1, 2], [3, 4]]]]), [4, 4]);
 *     matrix.rows, matrix.columns, matrix.distinctWeights   // 9, 16, 4
 *
 *   weight      [outChannels, inChannels / groups, kernelHeight, kernelWidth]
 *   inputShape  [channels, height, width], or [height, width] with as many channels as the weight expects
 *   options     as those of `F.conv2d`: stride, padding, paddingMode, dilation, groups
 *
 * @throws what `F.conv2d` throws; ArgumentError for more than a million entries.
 */
export function convAsMatrix(weight: Tensor, inputShape: Shape, options: Conv2dOptions = {}): ConvMatrix {
  const image = imageShape(weight, inputShape, options);
  const { dtype, device, shape } = weight;
  const there = new Tensor(broughtHere('convAsMatrix', weight));
  const output = F.conv2d(zeros([1, ...image], { dtype, device: explainDevice }), there, undefined, options);
  const outputShape = output.shape.slice(1);
  const most = output.numel * elementCount(shape.slice(1));
  if (most > mostEntries) {
    const rows = `${productOf(outputShape).product} rows with ${productOf(shape.slice(1)).product} weights each`;
    throw new ArgumentError('convAsMatrix', `there are ${rows}: ${most} entries, but at most ${mostEntries} are made`);
  }
  const entries = convEntries(makingOf('convAsMatrix', output), [1, ...image], shape);
  return new ConvMatrix({ entries, inputShape: image, outputShape, weightShape: shape, dtype, device });
}

/** [channels, height, width]. */
function imageShape({ shape: weight }: Tensor, given: Shape, { groups = 1 }: Conv2dOptions): Shape {
  if (given.length === 2) return [weight[1] * groups, ...given];
  if (given.length === 3) return given;
  const rule = `inputShape must be [channels, height, width] or [height, width], but is [${given.join(', ')}]`;
  throw new ArgumentError('convAsMatrix', rule);
}

function productOf(factors: readonly number[]): ParameterCount {
  const count = elementCount(factors);
  return { count, product: `${factors.join(' · ')} = ${count}` };
}

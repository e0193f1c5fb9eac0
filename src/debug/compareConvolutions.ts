import { run } from '../backends/run.ts';
import { Storage } from '../backends/storage.ts';
import { ArgumentError } from '../errors.ts';
import { broughtHere, type ExplainedArray, explainBackend, type Making } from '../explain/backend.ts';
import { readsOf } from '../explain/readsOf.ts';
import type { ConvSizes } from '../kernels/window/convSizes.ts';
import { im2col } from '../kernels/window/im2col.ts';
import type { Conv2dOptions } from '../tensor/functions/convolution.ts';
import { matmul } from '../tensor/functions/matmul.ts';
import { functional as F } from '../tensor/methods.ts';
import { Tensor } from '../tensor/tensor.ts';
import { type ConvMatrix, convAsMatrix } from './convAsMatrix.ts';
import { explainedArray, makingOf } from './explainedArray.ts';

const mostProducts = 1_000_000; // every read is written down to be counted

/** What a way to convolve costs, the bias aside. Reads are counted while the kernels run, not estimated. */
export interface ConvolutionCost {
  readonly multiplyAdds: number;
  /** Numbers that kernels read. */
  readonly reads: number;
  /** Numbers that are written down between the input and the output. */
  readonly stored: number;
}

/** One of the ways. Its tensors are on device 'explain': `explain(way.output, index)` says where a number comes from. */
export interface ConvolutionWay {
  readonly output: Tensor;
  readonly cost: ConvolutionCost;
}

/** The same convolution by three algorithms. */
export interface ComparedConvolutions {
  /** The definition: at every place of the window, multiply what lies under it with the weights and add it all up. */
  readonly sliding: ConvolutionWay;
  /** Lay what is under the window out as columns, and multiply them with the weights. */
  readonly im2col: ConvolutionWay & {
    /** [images, inChannels · kernelHeight · kernelWidth, places] */
    readonly columns: Tensor;
    /** [outChannels, inChannels / groups · kernelHeight · kernelWidth] */
    readonly weights: Tensor;
  };
  /** Write the convolution as the weight of a dense layer, and multiply the flattened image with it. */
  readonly matrix: ConvolutionWay & { readonly matrix: ConvMatrix; readonly dense: Tensor };
  /** By how much outputs differ at most: by what rounding makes of it. */
  readonly largestDifference: number;
  /** A table of the costs. */
  toString(): string;
}

/**
 * Computes a convolution as a sliding sum, as im2col × weights, and as a matrix, and counts what each costs.
 *
 *     console.log(String(compareConvolutions(image, weight, bias, { padding: 1 })));
 *
 * All three are made of kernels that run elsewhere too: conv2d; im2col and matmul; matmul alone.
 *
 * @throws what `F.conv2d` throws; ArgumentError if the matrix would need more than a million multiply-adds.
 */
export function compareConvolutions(
  input: Tensor,
  weight: Tensor,
  bias?: Tensor,
  options: Conv2dOptions = {},
): ComparedConvolutions {
  const here = (tensor: Tensor) => new Tensor(broughtHere('compareConvolutions', tensor));
  const [image, kernel, addend] = [here(input), here(weight), bias && here(bias)];
  const output = F.conv2d(image, kernel, addend, options);
  const made = explainedArray('compareConvolutions', output);
  const making = makingOf('compareConvolutions', output);
  const sizes = making.request.sizes as ConvSizes;
  checkSize(sizes, image.numel, output.numel);

  const padded = copiedBy('pad', making.inputs[0]); // nothing where the padding is zeros
  const finish = (product: Tensor) => finished(product, addend, output);
  const ways = {
    sliding: { output, cost: costOf([made, ...padded], padded) },
    im2col: byColumns(making, sizes, kernel, padded, finish),
    matrix: byMatrix(convAsMatrix(kernel, image.shape.slice(-3), options), image, sizes, finish),
  };
  const numbers = Object.values(ways).map((way) => way.output.toTypedArray());
  const differences = [...numbers[0]].flatMap((value, i) => numbers.map((other) => Math.abs(other[i] - value)));
  const largestDifference = differences.reduce((most, difference) => Math.max(most, difference), 0);
  return { ...ways, largestDifference, toString: () => tableOf(ways, largestDifference) };
}

function checkSize({ images }: ConvSizes, cells: number, outputs: number): void {
  const [columns, rows] = [cells / images, outputs / images];
  const products = images * rows * columns;
  if (products > mostProducts) {
    const rule = `as a matrix it needs ${images} · ${rows} · ${columns} = ${products} multiply-adds`;
    throw new ArgumentError('compareConvolutions', `${rule}, but at most ${mostProducts} are counted; take less of it`);
  }
}

/** im2col × weights. The channels of a group meet the weights of their group. */
function byColumns(
  { inputs: [padded], request }: Making,
  sizes: ConvSizes,
  weight: Tensor,
  copies: readonly ExplainedArray[],
  finish: (product: Tensor) => Tensor,
): ComparedConvolutions['im2col'] {
  const { images, inChannels, inHeight, inWidth, outChannels, outHeight, outWidth } = sizes;
  const { groupInChannels, groupOutChannels, kernelHeight, kernelWidth } = sizes;
  const [groups, inner] = [inChannels / groupInChannels, groupInChannels * kernelHeight * kernelWidth];
  const places = outHeight * outWidth;
  const storage = new Storage(explainBackend, padded, request.dtype, padded.length);
  const image = { shape: [images, inChannels, inHeight, inWidth], storage };
  // The sizes of a convolution are those of a window, and more.
  const columns = new Tensor(
    run(im2col, [image], { sizes, shape: [images, groups * inner, places], dtype: request.dtype }),
  );
  const weights = weight.view([outChannels, inner]);
  const product = matmul(
    weights.view([groups, groupOutChannels, inner]),
    columns.view([images, groups, inner, places]),
  );
  const [laid, multiplied] = [columns, product].map((tensor) => explainedArray('compareConvolutions', tensor));
  const cost = costOf([multiplied, laid, ...copies], [laid, ...copies]);
  return { output: finish(product), columns, weights, cost };
}

/** The flattened image times the matrix. */
function byMatrix(
  matrix: ConvMatrix,
  image: Tensor,
  { images }: ConvSizes,
  finish: (product: Tensor) => Tensor,
): ComparedConvolutions['matrix'] {
  const dense = matrix.toDense();
  const product = matmul(image.view([images, matrix.columns]), dense, { transposeB: true });
  const cost = costOf([explainedArray('compareConvolutions', product)], [explainedArray('compareConvolutions', dense)]);
  return { output: finish(product), matrix, dense, cost };
}

/** The arrays, one made from the other, that a kernel made up to this one. */
function copiedBy(kernel: string, array: ExplainedArray): readonly ExplainedArray[] {
  const { making } = array;
  return making?.kernel.name === kernel ? [array, ...copiedBy(kernel, making.inputs[0])] : [];
}

/** What it costs to make some arrays, when others of them are not the output. */
function costOf(made: readonly ExplainedArray[], between: readonly ExplainedArray[]): ConvolutionCost {
  let [multiplyAdds, reads] = [0, 0];
  for (const array of made) {
    for (const [input, count] of readsOf(array)) {
      if (input === 'bias') continue;
      reads += count;
      if (input === 'weight' || input === 'a') multiplyAdds += count; // each is the factor of one product
    }
  }
  return { multiplyAdds, reads, stored: between.reduce((sum, { length }) => sum + length, 0) };
}

/** A product with the bias added, in the shape of the output. */
function finished(product: Tensor, bias: Tensor | undefined, { shape }: Tensor): Tensor {
  const output = product.view(shape);
  return bias === undefined ? output : output.add(bias.view([bias.numel, 1, 1]));
}

function tableOf(
  { sliding, im2col: columns, matrix }: Omit<ComparedConvolutions, 'largestDifference'>,
  largestDifference: number,
): string {
  const heads = ['', 'multiply-adds', 'numbers read', 'stored between'];
  const line = (name: string, { multiplyAdds, reads, stored }: ConvolutionCost) => [name, multiplyAdds, reads, stored];
  const rows = [
    heads,
    line('sliding window', sliding.cost),
    line('im2col × weights', columns.cost),
    line('matrix', matrix.cost),
  ];
  const text = rows.map((row) => row.map((cell, i) => (i === 0 ? String(cell).padEnd(16) : String(cell).padStart(16))));
  const { dense } = matrix;
  return [
    ...text.map((cells) => cells.join('')),
    '',
    `columns [${columns.columns.shape.join(', ')}], matrix [${dense.shape.join(', ')}]; largest difference ${largestDifference}`,
  ].join('\n');
}

import { newArray } from '../dtype.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { defaultGenerator, type RandomSource } from '../random/index.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { calculateFans, calculateGain, type Nonlinearity } from './fans.ts';
import { write } from './transfer.ts';

export { calculateFans, calculateGain, type Nonlinearity } from './fans.ts';

/**
 * First values for parameters: each function fills a tensor in place, and gives it back. The numbers are drawn in
 * float64 and rounded to the tensor's dtype.
 */

/** What the functions that draw can be told. */
interface Drawn {
  /** Default: the generator that `manualSeed` seeds. */
  readonly generator?: RandomSource;
}

/** How the Kaiming functions choose the spread. */
export interface KaimingOptions extends Drawn {
  /** The slope of the leaky ReLU that follows, left of 0. Default 0: a ReLU. */
  readonly a?: number;
  /** Keep the variance of the activations ('fanIn', default) or of the gradients ('fanOut'). */
  readonly mode?: 'fanIn' | 'fanOut';
  /** What follows the layer. Default 'leakyRelu'. */
  readonly nonlinearity?: Nonlinearity;
}

/** Numbers from the uniform distribution on [low, high). */
export function uniform_(tensor: Tensor, low = 0, high = 1, { generator = defaultGenerator }: Drawn = {}): Tensor {
  return fill(tensor, () => generator.uniform(low, high));
}

/** Numbers from the normal distribution. */
export function normal_(tensor: Tensor, mean = 0, std = 1, { generator = defaultGenerator }: Drawn = {}): Tensor {
  return fill(tensor, () => generator.normal(mean, std));
}

/**
 * Numbers from the normal distribution that fall between `low` and `high`; the others are drawn again.
 *
 * @throws ArgumentError if hardly any would: no part of [low, high] lies within 4 standard deviations of the mean.
 */
export function truncNormal_(
  tensor: Tensor,
  mean = 0,
  std = 1,
  low = -2,
  high = 2,
  { generator = defaultGenerator }: Drawn = {},
): Tensor {
  if (!(low < high && low <= mean + 4 * std && high >= mean - 4 * std)) {
    const law = `the normal distribution of mean ${mean} and standard deviation ${std}`;
    throw new ArgumentError('truncNormal_', `[${low}, ${high}] must hold a fair part of ${law}`);
  }
  return fill(tensor, () => {
    for (;;) {
      const drawn = generator.normal(mean, std);
      if (drawn >= low && drawn <= high) return drawn;
    }
  });
}

/** One number everywhere. */
export function constant_(tensor: Tensor, value: number): Tensor {
  return fill(tensor, () => value);
}

export function ones_(tensor: Tensor): Tensor {
  return constant_(tensor, 1);
}

export function zeros_(tensor: Tensor): Tensor {
  return constant_(tensor, 0);
}

/** Ones on the diagonal of a matrix, zeros elsewhere. @throws ShapeError unless it is a matrix. */
export function eye_(tensor: Tensor): Tensor {
  if (tensor.ndim !== 2) {
    throw new ShapeError('eye_', 'only a matrix has a diagonal', { tensor: tensor.shape });
  }
  const columns = tensor.shape[1];
  return fill(tensor, (i) => (Math.floor(i / columns) === i % columns ? 1 : 0));
}

/** Uniform in ±gain · √(6 / (fanIn + fanOut)). Glorot & Bengio (2010). */
export function xavierUniform_(tensor: Tensor, gain = 1, options: Drawn = {}): Tensor {
  const { fanIn, fanOut } = calculateFans(tensor);
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return uniform_(tensor, -bound, bound, options);
}

/** Normal with standard deviation gain · √(2 / (fanIn + fanOut)). Glorot & Bengio (2010). */
export function xavierNormal_(tensor: Tensor, gain = 1, options: Drawn = {}): Tensor {
  const { fanIn, fanOut } = calculateFans(tensor);
  return normal_(tensor, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), options);
}

/** Uniform in ±gain · √(3 / fan). He, Zhang, Ren & Sun (2015). */
export function kaimingUniform_(tensor: Tensor, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingStd(tensor, options);
  return uniform_(tensor, -bound, bound, options);
}

/** Normal with standard deviation gain / √fan. He, Zhang, Ren & Sun (2015). */
export function kaimingNormal_(tensor: Tensor, options: KaimingOptions = {}): Tensor {
  return normal_(tensor, 0, kaimingStd(tensor, options), options);
}

function kaimingStd(tensor: Tensor, { a = 0, mode = 'fanIn', nonlinearity = 'leakyRelu' }: KaimingOptions): number {
  const fans = calculateFans(tensor);
  if (!Object.hasOwn(fans, mode)) {
    throw new ArgumentError('kaiming', `mode must be 'fanIn' or 'fanOut', but is ${String(mode)}`);
  }
  return calculateGain(nonlinearity, a) / Math.sqrt(fans[mode]);
}

/**
 * A matrix whose rows (or columns, where there are fewer of them) are orthonormal, times `gain`. All axes but the first
 * count as one. The rows of a random normal matrix are made orthogonal one after the other (Gram and Schmidt, twice, as
 * rounding asks for). Saxe, McClelland & Ganguli (2014).
 *
 * @throws ShapeError for less than two axes.
 */
export function orthogonal_(tensor: Tensor, gain = 1, { generator = defaultGenerator }: Drawn = {}): Tensor {
  if (tensor.ndim < 2) {
    throw new ShapeError('orthogonal_', 'only tensors of at least two axes have rows and columns', {
      tensor: tensor.shape,
    });
  }
  const rows = tensor.shape[0];
  const columns = rows === 0 ? 0 : tensor.numel / rows;
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const vector = new Float64Array(length);
    generator.fillNormal(vector);
    for (const earlier of [...vectors, ...vectors]) {
      const along = dot(vector, earlier);
      for (let j = 0; j < length; j++) vector[j] -= along * earlier[j];
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let j = 0; j < length; j++) vector[j] /= norm;
    vectors.push(vector);
  }
  const entry = (row: number, column: number) => (rows <= columns ? vectors[row][column] : vectors[column][row]);
  return fill(tensor, (i) => gain * entry(Math.floor(i / columns), i % columns));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function fill(tensor: Tensor, value: (index: number) => number): Tensor {
  const numbers = newArray(tensor.dtype, tensor.numel);
  for (let i = 0; i < numbers.length; i++) numbers[i] = value(i);
  write(tensor, numbers);
  return tensor;
}

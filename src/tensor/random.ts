import { isFloating, type NumberArray, newArray } from '../dtype.ts';
import { ArgumentError, DTypeError } from '../errors.ts';
import { defaultGenerator, type RandomSource } from '../random/index.ts';
import { checkShape } from '../shape/checkShape.ts';
import { elementCount, type Shape } from '../shape/rowMajor.ts';
import { requireNumber } from './functions/arguments.ts';
import { make, type TensorOptions } from './make.ts';
import type { Tensor } from './tensor.ts';

/** How a random tensor is made. */
export interface RandomTensorOptions extends TensorOptions {
  /** Where the numbers come from. Default: the generator that `manualSeed` seeds. */
  readonly generator?: RandomSource;
}

/** Uniform random numbers in [0, 1). @throws DTypeError unless the dtype is floating. */
export function rand(shape: Shape, options: RandomTensorOptions = {}): Tensor {
  return draw('rand', shape, options, (generator, numbers) => generator.fillUniform(numbers));
}

/** Normal random numbers, of mean 0 and variance 1. @throws DTypeError unless the dtype is floating. */
export function randn(shape: Shape, options: RandomTensorOptions = {}): Tensor {
  return draw('randn', shape, options, (generator, numbers) => generator.fillNormal(numbers));
}

/** Normal random numbers of this mean and standard deviation. @throws DTypeError unless the dtype is floating. */
export function normal(mean: number, std: number, shape: Shape, options: RandomTensorOptions = {}): Tensor {
  requireNumber('normal', 'mean', mean);
  requireNumber('normal', 'std', std, 0);
  return draw('normal', shape, options, (generator, numbers) => generator.fillNormal(numbers, mean, std));
}

/**
 * Random integers from `low` (0) to `high` − 1, each as likely as the next; int32 unless a dtype is given.
 *
 *   randint(high, shape)   randint(low, high, shape), each with options behind
 *
 * @throws ArgumentError unless low and high are integers and low < high.
 */
export function randint(high: number, shape: Shape, options?: RandomTensorOptions): Tensor;
export function randint(low: number, high: number, shape: Shape, options?: RandomTensorOptions): Tensor;
export function randint(
  first: number,
  second: number | Shape,
  third?: Shape | RandomTensorOptions,
  fourth?: RandomTensorOptions,
): Tensor {
  return typeof second === 'number'
    ? integers(first, second, third as Shape, fourth)
    : integers(0, first, second, third as RandomTensorOptions | undefined);
}

/** The integers from 0 to n − 1 in random order; int32 unless a dtype is given. */
export function randperm(
  n: number,
  { generator = defaultGenerator, dtype = 'int32', ...options }: RandomTensorOptions = {},
): Tensor {
  checkShape('randperm', [n]);
  const order = newArray(dtype, n);
  order.set(generator.permutation(n));
  return make(order, [n], { ...options, dtype });
}

/**
 * 1 with the probability that the input's element gives, else 0; shape and dtype are the input's. It reads the
 * probabilities.
 *
 * @throws ArgumentError unless every probability lies in [0, 1].
 */
export function bernoulli(
  input: Tensor,
  { generator = defaultGenerator }: { readonly generator?: RandomSource } = {},
): Tensor {
  const probabilities = input.storage.read();
  const numbers = newArray(input.dtype, input.numel);
  for (let i = 0; i < numbers.length; i++) {
    if (!(probabilities[i] >= 0 && probabilities[i] <= 1)) {
      throw new ArgumentError('bernoulli', `probabilities must lie between 0 and 1, but one is ${probabilities[i]}`);
    }
    numbers[i] = generator.nextFloat() < probabilities[i] ? 1 : 0;
  }
  return make(numbers, input.shape, { dtype: input.dtype, device: input.device });
}

function integers(low: number, high: number, shape: Shape, options: RandomTensorOptions = {}): Tensor {
  const { generator = defaultGenerator, dtype = 'int32', ...others } = options;
  checkShape('randint', shape);
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || low >= high) {
    throw new ArgumentError('randint', `low and high must be integers, low below high, but are ${low} and ${high}`);
  }
  const numbers = newArray(dtype, elementCount(shape));
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = low + generator.integer(high - low);
  }
  return make(numbers, shape, { ...others, dtype });
}

function draw(
  operation: string,
  shape: Shape,
  { generator = defaultGenerator, dtype = 'float32', ...options }: RandomTensorOptions,
  fill: (generator: RandomSource, numbers: NumberArray) => void,
): Tensor {
  checkShape(operation, shape);
  if (!isFloating(dtype)) {
    throw new DTypeError(operation, `gives fractions, which ${dtype} cannot hold. Use randint() for integers.`);
  }
  const numbers = newArray(dtype, elementCount(shape));
  fill(generator, numbers);
  return make(numbers, shape, { ...options, dtype });
}

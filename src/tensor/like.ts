import { full, ones, zeros } from './create.ts';
import type { TensorOptions } from './make.ts';
import { type RandomTensorOptions, rand, randint, randn } from './random.ts';
import type { Tensor } from './tensor.ts';

// New tensors that look like another: its shape, and its dtype and device unless the options say otherwise. They do not
// require a gradient because it does.

/** Zeros in the shape of `input`. */
export function zerosLike(input: Tensor, options: TensorOptions = {}): Tensor {
  return zeros(input.shape, { ...formOf(input), ...options });
}

/** Ones in the shape of `input`. */
export function onesLike(input: Tensor, options: TensorOptions = {}): Tensor {
  return ones(input.shape, { ...formOf(input), ...options });
}

/** A tensor in the shape of `input` to be filled later; zeros until then. */
export function emptyLike(input: Tensor, options: TensorOptions = {}): Tensor {
  return zeros(input.shape, { ...formOf(input), ...options });
}

/** `value` in the shape of `input`. */
export function fullLike(input: Tensor, value: number, options: TensorOptions = {}): Tensor {
  return full(input.shape, value, { ...formOf(input), ...options });
}

/** Uniform random numbers in [0, 1), in the shape of `input`. */
export function randLike(input: Tensor, options: RandomTensorOptions = {}): Tensor {
  return rand(input.shape, { ...formOf(input), ...options });
}

/** Normal random numbers in the shape of `input`. */
export function randnLike(input: Tensor, options: RandomTensorOptions = {}): Tensor {
  return randn(input.shape, { ...formOf(input), ...options });
}

/** Random integers from `low` to `high` − 1, in the shape of `input`. */
export function randintLike(input: Tensor, low: number, high: number, options: RandomTensorOptions = {}): Tensor {
  return randint(low, high, input.shape, { ...formOf(input), ...options });
}

function formOf({ dtype, device }: Tensor): TensorOptions {
  return { dtype, device };
}

import { noGrad } from '../../autograd/gradMode.ts';
import { runInto } from '../../backends/run.ts';
import { holds } from '../../dtype.ts';
import { ArgumentError } from '../../errors.ts';
import { copy } from '../../kernels/pointwise/copy.ts';
import { fill } from '../../kernels/pointwise/fill.ts';
import { defaultGenerator, type RandomSource } from '../../random/index.ts';
import { fromArray } from '../fromArray.ts';
import type { Tensor } from '../tensor.ts';
import * as activations from './activations.ts';
import { requireNumber } from './arguments.ts';
import * as choice from './choice.ts';
import { expandTo, type Operand } from './common.ts';
import * as math from './math.ts';
import * as pointwise from './pointwise.ts';
import { requireBroadcast, requireNoHistory, update } from './update.ts';

// Functions that write into their first argument and return it, marked by an underscore as in PyTorch. Views see the
// change, and the version counter tells the tape of it. They are not recorded: see decision 042.

/** input += alpha·other. */
export function add_(input: Tensor, other: Operand, options?: pointwise.AlphaOptions): Tensor {
  return update('add', input, [other], () => pointwise.add(input, other, options));
}

/** input −= alpha·other. */
export function sub_(input: Tensor, other: Operand, options?: pointwise.AlphaOptions): Tensor {
  return update('sub', input, [other], () => pointwise.sub(input, other, options));
}

/** input *= other. */
export function mul_(input: Tensor, other: Operand): Tensor {
  return update('mul', input, [other], () => pointwise.mul(input, other));
}

/** input /= other. */
export function div_(input: Tensor, other: Operand, options?: pointwise.DivOptions): Tensor {
  return update('div', input, [other], () => pointwise.div(input, other, options));
}

/** input to the power of other. */
export function pow_(input: Tensor, other: Operand): Tensor {
  return update('pow', input, [other], () => pointwise.pow(input, other));
}

/** input + value·tensor1·tensor2. */
export function addcmul_(input: Tensor, tensor1: Tensor, tensor2: Tensor, options?: pointwise.ValueOptions): Tensor {
  return update('addcmul', input, [tensor1, tensor2], () => pointwise.addcmul(input, tensor1, tensor2, options));
}

/** input + value·tensor1/tensor2. */
export function addcdiv_(input: Tensor, tensor1: Tensor, tensor2: Tensor, options?: pointwise.ValueOptions): Tensor {
  return update('addcdiv', input, [tensor1, tensor2], () => pointwise.addcdiv(input, tensor1, tensor2, options));
}

/** input, moved towards `end` by the share `weight`. */
export function lerp_(input: Tensor, end: Tensor, weight: Operand): Tensor {
  return update('lerp', input, [end, weight], () => choice.lerp(input, end, weight));
}

/** Every element held between the bounds. */
export function clamp_(input: Tensor, min?: Operand, max?: Operand): Tensor {
  return update('clamp', input, [min, max], () => choice.clamp(input, min, max));
}

/** `value` where the mask is true. */
export function maskedFill_(input: Tensor, mask: Tensor, value: Operand): Tensor {
  return update('maskedFill', input, [value], () => choice.maskedFill(input, mask, value));
}

/** A function of one tensor, in place. */
function inPlace(name: string, compute: (input: Tensor) => Tensor): (input: Tensor) => Tensor {
  return (input) => update(name, input, [], () => compute(input));
}

/** −x. */
export const neg_ = inPlace('neg', math.neg);

/** |x|. */
export const abs_ = inPlace('abs', math.abs);

/** √x. */
export const sqrt_ = inPlace('sqrt', math.sqrt);

/** eˣ. */
export const exp_ = inPlace('exp', math.exp);

/** log x. */
export const log_ = inPlace('log', math.log);

/** ⌊x⌋. */
export const floor_ = inPlace('floor', math.floor);

/** ⌈x⌉. */
export const ceil_ = inPlace('ceil', math.ceil);

/** The nearest integer. */
export const round_ = inPlace('round', math.round);

/** max(x, 0). */
export const relu_ = inPlace('relu', activations.relu);

/** 1 / (1 + e⁻ˣ). */
export const sigmoid_ = inPlace('sigmoid', activations.sigmoid);

/** tanh x. */
export const tanh_ = inPlace('tanh', activations.tanh);

/** Every element 0. */
export function zero_(input: Tensor): Tensor {
  return fill_(input, 0);
}

/** Every element `value`. @throws ArgumentError for a number that input's dtype cannot hold. */
export function fill_(input: Tensor, value: number): Tensor {
  requireNoHistory('fill', input, [], 'Make a new tensor with fullLike()');
  requireNumber('fill_', 'value', value);
  if (input.dtype !== 'bool' && !holds(input.dtype, value)) {
    throw new ArgumentError('fill_', `${value} is no ${input.dtype}`);
  }
  runInto(fill, [], input, { sizes: {}, scalars: [value] });
  return input;
}

/** The numbers of `source`, which broadcasts, in input's dtype; `source` may be on another device if it can be read. */
export function copy_(input: Tensor, source: Tensor): Tensor {
  requireNoHistory('copy', input, [source], 'Use the source itself, or a clone()');
  const here = noGrad(() => source.to({ device: input.device }));
  requireBroadcast('copy', input, here);
  runInto(copy, [noGrad(() => expandTo(here, input.shape))], input, { sizes: {} });
  return input;
}

/** Where random numbers come from. */
export interface RandomOptions {
  /** Default: the generator that `manualSeed` seeds. */
  readonly generator?: RandomSource;
}

/** Uniform random numbers in [from, to). */
export function uniform_(input: Tensor, from = 0, to = 1, options: RandomOptions = {}): Tensor {
  return randomize('uniform', input, options, (generator, numbers) => generator.fillUniform(numbers, from, to));
}

/** Normal random numbers. */
export function normal_(input: Tensor, mean = 0, std = 1, options: RandomOptions = {}): Tensor {
  return randomize('normal', input, options, (generator, numbers) => generator.fillNormal(numbers, mean, std));
}

/** 1 with probability p, else 0. @throws ArgumentError unless p lies in [0, 1]. */
export function bernoulli_(input: Tensor, p = 0.5, options: RandomOptions = {}): Tensor {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError('bernoulli_', `p must lie between 0 and 1, but is ${p}`);
  return randomize('bernoulli', input, options, (generator, numbers) => {
    for (let i = 0; i < numbers.length; i++) numbers[i] = generator.nextFloat() < p ? 1 : 0;
  });
}

function randomize(
  name: string,
  input: Tensor,
  { generator = defaultGenerator }: RandomOptions,
  draw: (generator: RandomSource, numbers: Float32Array | Float64Array) => void,
): Tensor {
  requireNoHistory(name, input, [], 'Make a new tensor with rand(), randn() or bernoulli()');
  const numbers = input.dtype === 'float64' ? new Float64Array(input.numel) : new Float32Array(input.numel);
  draw(generator, numbers);
  runInto(copy, [fromArray(numbers, input.shape, { device: input.device })], input, { sizes: {} });
  return input;
}

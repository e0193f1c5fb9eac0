import type { Operation } from '../../autograd/operation.ts';
import type { NdArray } from '../../backends/storage.ts';
import { gather } from '../../ops/index/gather.ts';
import { amax as amaxOperation, amin as aminOperation } from '../../ops/reduce/extreme.ts';
import { argmax as argmaxOperation, argmin as argminOperation } from '../../ops/reduce/extremeIndex.ts';
import { checkOptions } from '../../options.ts';
import { apply, Tensor } from '../tensor.ts';
import { maximum, minimum } from './choice.ts';
import { reshape } from './move.ts';
import { type Dim, dropAxes, nonemptyAxesOf, type ReduceOptions, reduceOver } from './reduceAxes.ts';

/** Numbers picked from a tensor, and where along their axis they stood (int32). */
export interface ValuesAndIndices {
  readonly values: Tensor;
  readonly indices: Tensor;
}

/** The type of `max` and `min`, which answer differently with an axis, with another tensor, and without either. */
export interface Extreme {
  (input: Tensor): Tensor;
  (input: Tensor, other: Tensor): Tensor;
  (input: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
}

/** The same as methods. */
export interface ExtremeMethod {
  (): Tensor;
  (other: Tensor): Tensor;
  (dim: number, options?: ReduceOptions): ValuesAndIndices;
}

type Index = Operation<{ readonly axis: number }>;
type Fold = Operation<{ readonly axes: readonly number[] }, { input: NdArray; output: NdArray }>;

/**
 * The largest number, as a scalar; with `dim`, the largest numbers along that axis and where they stand. NaN wins.
 * (With another tensor it is `maximum`, as in PyTorch.)
 *
 * Without `dim`, all that are as large share the gradient evenly. With it, the first has the gradient, as it has the
 * index.
 *
 * @throws ShapeError if there is nothing to choose from.
 */
export const max: Extreme = extreme('max', amaxOperation, argmaxOperation, maximum);

/** The smallest number, or the smallest along an axis and where they stand: see `max`. */
export const min: Extreme = extreme('min', aminOperation, argminOperation, minimum);

function extreme(name: string, fold: Fold, index: Index, ofTwo: typeof maximum): Extreme {
  function choose(input: Tensor): Tensor;
  function choose(input: Tensor, other: Tensor): Tensor;
  function choose(input: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
  function choose(input: Tensor, dim?: number | Tensor, options: ReduceOptions = {}): Tensor | ValuesAndIndices {
    checkOptions(name, options, ['keepdim']);
    if (dim instanceof Tensor) return ofTwo(input, dim);
    if (dim === undefined) {
      return reduceOver(fold, input, { axes: nonemptyAxesOf(name, dim, input) }, {});
    }
    const axes = nonemptyAxesOf(name, [dim], input);
    const rows = input.ndim === 0 ? reshape(input, [1]) : input;
    const axis = axes[0] ?? 0;
    const indices = apply(index, [rows], { axis });
    const values = apply(gather, [rows, indices], { axis });
    if (options.keepdim && input.ndim > 0) return { values, indices };
    return { values: dropAxes(values, [axis]), indices: dropAxes(indices, [axis]) };
  }
  return choose;
}

/**
 * The largest number over `dim`, an axis or several; over everything without it. NaN wins. All that are as large share
 * the gradient evenly.
 */
export function amax(input: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  checkOptions('amax', options, ['keepdim']);
  return reduceOver(amaxOperation, input, { axes: nonemptyAxesOf('amax', dim, input) }, options);
}

/** The smallest number over `dim`: see `amax`. */
export function amin(input: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  checkOptions('amin', options, ['keepdim']);
  return reduceOver(aminOperation, input, { axes: nonemptyAxesOf('amin', dim, input) }, options);
}

/** The smallest and the largest number over `dim`. */
export function aminmax(input: Tensor, dim?: Dim, options: ReduceOptions = {}): { min: Tensor; max: Tensor } {
  return { min: amin(input, dim, options), max: amax(input, dim, options) };
}

/** Where along `dim` the largest number stands, as int32; without `dim`, counted through all elements. NaN wins; the first. */
export function argmax(input: Tensor, dim?: number, options: ReduceOptions = {}): Tensor {
  return indexOf('argmax', argmaxOperation, input, dim, options);
}

/** Where along `dim` the smallest number stands, as int32; without `dim`, counted through all elements. NaN wins; the first. */
export function argmin(input: Tensor, dim?: number, options: ReduceOptions = {}): Tensor {
  return indexOf('argmin', argminOperation, input, dim, options);
}

function indexOf(
  name: string,
  operation: Index,
  input: Tensor,
  dim: number | undefined,
  options: ReduceOptions,
): Tensor {
  checkOptions(name, options, ['keepdim']);
  const axes = nonemptyAxesOf(name, dim === undefined ? undefined : [dim], input);
  const flat = dim === undefined || input.ndim === 0;
  const rows = flat ? reshape(input, [input.numel]) : input;
  const indices = apply(operation, [rows], { axis: flat ? 0 : axes[0] });
  if (flat) {
    return reshape(indices, options.keepdim ? input.shape.map(() => 1) : []);
  }
  return options.keepdim ? indices : dropAxes(indices, axes);
}

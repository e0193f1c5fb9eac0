import { isFloating } from '../../dtype.ts';
import { sum as sumOperation } from '../../ops/reduce/sum.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axesOf } from './arguments.ts';
import { toDType } from './common.ts';
import { reshape } from './move.ts';
import { mul } from './pointwise.ts';

/** Which axes a reduction folds (all by default), and whether they remain with size 1. */
export interface ReduceOptions {
  readonly keepdim?: boolean;
}

type Dim = number | readonly number[] | undefined;

/** The sum over `dim`, an axis or several; over everything without it. Integers and bool are summed as int32. */
export function sum(input: Tensor, dim?: Dim, { keepdim = false }: ReduceOptions = {}): Tensor {
  const axes = axesOf('sum', dim, input);
  const numbers = isFloating(input.dtype) ? input : toDType(input, 'int32');
  const summed = axes.length === 0 ? numbers : apply(sumOperation, [numbers], { axes });
  return keepdim ? summed : dropAxes(summed, axes);
}

/** The mean over `dim`: the sum divided by how many were summed. */
export function mean(input: Tensor, dim?: Dim, options: ReduceOptions = {}): Tensor {
  const count = axesOf('mean', dim, input).reduce((product, axis) => product * input.shape[axis], 1);
  return mul(sum(input, dim, options), 1 / count);
}

/** Takes out axes that a reduction left with size 1. */
export function dropAxes(input: Tensor, axes: readonly number[]): Tensor {
  return axes.length === 0
    ? input
    : reshape(
        input,
        input.shape.filter((_, axis) => !axes.includes(axis)),
      );
}

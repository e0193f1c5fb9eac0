import type { Operation, Saved } from '../../autograd/operation.ts';
import { ShapeError } from '../../errors.ts';
import type { FoldParams } from '../../ops/reduce/keepdim.ts';
import { apply, type Tensor } from '../tensor.ts';
import { axesOf } from './arguments.ts';
import { reshape } from './move.ts';

/** The axis or axes that a reduction folds; all of them where it is undefined. */
export type Dim = number | readonly number[] | undefined;

/** How a reduction leaves the axes that it folds. */
export interface ReduceOptions {
  /** They remain, with size 1. Default: false, they go. */
  readonly keepdim?: boolean;
}

/** Applies a reduction; the axes that it folds go, unless they are to stay. */
export function reduceOver<Params extends FoldParams, Kept extends Saved>(
  operation: Operation<Params, Kept>,
  input: Tensor,
  params: Params,
  { keepdim = false }: ReduceOptions,
): Tensor {
  return apply(operation, [input], { ...params, keepdim });
}

/** Takes out axes that a reduction left with size 1. */
export function dropAxes(input: Tensor, axes: readonly number[]): Tensor {
  if (axes.length === 0) return input;
  const kept = input.shape.filter((_, axis) => !axes.includes(axis));
  return reshape(input, kept);
}

/** The axes of a reduction that has no answer for nothing. @throws ShapeError if it would have to fold an empty axis. */
export function nonemptyAxesOf(operation: string, dim: Dim, input: Tensor): number[] {
  const axes = axesOf(operation, dim, input);
  const empty = axes.find((axis) => input.shape[axis] === 0);
  if (empty !== undefined) {
    const rule = `nothing to choose from: axis ${empty} has size 0`;
    throw new ShapeError(operation, rule, { input: input.shape });
  }
  return axes;
}

import type { Operation, Saved } from '../../autograd/operation.ts';
import { foldedShape } from './fold.ts';

/** The axes that a reduction folds, and whether they remain with size 1 (the default here). */
export interface FoldParams {
  readonly axes: readonly number[];
  readonly keepdim?: boolean;
}

/**
 * A reduction that can take out the axes it folded, made from one that leaves them with size 1: the same numbers in
 * another shape, and back.
 */
export function reduction<Params extends FoldParams, Kept extends Saved>(
  kept: Operation<Params, Kept>,
): Operation<Params, Kept> {
  const operation: Operation<Params, Kept> = {
    name: kept.name,
    forward(run, inputs, params) {
      const { output, saved } = kept.forward(run, inputs, params);
      if (params.keepdim ?? true) return { output, saved };
      const shape = output.shape.filter((_, axis) => !params.axes.includes(axis));
      return { output: { shape, storage: output.storage }, saved };
    },
  };
  const { backward } = kept;
  if (backward === undefined) return operation;
  return {
    ...operation,
    backward(run, context) {
      const shape = foldedShape(context.inputs[0].shape, context.params.axes);
      return backward.call(kept, run, { ...context, gradOutput: { shape, storage: context.gradOutput.storage } });
    },
  };
}

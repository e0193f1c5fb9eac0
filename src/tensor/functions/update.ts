import { isGradEnabled, noGrad } from '../../autograd/gradMode.ts';
import { runInto } from '../../backends/run.ts';
import { type DType, isFloating } from '../../dtype.ts';
import { DTypeError, GraphError, ShapeError } from '../../errors.ts';
import { copy } from '../../kernels/pointwise/copy.ts';
import { sameShape } from '../../shape/rowMajor.ts';
import { Tensor } from '../tensor.ts';
import type { Operand } from './common.ts';

// What functions that write in place have in common.

/**
 * Computes as the function without the underscore does, and writes the result into `target`.
 *
 * @throws DTypeError or ShapeError if the result does not fit there.
 */
export function update(
  name: string,
  target: Tensor,
  operands: readonly (Operand | undefined)[],
  compute: () => Tensor,
): Tensor {
  requireNoHistory(name, target, operands);
  const result = noGrad(compute);
  if (rank(result.dtype) > rank(target.dtype)) {
    throw new DTypeError(
      `${name}_`,
      `the result is ${result.dtype} and does not go into a tensor of ${target.dtype}. Use ${name}() for a new tensor.`,
    );
  }
  if (!sameShape(result.shape, target.shape)) {
    throw new ShapeError(
      `${name}_`,
      `the result has shape [${result.shape.join(', ')}], and a tensor cannot grow in place. Use ${name}() for a new one`,
      { input: target.shape },
    );
  }
  runInto(copy, [result], target, { sizes: {} });
  return target;
}

/** A change in place that the tape would have to know of is refused. @throws GraphError; see decision 042. */
export function requireNoHistory(
  name: string,
  target: Tensor,
  operands: readonly (Operand | undefined)[],
  alternative = `Use ${name}() for a new tensor`,
): void {
  if (!isGradEnabled()) return;
  const wantsGradient = [target, ...operands].some((operand) => operand instanceof Tensor && operand.requiresGrad);
  if (!wantsGradient) return;
  const which = target.requiresGrad ? 'this tensor' : 'an operand';
  throw new GraphError(
    `${name}_: ${which} requires a gradient, and changes in place are not recorded. ${alternative}, or change it ` +
      'inside noGrad(() => …).',
  );
}

/** @throws ShapeError unless `source` has the shape of `target` or broadcasts to it. */
export function requireBroadcast(name: string, target: Tensor, source: Tensor): void {
  const added = target.ndim - source.ndim;
  const fits = source.shape.every((size, axis) => size === 1 || size === target.shape[axis + added]);
  if (added < 0 || !fits) {
    throw new ShapeError(`${name}_`, 'source must have input’s shape, or broadcast to it', {
      input: target.shape,
      source: source.shape,
    });
  }
}

/** bool goes into integers and those into floats, but not the other way round. */
function rank(dtype: DType): number {
  return isFloating(dtype) ? 2 : dtype === 'bool' ? 0 : 1;
}
